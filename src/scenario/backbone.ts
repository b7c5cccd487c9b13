/** The backbone that a scenario names: its files read, its planned links chosen, laid out as arrays. */
import type { Polyline } from '../network/geodesy.ts';
import type { Network } from '../network/network.ts';
import type { Path } from '../text/document.ts';
import { nearestName, type Position, type Problems } from '../text/problem.ts';
import { isFact } from '../text/quantity.ts';
import { build } from '../topology/build.ts';
import { formatFor, readBackbone } from '../topology/index.ts';
import { beside, type Load, textOf } from './files.ts';
import type { Scenario } from './schema.ts';

export interface Backbone {
  readonly name: string;
  readonly network: Network;
  readonly lines: readonly Polyline[];
  readonly assumptions: readonly string[];
}

export function readTopology(
  { named, at, fromCommandLine }: { named: string; at: Position; fromCommandLine: boolean },
  scenario: Scenario,
  load: Load,
  problems: Problems,
  place: (path: Path) => Position,
): Backbone | undefined {
  const file = fromCommandLine ? named : beside(at.file, named);
  const first = textOf(load, file, problems, at, 'topology');
  if (first === undefined) return undefined;
  const texts = [{ file, text: first }];
  for (const companion of formatFor(file)?.companions?.(file) ?? []) {
    const text = textOf(load, companion, problems, at, 'topology');
    if (text === undefined) return undefined;
    texts.push({ file: companion, text });
  }
  const before = problems.errors.length;
  const graph = readBackbone(texts, problems);
  if (graph === undefined || problems.errors.length > before) return undefined;
  const assumptions: string[] = [];
  for (const [index, id] of scenario.inService.entries()) {
    const path = ['inService', index];
    if (!graph.hasEdge(id)) {
      problems.error(
        place(path),
        `inService[${index}]`,
        `"${id}"`,
        'the id of a planned link',
        nearestName(id, graph.edges()),
      );
      continue;
    }
    const { status } = graph.getEdgeAttributes(id);
    if (status.value === 'planned') assumptions.push(`${id} is planned; this scenario takes it as in service`);
    else problems.warning(place(path), `inService[${index}]`, `"${id}", which is in service anyway`, 'a planned link');
  }
  const { defaultPopulation } = scenario;
  if (defaultPopulation !== undefined && !isFact(defaultPopulation.flag))
    assumptions.push(`${defaultPopulation.value} people at each site for which the topology states none`);
  const built = build(
    graph,
    {
      inService: scenario.inService,
      ...(defaultPopulation === undefined ? {} : { defaultPopulation: defaultPopulation.value }),
    },
    problems,
  );
  if (built === undefined) return undefined;
  return {
    name: graph.getAttribute('name'),
    network: built.network,
    lines: built.lines,
    assumptions: [...assumptions, ...built.assumptions],
  };
}
