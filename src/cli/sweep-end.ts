/** How a sweep ends, here or after a merge: its chunks are hashed, its points summarised, and the table is printed. */
import { join } from 'node:path';
import { headlinesOf } from '../experiment/sweep-summary.ts';
import { sweepDocument } from '../report/sweep-json.ts';
import { sweepTable } from '../report/sweep-table.ts';
import { sweepCells } from '../results/sweep-reading.ts';
import { type SweepManifest, sealSweep, writeWhole } from '../results/sweep-store.ts';
import { nearestName, oneOf } from '../text/problem.ts';
import { tell, tellJson, warn, wrongOption } from './output.ts';

/** The metrics that are summarised: those that were asked for, or the headlines. */
export function metricsAsked({ metrics }: SweepManifest, asked: readonly string[] | undefined): readonly string[] {
  const known = metrics.map(({ name }) => name);
  for (const name of asked ?? [])
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      wrongOption('--metrics', `"${name}"`, `${oneOf(known)}${near === undefined ? '' : ` (did you mean "${near}"?)`}`);
    }
  return asked ?? headlinesOf(metrics);
}

/** Of a folder in which no chunk is missing. */
export async function endSweep(
  folder: string,
  manifest: SweepManifest,
  metrics: readonly string[],
  json: boolean,
): Promise<void> {
  const { fingerprint } = sealSweep(folder, manifest);
  const cells = await sweepCells(folder, manifest, metrics);
  const document = sweepDocument(manifest, cells, fingerprint);
  writeWhole(join(folder, 'summary.json'), `${JSON.stringify(document, null, 2)}\n`);
  if (json) tellJson(document);
  else tell(sweepTable(manifest, cells));
  warn(`fingerprint ${fingerprint}; results in ${folder}`);
}

/** A command as a person would type it again. */
export const commandLine = (words: readonly string[]): string =>
  ['sim', ...words.map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(
    ' ',
  );
