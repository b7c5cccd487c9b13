/** `sim protocol list`: the shipped protocols, the simplest first, and the mix-ins that they are made of. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wrapped } from '../report/table.ts';
import { blockNames } from '../response/protocol.ts';
import { type ReadMixIn, type ReadProtocol, readMixIn, readProtocol } from '../scenario/protocols.ts';
import { Problems } from '../text/problem.ts';
import { Files, packageFolder } from './files.ts';
import { tell, tellJson, tellProblems } from './output.ts';
import { headOf } from './protocol-show.ts';

const FOLDER = 'scenarios/protocols';
const PAGE = 118;

const stemsIn = (folder: string): string[] =>
  readdirSync(join(packageFolder, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();

/** Mix-ins that a protocol is made of, its own and those of what it extends. */
const mixInCount = ({ origins }: ReadProtocol): number =>
  [...origins.values()].filter((name) => name.startsWith('+')).length;

export function protocolList({ json }: { json?: boolean }): void {
  const { load } = new Files();
  const problems = new Problems();
  const reader =
    <R>(read: (name: string, from: string) => R | undefined) =>
    (name: string): R[] => {
      const found = read(name, `shipped:${FOLDER}/`);
      return found === undefined ? [] : [found];
    };
  const asker = (name: string) => ({ at: { file: name, line: 1, column: 1 }, path: '' });
  const protocols: ReadProtocol[] = stemsIn(FOLDER).flatMap(
    reader((name, from) => readProtocol(name, from, load, problems, asker(name))),
  );
  const mixIns: ReadMixIn[] = stemsIn(`${FOLDER}/blocks`).flatMap(
    reader((name, from) => readMixIn(`+${name}`, from, load, problems, asker(name))),
  );
  tellProblems(problems);
  protocols.sort((a, b) => mixInCount(a) - mixInCount(b));
  mixIns.sort((a, b) => blockNames.indexOf(a.block) - blockNames.indexOf(b.block));
  if (json === true) {
    tellJson({
      format: 'resplice.protocols/1',
      protocols: protocols.map(headOf),
      mixIns: mixIns.map((read) => ({ name: read.name, block: read.block, title: read.title, summary: read.summary })),
    });
    return;
  }
  const width = Math.max(...[...protocols.map(headOf), ...mixIns].map(({ name }) => name.length)) + 4;
  const entry = (name: string, ...told: string[]): string[] =>
    told.flatMap((line, index) =>
      wrapped(line, PAGE, index === 0 ? `  ${name}`.padEnd(width) : ' '.repeat(width), ' '.repeat(width)),
    );
  tell(
    [
      'protocols',
      ...protocols
        .map(headOf)
        .flatMap((head) =>
          entry(head.name, head.summary, ...(head.extends.length === 0 ? [] : [`extends ${head.extends.join(', ')}`])),
        ),
      '',
      'mix-ins, each of one block (extends: [siloed, +roaming])',
      ...mixIns.flatMap(({ name, block, summary }) => entry(name, `${block}: ${summary}`)),
    ].join('\n'),
  );
}
