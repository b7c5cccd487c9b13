/** `sim rare`: what great earthquakes do, asked for more often than they come and weighed back. */
import { availableParallelism } from 'node:os';
import { Addresses, Draws } from '../engine/draws.ts';
import { isMistake, type Mistake } from '../experiment/designs/factor.ts';
import { findingsOf, WeightedColumns } from '../experiment/rare-estimates.ts';
import {
  deviationsOf,
  type ImportanceBlock,
  importanceDesign,
  importanceOf,
  isRefusal,
  pilotOf,
  proposalOf,
  type Refusal,
  refusalBefore,
  type StrataBlock,
  strataDesign,
  strataOf,
  tooFewMagnitudes,
  type WeightedDesign,
} from '../experiment/rare-events.ts';
import { type MagnitudePlan, questionsOf, type RareQuestions, readRareFile } from '../experiment/rare-file.ts';
import { outcomesFor } from '../experiment/run.ts';
import { headlinesOf } from '../experiment/sweep-summary.ts';
import { runOnThreads } from '../fleet/threads.ts';
import { rareDocument } from '../report/rare-json.ts';
import { type RareHead, rareTable, replicationsOf } from '../report/rare-table.ts';
import { type Compiled, compile } from '../scenario/compile.ts';
import { beside, textOf } from '../scenario/files.ts';
import type { Overrides } from '../scenario/read.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { located, type Setting } from '../scenario/sweep-setting.ts';
import { type Document, pathText, readDocument, valueAt } from '../text/document.ts';
import { describe, type Problem, Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellJson, tellProblems, warn } from './output.ts';
import { progressTo } from './progress.ts';

interface RareOptions {
  threads?: number;
  json?: boolean;
}

/** Replications that are run on one model, and the points of the design that they belong to. */
interface Stretch {
  readonly settings: readonly Setting[];
  readonly first: number;
  /** Replications of each of its points. */
  readonly counts: readonly number[];
}

/** The scenario as it stands, and with magnitudes in it. */
class MagnitudeScenario {
  readonly base: Compiled;
  readonly plan: MagnitudePlan;
  /** Whether the scenario states a law, from which each replication draws its own magnitude. */
  readonly hasLaw: boolean;
  readonly #file: string;
  readonly #files: Files;
  readonly #overrides: Overrides;
  readonly #hazard: number;

  /** @throws CommandEnd with code 2, after all problems are printed */
  constructor(
    file: string,
    files: Files,
    overrides: Overrides,
    plan: MagnitudePlan,
    document: Document,
    problems: Problems,
  ) {
    this.#file = file;
    this.#files = files;
    this.#overrides = overrides;
    this.plan = plan;
    textOf(files.load, file, problems, document.at(['scenario']), 'scenario');
    tellProblems(problems);
    const own = new Problems();
    const base = compile(file, files.load, overrides, own);
    for (const { severity, path, found, expected, nearest, ...at } of own.list) {
      // Protocols that this file names are its own.
      const named = overrides.protocols === undefined ? null : /^protocols\[(\d+)\]$/.exec(path);
      const place = named === null ? at : document.at(['protocols', Number(named[1])]);
      if (severity === 'error') problems.error(place, path, found, expected, nearest);
      else problems.warning(place, path, found, expected, nearest);
    }
    if (base === undefined) {
      tellProblems(problems);
      throw new Error('a scenario without errors did not compile');
    }
    this.base = base;
    const { value } = base.reading.document;
    const found = located(value, plan.block.path, Object.keys(scenarioSchema.shape));
    const wrong = (what: string, expected: string, nearest?: string): void =>
      problems.error(document.at([plan.kind, 'path']), `${plan.kind}.path`, what, expected, nearest);
    if ('mistake' in found) wrong(found.mistake, found.expected, found.nearest);
    else if (
      found.missing.length > 0 ||
      !/^hazards\[\d+\]\.earthquake\.magnitude(\.value)?$/.test(pathText(found.path))
    )
      wrong(`"${plan.block.path}"`, 'the magnitude of an earthquake of the scenario, such as hazards[0].magnitude');
    tellProblems(problems);
    const path = 'path' in found ? found.path : [];
    this.#hazard = Number(path[1]);
    this.hasLaw = typeof valueAt(value, path) === 'object';
    // What is wrong at the ends of the law is told before anything is run.
    const { min, max } = plan.block;
    const ends = this.#drawsOwn() ? [this.settingsOf({ b: plan.block.b, min, max })] : [min, max].map(this.settingsOf);
    for (const settings of ends) this.#tryAt(settings, document, problems);
    tellProblems(problems);
  }

