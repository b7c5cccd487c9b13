/** `sim topology check`: what is in a backbone file, and what is odd about it. */
import { number } from '../report/amounts.ts';
import { textOf } from '../scenario/files.ts';
import { Problems } from '../text/problem.ts';
import { build } from '../topology/build.ts';
import { check } from '../topology/check.ts';
import { formatFor, readBackbone } from '../topology/index.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellJson, tellProblems } from './output.ts';

/** Names shown in the plain form; `--json` has them all. */
const NAMES_SHOWN = 12;

export function topologyCheck(file: string, { json }: { json?: boolean }): void {
  const problems = new Problems();
  const { load } = new Files();
  const texts = [file, ...(formatFor(file)?.companions?.(file) ?? [])].flatMap((name) => {
    const text = textOf(load, name, problems);
    return text === undefined ? [] : [{ file: name, text }];
  });
  tellProblems(problems);
  const graph = readBackbone(texts, problems);
  const built =
    graph === undefined || problems.errors.length > 0 ? undefined : build(graph, { inService: [] }, problems);
  if (graph === undefined || built === undefined) {
    tellProblems(problems);
    throw new CommandEnd(EXIT.input);
  }
  const record = check(graph, built.network, problems);
  if (json === true) {
    tellJson({ format: 'resplice.topology-check/1', file, ...record, problems: problems.list });
    return;
  }
  tellProblems(problems);
  const listed = (names: readonly string[]): string => {
    const more = names.length > NAMES_SHOWN ? `, … ${names.length - NAMES_SHOWN} more (--json lists all)` : '';
    return names.length === 0 ? 'none' : `${names.length}: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
  };
  const rows: [string, string][] = [
    ['sites', `${record.sites} (${record.sitesWithCoordinates} with coordinates)`],
    ['links', `${record.links} in service, ${record.plannedLinks} planned`],
    ['parallel links', String(record.parallelLinks)],
    ['self-loops', String(record.selfLoops)],
    ['components', String(record.components)],
    ['isolated sites', String(record.isolatedSites)],
    ['total length', `${number(record.totalLengthKm)} km`],
    ['operators', listed(record.operators)],
    ['articulation points', listed(record.articulationPoints)],
    ['bridges', listed(record.bridges)],
    [
      'farthest from a gateway',
      record.farthestFromGateway === null
        ? '–'
        : `${record.farthestFromGateway.site}, ${number(record.farthestFromGateway.km)} km along the cables`,
    ],
    ['problems', problems.list.length === 0 ? 'none' : `${problems.warnings.length} warnings (above)`],
  ];
  tell([record.name, ...rows.map(([label, value]) => `  ${label.padEnd(24)} ${value}`)].join('\n'));
}
