/** Reads texts as the command line would, and shows what a person would see. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problems, describe as shownProblem } from '../../src/text/problem.ts';
import type { BackboneGraph } from '../../src/topology/backbone.ts';
import { type BuildOptions, type Built, build } from '../../src/topology/build.ts';
import { check, type TopologyCheck } from '../../src/topology/check.ts';
import { readBackbone } from '../../src/topology/index.ts';

export interface Reading {
  readonly graph: BackboneGraph | undefined;
  /** One line a problem, in the order told. */
  readonly told: string[];
}

export function reading(...files: readonly (readonly [file: string, text: string])[]): Reading {
  const problems = new Problems();
  const graph = readBackbone(
    files.map(([file, text]) => ({ file, text })),
    problems,
  );
  return { graph, told: problems.list.map(shownProblem) };
}

export interface Making extends Built {
  readonly graph: BackboneGraph;
  readonly checked: TopologyCheck;
  /** What building and checking told; reading must have told of no error. */
  readonly told: string[];
}

export function making(graph: BackboneGraph | undefined, options: Partial<BuildOptions> = {}): Making {
  if (graph === undefined) throw new Error('nothing was read');
  const problems = new Problems();
  const built = build(graph, { inService: [], ...options }, problems);
  if (built === undefined) throw new Error(problems.list.map(shownProblem).join('\n'));
  const checked = check(graph, built.network, problems);
  return { ...built, graph, checked, told: problems.list.map(shownProblem) };
}

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Files of other people, read where they lie and never copied; without them their tests are skipped. */
export const areRealFilesHere = existsSync(folder);
export const SKIPPED = areRealFilesHere ? '' : ' (skipped: ../shared/data is not here)';
export const realFile = (name: string): [string, string] => [name, readFileSync(`${folder}${name}`, 'utf8')];
