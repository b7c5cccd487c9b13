/** What a sweep is asked for, on the command line or in a file, checked point by point before anything is run. */
import { Addresses, Draws } from '../engine/draws.ts';
import { isDesignFile, readDesign, type WrittenDesign } from '../experiment/designs/design-file.ts';
import { type Factor, isMistake, type Mistake } from '../experiment/designs/factor.ts';
import type { Outcomes } from '../experiment/outcomes.ts';
import { outcomesFor } from '../experiment/run.ts';
import {
  type DesignRequest,
  pointsOf,
  readSweepFile,
  seedsOf,
  sweptFactor,
  sweptFactorOf,
} from '../experiment/sweep-file.ts';
import { chunkCount, type Seeds, type SweepPlan, settingsAt } from '../experiment/sweep-plan.ts';
import { chunkSize, trialOf } from '../experiment/sweep-trial.ts';
import type { Bundle } from '../fleet/bundle.ts';
import { sha256 } from '../results/store.ts';
import { type SweepManifest, sweepKey } from '../results/sweep-store.ts';
import { type Compiled, compile } from '../scenario/compile.ts';
import { beside, textOf } from '../scenario/files.ts';
import { atPoint, type Overrides } from '../scenario/read.ts';
import { settingPlace } from '../scenario/sweep-setting.ts';
import { readDocument, valueAt } from '../text/document.ts';
import { describe, type Position, type Problem, Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { tellProblems, warn, wrongOption } from './output.ts';
import type { ScenarioOptions } from './scenario.ts';

export interface DesignOptions extends ScenarioOptions {
  seeds?: string;
  replications?: number;
  vary?: string[];
  design?: string;
  points?: number;
  protocol?: string[];
  chunk?: number;
}

/** What the file of a sweep says and the command line does not, or the command line in its place. */
interface Asked {
  readonly scenario: string;
  readonly seeds: Seeds | undefined;
  readonly replications: number | undefined;
  readonly factors: readonly Factor[];
  readonly design: string | undefined;
  readonly written: WrittenDesign | undefined;
  readonly points: number | undefined;
  readonly protocols: readonly string[] | undefined;
  readonly chunk: number | undefined;
  /** Where the file of the sweep, or of its points, speaks of a factor. */
  readonly places: ReadonlyMap<string, Position>;
}

export interface PlannedSweep {
  readonly manifest: SweepManifest;
  readonly bundle: Bundle;
}

/** Most chunks of one sweep: a folder of more files serves nobody. */
const MOST_CHUNKS = 1_000_000;

/** So many points take a while to compile, and that is said. */
const MANY_POINTS = 10;

/** Different problems after which no further point is looked at. */
const ENOUGH_PROBLEMS = 20;

/**
 * The plan of a sweep, for which every point has been compiled.
 * @param command what was typed, for the manifest @param choose the points, from the factors @throws CommandEnd with code 2, after all problems are printed
 */
export function plannedSweep(
  file: string,
  options: DesignOptions,
  version: string,
  command: readonly string[],
  choose: (request: DesignRequest, draws: Draws) => Pick<SweepPlan, 'factors' | 'points'> | Mistake = pointsOf,
): PlannedSweep {
  const files = new Files();
  const asked = askedOf(file, options, files);
  const { scenario, seeds } = asked;
  if (seeds !== undefined && options.seed !== undefined)
    wrongOption('--seed', `${options.seed} beside seeds`, 'the one or the other');
  const seed = seeds?.first ?? options.seed;
  const overrides: Overrides = {
    ...(options.topology === undefined ? {} : { topology: options.topology }),
    ...(options.epicentre === undefined ? {} : { epicentre: options.epicentre }),
    ...(asked.protocols === undefined ? {} : { protocols: asked.protocols }),
    ...(seed === undefined ? {} : { seed }),
  };
  const problems = new Problems();
  const base = compile(scenario, files.load, overrides, problems);
  if (base === undefined) {
    tellProblems(problems);
    throw new Error('a scenario without errors did not compile');
  }
  const own = base.reading.scenario;
  const design = choose(asked, new Draws(base.model.key, new Addresses()));
  if (isMistake(design)) wrongOption('the design of the sweep', design.found, design.expected);
  const counts = {
    ...design,
    seeds: seeds ?? { first: own.seed, count: 1 },
    replications: asked.replications ?? (seeds === undefined ? own.replications : 1),
  };
  const { first, heads, horizonHours } = compiledPoints(asked, base, design, overrides, files, problems);
  const plan: SweepPlan = { ...counts, chunk: asked.chunk ?? chunkSize(trialOf(first.model)) };
  if (chunkCount(plan) > MOST_CHUNKS)
    wrongOption('--chunk', `${chunkCount(plan)} chunks of ${plan.chunk} replications`, `at most ${MOST_CHUNKS} chunks`);
  const decides = {
    version,
    plan,
    protocols: heads.variants.map(({ name }) => name),
    inputs: Object.fromEntries(Object.entries(files.texts).map(([name, text]) => [name, sha256(text)])),
    overrides: { topology: overrides.topology, epicentre: overrides.epicentre },
  };
  const manifest: SweepManifest = {
    format: 'resplice.sweep/1',
    name: own.name,
    key: sweepKey(decides),
    node: process.version,
    command,
    ...decides,
    metrics: heads.metrics,
    horizonHours,
    assumptions: first.assumptions,
    warnings: problems.warnings.map(describe),
  };
  return { manifest, bundle: { file: scenario, texts: files.texts, overrides } };
}

/** Compiles every point, and tells all that is wrong with any of them once. */
function compiledPoints(
  { scenario, places }: Asked,
  base: Compiled,
  design: Pick<SweepPlan, 'factors' | 'points'>,
  overrides: Overrides,
  files: Files,
  problems: Problems,
): { first: Compiled; heads: Outcomes; horizonHours: number[] } {
  const told = new Set(problems.list.map(identity));
  const tellOnce = (problem: Problem): void => {
    if (told.has(identity(problem))) return;
    told.add(identity(problem));
    const { severity, path, found, expected, nearest } = problem;
    const place = placeOf(problem, places);
    if (severity === 'error') problems.error(place, path, found, expected, nearest);
    else problems.warning(place, path, found, expected, nearest);
  };
  let first: Compiled | undefined;
  let heads = outcomesFor(base.model, 0, 0);
  const horizonHours: number[] = [];
  if (design.points.length >= MANY_POINTS) warn(`${design.points.length} points are checked before the first is run`);
  for (const point of design.points.keys()) {
    if (problems.errors.length >= ENOUGH_PROBLEMS) break;
    const settings = settingsAt(design, point);
    const own = new Problems();
    const compiled = settings.length === 0 ? base : compile(scenario, files.load, atPoint(overrides, settings), own);
    for (const problem of own.list) tellOnce(problem);
    if (compiled === undefined) continue;
    const these = outcomesFor(compiled.model, 0, 0);
    if (first === undefined) {
      first = compiled;
      heads = these;
    } else if (columnsOf(these) !== columnsOf(heads)) {
      const setting = settings.map(settingPlace).join(' ');
      const place = { file: `the command line (${setting})`, line: 1, column: 1 };
      problems.error(
        place,
        '',
        'other metrics or protocols than at the first point',
        'the same columns at every point',
      );
    }
    horizonHours.push(compiled.model.horizonHours);
  }
  tellProblems(problems);
  if (first === undefined) throw new Error('no point of the sweep compiled, and none says why');
  return { first, heads, horizonHours };
}

/** The names of all that is kept of a replication. */
const columnsOf = ({ metrics, variants }: Outcomes): string =>
  JSON.stringify([metrics.map(({ name, kind }) => [name, kind]), variants.map(({ name }) => name)]);

/** What a setting is told under, up to its path. */
const VARIED = 'the command line (--vary ';

/** Two problems are one where they say the same of the same, at whichever point. */
const identity = ({ severity, file, line, column, path, found, expected }: Problem): string =>
  JSON.stringify([severity, file.startsWith(VARIED) ? VARIED : [file, line, column], path, found, expected]);

/** Where a problem with a setting is told: at its line in the file of the sweep, where that has it. */
function placeOf(problem: Problem, places: ReadonlyMap<string, Position>): Position {
  if (!problem.file.startsWith(VARIED)) return problem;
  const setting = problem.file.slice(VARIED.length);
  for (const [path, place] of places) if (setting.startsWith(`${path}=`) || setting === `${path})`) return place;
  return problem;
}

/** The request, from the command line before the file. */
function askedOf(file: string, options: DesignOptions, files: Files): Asked {
  const problems = new Problems();
  const text = textOf(files.load, file, problems);
  const document = text === undefined ? undefined : readDocument(text, file, problems);
  const isSweep = document !== undefined && valueAt(document.value, ['scenario']) !== undefined;
  const read = isSweep ? readSweepFile(document, problems) : undefined;
  tellProblems(problems);
  const typed = (options.vary ?? []).map((one) => {
    const factor = sweptFactorOf(one);
    return isMistake(factor) ? wrongOption('--vary', factor.found, factor.expected) : factor;
  });
  const seeds = options.seeds === undefined ? read?.file.seeds : seedsOf(options.seeds);
  if (options.seeds !== undefined && seeds === undefined)
    wrongOption('--seeds', `"${options.seeds}"`, 'seeds such as 1..1000, the first not above the last');
  const varied = (read?.factors ?? []).filter(({ path }) => typed.every((factor) => factor.path !== path));
  // The file of a sweep changes no digit beyond what the plan says: it is no input of its own.
  if (isSweep) delete files.texts[file];
  const design = options.design ?? (read?.file.design === undefined ? undefined : placed(file, read.file.design));
  const written = design !== undefined && isDesignFile(design) ? designIn(design, files) : undefined;
  return {
    scenario: read === undefined ? file : beside(file, read.file.scenario),
    seeds,
    replications: options.replications ?? read?.file.replications,
    factors: [...varied, ...typed],
    design,
    written,
    points: options.points ?? read?.file.points,
    protocols: options.protocol ?? read?.file.protocols,
    chunk: options.chunk ?? read?.file.chunk,
    places:
      written?.places ??
      new Map(varied.flatMap(({ path }) => (document === undefined ? [] : [[path, document.keyAt(['vary', path])]]))),
  };
}

/** A design that the file of a sweep names: a file of points lies beside it. */
const placed = (file: string, design: string): string => (isDesignFile(design) ? beside(file, design) : design);

/** The points that a file lists. @throws CommandEnd with code 2, after all that is wrong with it is printed */
function designIn(file: string, files: Files): WrittenDesign | undefined {
  const problems = new Problems();
  const text = textOf(files.load, file, problems);
  const written = text === undefined ? undefined : readDesign(text, file, sweptFactor, problems);
  tellProblems(problems);
  delete files.texts[file];
  return written;
}
