/** `sim list`: what this version knows, by kind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hazards } from '../hazard/index.ts';
import { measures } from '../metrics/index.ts';
import { policies } from '../response/policies/index.ts';
import { readDocument, valueAt } from '../text/document.ts';
import { nearestName, oneOf, Problems } from '../text/problem.ts';
import { topologyFormats } from '../topology/index.ts';
import { rules } from '../traffic/rules/index.ts';
import { packageFolder } from './files.ts';
import { tell, tellJson, wrongOption } from './output.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
}

const lists: Readonly<Record<string, () => readonly Entry[]>> = {
  hazards: () => hazards.map(({ name, summary, source }) => ({ name, summary, source })),
  protocols: () => shipped('scenarios/protocols', 'summary'),
  metrics: () => measures.map(({ name, unit, summary }) => ({ name, unit, summary })),
  topologies: () => shipped('topologies', 'title'),
  rules: () => rules.map(({ name, summary, source }) => ({ name, summary, source })),
  policies: () => policies.map(({ name, summary }) => ({ name, summary })),
  formats: () => topologyFormats.map(({ name, summary, endings }) => ({ name, endings, summary })),
};

/** Names and descriptions of the YAML files in a shipped folder. */
function shipped(folder: string, key: string): Entry[] {
  const path = join(packageFolder, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const document = readDocument(readFileSync(join(path, file), 'utf8'), file, new Problems());
      return { name: file.replace(/\.yaml$/, ''), summary: String(valueAt(document?.value, [key]) ?? '') };
    });
}

export function list(what: string, { json }: { json?: boolean }): void {
  const make = Object.hasOwn(lists, what) ? lists[what] : undefined;
  if (make === undefined) {
    const near = nearestName(what, Object.keys(lists));
    wrongOption(
      'list',
      `"${what}"`,
      `${oneOf(Object.keys(lists))}${near === undefined ? '' : ` (did you mean "${near}"?)`}`,
    );
  }
  const entries = make();
  if (json === true) tellJson(entries);
  else tell(entries.map((entry) => `${entry.name.padEnd(26)} ${entry.summary}`).join('\n'));
}