  readonly settingsOf = (magnitude: number | { b: number; min: number; max: number }): Setting[] => {
    const { path } = this.plan.block;
    if (typeof magnitude === 'number') return [{ path, value: magnitude }];
    return (['b', 'min', 'max'] as const).map((key) => ({
      path: `${path}.gutenbergRichter.${key}`,
      value: magnitude[key],
    }));
  };

  /** Whether each replication draws its own magnitude: not where several are wanted on the same. */
  #drawsOwn(): boolean {
    return this.hasLaw && (this.plan.kind === 'strata' || this.plan.block.perMagnitude === 1);
  }

  get within(): 'law' | 'magnitudes' {
    return this.#drawsOwn() ? 'law' : 'magnitudes';
  }

  compiledAt(settings: readonly Setting[], problems: Problems = new Problems()): Compiled | undefined {
    return compile(this.#file, this.#files.load, { ...this.#overrides, settings }, problems);
  }

  #tryAt(settings: readonly Setting[], document: Document, problems: Problems): void {
    const own = new Problems();
    this.compiledAt(settings, own);
    const isKnown = (problem: Problem): boolean =>
      problems.list.some(({ path, found }) => path === problem.path && found === problem.found);
    for (const problem of own.list.filter((one) => !isKnown(one))) {
      // What is wrong now and was not before comes from the magnitudes.
      const at = document.keyAt([this.plan.kind]);
      const { severity, path, found, expected } = problem;
      if (severity === 'error') problems.error(at, path, found, expected);
      else problems.warning(at, path, found, expected);
    }
  }

  /** The magnitudes that replications 0 to `count - 1` draw of a law. */
  magnitudesOf(settings: readonly Setting[], count: number): number[] {
    const compiled = this.compiledAt(settings);
    const hazard = compiled?.model.hazards[this.#hazard];
    if (compiled === undefined || hazard?.magnitude === undefined)
      throw new Error('the hazard at the path draws no magnitude');
    const draws = new Draws(compiled.model.key, compiled.model.addresses);
    return Array.from({ length: count }, (_, replication) => {
      draws.replication = replication;
      return hazard.magnitude?.(draws) ?? Number.NaN;
    });
  }

  /** Runs a design and gathers what is asked. */
  async run(
    stretches: readonly Stretch[],
    questions: RareQuestions,
    threads: number,
    progress: (done: number) => void,
  ): Promise<WeightedColumns> {
    const columns = new WeightedColumns(questions, this.base.model.variants.length);
    let done = 0;
    for (const { settings, first, counts } of stretches) {
      const problems = new Problems();
      const compiled = this.compiledAt(settings, problems);
      if (compiled === undefined) {
        tellProblems(problems);
        throw new Error('a magnitude without errors did not compile');
      }
      const count = counts.reduce((sum, one) => sum + one, 0);
      const bundle = { file: this.#file, texts: this.#files.texts, overrides: { ...this.#overrides, settings } };
      const before = done;
      const told = (now: number): void => progress(before + now);
      columns.add(await runOnThreads(compiled.model, bundle, count, threads, told, { first }), counts);
      done += count;
    }
    return columns;
  }
}

export async function rare(file: string, options: RareOptions): Promise<void> {
  const files = new Files();
  const problems = new Problems();
  const text = textOf(files.load, file, problems);
  const document = text === undefined ? undefined : readDocument(text, file, problems);
  const read = document === undefined ? undefined : readRareFile(document, problems);
  if (document === undefined || read === undefined) {
    tellProblems(problems);
    throw new Error('a file without errors was not read');
  }
  delete files.texts[file];
  const { plan } = read;
  const { seed, protocols } = read.file;
  const overrides: Overrides = {
    ...(seed === undefined ? {} : { seed }),
    ...(protocols === undefined ? {} : { protocols }),
  };
  const scenario = new MagnitudeScenario(beside(file, read.file.scenario), files, overrides, plan, document, problems);
  const { model, reading } = scenario.base;
  const { metrics: heads, horizonHours } = outcomesFor(model, 0, 0);
  const questions = questionsOf(read.file, document, heads, horizonHours, headlinesOf(heads), problems);
  const refuse = ({ found, expected }: Mistake): never => {
    problems.error(document.keyAt([plan.kind]), plan.kind, found, expected);
    tellProblems(problems);
    throw new Error('an error was not told');
  };
  if (problems.errors.length > 0) tellProblems(problems);
  const threads = options.threads ?? availableParallelism();
  const draws = new Draws(model.key, new Addresses());
  const names = model.variants.map(({ name }) => name);

  let pilot = 0;
  let design: WeightedDesign;
  let stretches: readonly Stretch[];
  if (plan.kind === 'importance') {
    [design, stretches] = byImportance(scenario, plan.block, draws, refuse);
  } else {
    const deviations = await pilotRun(scenario, plan.block, draws, questions, threads, refuse);
    pilot = deviations?.replications ?? 0;
    const made = strataDesign(plan.block, draws, {
      within: scenario.within,
      first: pilot,
      ...(deviations === undefined ? {} : { deviations: deviations.values }),
    });
    design = isMistake(made) ? refuse(made) : made;
    stretches = stretchesOf(scenario, design);
  }

  const head: RareHead = {
    title: reading.scenario.title ?? reading.scenario.name,
    scenario: reading.scenario.name,
    seed: reading.scenario.seed,
    plan,
    within: scenario.within,
    design,
    strata: plan.kind === 'strata' ? strataOf(plan.block) : [],
    pilot,
    protocols: names,
    metrics: heads,
    horizonHours,
    assumptions: assumptionsOf(scenario, plan, questions, heads, names),
    warnings: problems.warnings.map(describe),
  };
  const early = refusalBefore(design);
  if (early !== undefined) return tellRefusal(head, early, options.json === true);
  const progress = progressTo(process.stderr, replicationsOf(design));
  const columns = await scenario.run(stretches, questions, threads, progress.done);
  progress.end();
  const findings = findingsOf(design, columns, questions, names.length);
  if (isRefusal(findings)) return tellRefusal(head, findings, options.json === true);
  if (options.json === true) tellJson(rareDocument(head, findings));
  else tell(rareTable(head, findings));
}

/** It is no fault of the input: the exit code is that of a question that came out badly. */
function tellRefusal(head: RareHead, refusal: Refusal, json: boolean): never {
  if (json) tellJson(rareDocument(head, refusal));
  warn(`refused: ${refusal.refused}`);
  throw new CommandEnd(EXIT.gate);
}

/** Point by point: each has a model of its own. */
const stretchesOf = (scenario: MagnitudeScenario, { points }: WeightedDesign): Stretch[] =>
  points.map(({ magnitude, first, count }) => ({ settings: scenario.settingsOf(magnitude), first, counts: [count] }));

function byImportance(
  scenario: MagnitudeScenario,
  block: ImportanceBlock,
  draws: Draws,
  refuse: (mistake: Mistake) => never,
): [WeightedDesign, Stretch[]] {
  if (scenario.within === 'magnitudes') {
    const made = importanceDesign(block, draws);
    const design = isMistake(made) ? refuse(made) : made;
    return [design, stretchesOf(scenario, design)];
  }
  const mistake = tooFewMagnitudes(block);
  if (mistake !== undefined) refuse(mistake);
  const settings = scenario.settingsOf(proposalOf(block));
  const design = importanceOf(block, scenario.magnitudesOf(settings, block.replications), 0);
  return [design, [{ settings, first: 0, counts: design.points.map(({ count }) => count) }]];
}

/** Deviations of the first metric under the first protocol, for Neyman's allocation; undefined for the others. */
async function pilotRun(
  scenario: MagnitudeScenario,
  block: StrataBlock,
  draws: Draws,
  questions: RareQuestions,
  threads: number,
  refuse: (mistake: Mistake) => never,
): Promise<{ values: number[]; replications: number } | undefined> {
  if (block.allocation !== 'neyman') return undefined;
  const made = strataDesign(pilotOf(block), draws, { within: scenario.within });
  const design = isMistake(made) ? refuse(made) : made;
  const progress = progressTo(process.stderr, replicationsOf(design));
  const columns = await scenario.run(stretchesOf(scenario, design), questions, threads, progress.done);
  progress.end();
  return { values: deviationsOf(design, columns.known(columns.metrics[0], 0)), replications: replicationsOf(design) };
}

function assumptionsOf(
  { base, hasLaw }: MagnitudeScenario,
  { kind, block }: MagnitudePlan,
  { metrics }: RareQuestions,
  heads: RareHead['metrics'],
  protocols: readonly string[],
): string[] {
  const { b, min, max, path } = block;
  return [
    `magnitudes at ${path} follow the Gutenberg-Richter law with b = ${b}, cut off at ${min} and ${max}, in place of ${hasLaw ? 'the law' : 'the magnitude'} of the scenario`,
    ...(kind === 'strata' && block.allocation === 'neyman' && metrics.length > 0
      ? [`replications are shared out for the mean of ${heads[metrics[0]].label} under ${protocols[0]}`]
      : []),
    ...base.assumptions,
  ];
}
