/** `sim compare`: protocols against a baseline, or one run against another, with verdicts and gates for CI. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { contest } from '../experiment/contest.ts';
import { judge } from '../experiment/gate.ts';
import type { MetricHead } from '../experiment/outcomes.ts';
import { metricsOfBoth, type Sample, samplesOf } from '../experiment/pairs.ts';
import { Replications } from '../fleet/replications.ts';
import { amount, number } from '../report/amounts.ts';
import { compareDocument } from '../report/compare-json.ts';
import { type ComparisonHead, compareMarkdown, compareTable, type Section } from '../report/compare-table.ts';
import { junit } from '../report/junit.ts';
import { holdsRun } from '../results/run-reading.ts';
import { baselineOfGates } from '../scenario/gates.ts';
import { readScenario } from '../scenario/read.ts';
import { nearestName, oneOf, Problems } from '../text/problem.ts';
import { attribute } from './compare-attribution.ts';
import { type Decided, decide, endByGates, gateRule, gatesIn } from './compare-gates.ts';
import { rank } from './compare-ranking.ts';
import { aboutRun, comparedIn, differencesOf, type Pair, pairsIn, readTwo } from './compare-results.ts';
import { stopWhenPrecise } from './compare-until.ts';
import { Files, packageFolder } from './files.ts';
import { tell, tellJson, warn, wrongOption } from './output.ts';
import { progressTo } from './progress.ts';
import { type Opened, open, type ScenarioOptions } from './scenario.ts';

export interface CompareOptions extends ScenarioOptions {
  baseline?: string;
  protocols?: string[];
  metrics?: string[];
  gate?: string;
  replications?: number;
  margin: number;
  alpha: number;
  until?: number;
  rank?: boolean;
  attribute?: string;
  most?: number;
  threads?: number;
  markdown?: string;
  junit?: string;
  json?: boolean;
}

/** The metric by which protocols are ranked, attributed and told precisely enough where nobody chooses. */
const DECISIVE = 'lostUserHours';

/** How many times the replications of the scenario a comparison may ask for where nothing is said. */
const MOST_TIMES = 8;

/** Samples to be told, each beside its baseline, and what came of the gates. */
interface Findings {
  readonly title: string;
  readonly about: readonly string[];
  readonly pairs: readonly Pair[];
  /** What to call the baseline of a protocol. */
  readonly baselineOf: (protocol: string) => string;
  readonly decided: Decided | undefined;
  readonly sections: readonly Section[];
  readonly isGrown: boolean;
  readonly more: Readonly<Record<string, unknown>>;
  readonly assumptions: readonly string[];
}

/** @param second a second folder of results, when the first is one */
export async function compare(first: string, second: string | undefined, options: CompareOptions): Promise<void> {
  checkTargets(options);
  if (second === undefined && holdsRun(first))
    wrongOption('compare', `one folder of results, ${first}`, 'two, or a scenario');
  const findings = second === undefined ? await ofScenario(first, options) : await ofResults(first, second, options);
  const { pairs, decided, baselineOf, sections } = findings;
  const gates = decided?.results ?? [];
  const whenInconclusive = decided?.gates.whenInconclusive ?? 'warn';
  const contested = contest(pairs, {
    margin: { share: options.margin },
    alpha: options.alpha,
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  });
  const [{ candidate }] = pairs;
  const head: ComparisonHead = {
    title: findings.title,
    about: findings.about,
    baselineOf,
    replications: candidate.onset.length,
    horizonHours: candidate.horizonHours,
    margin: options.margin,
    alpha: options.alpha,
    isGrown: findings.isGrown,
    assumptions: findings.assumptions,
    sections: decided === undefined ? sections : [...sections, gateRule(decided)],
  };
  const more = {
    ...findings.more,
    ...(decided === undefined
      ? {}
      : {
          gateFile: options.gate,
          errorRate: decided.gates.errorRate,
          whenInconclusive,
          looks: { replications: decided.counts, most: decided.looks },
        }),
  };
  // Both texts are made before either is written.
  const texts = {
    markdown: compareMarkdown(head, contested, gates),
    junit: junit(findings.title, gates, baselineOf, whenInconclusive),
  };
  if (options.markdown !== undefined) writeFileSync(options.markdown, texts.markdown);
  if (options.junit !== undefined) writeFileSync(options.junit, texts.junit);
  if (options.json === true) tellJson(compareDocument(head, contested, gates, whenInconclusive, more));
  else tell(compareTable(head, contested, gates));
  endByGates(gates, baselineOf, whenInconclusive);
}

/** Where files are to be written is looked at before anything is run. */
function checkTargets({ markdown, junit, gate }: CompareOptions): void {
  for (const [option, target] of Object.entries({ '--markdown': markdown, '--junit': junit })) {
    if (target === undefined) continue;
    const folder = dirname(target);
    if (!(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false))
      wrongOption(option, `no folder ${folder}`, 'a file in a folder that is there');
    if (existsSync(target) && statSync(target).isDirectory()) wrongOption(option, `a folder, ${target}`, 'a file');
  }
  if (junit !== undefined && gate === undefined) wrongOption('--junit', 'no --gate', 'gates to write about');
  if (junit !== undefined && markdown !== undefined && resolve(junit) === resolve(markdown))
    wrongOption('--junit', `the file of --markdown, ${junit}`, 'another');
}

async function ofScenario(file: string, options: CompareOptions): Promise<Findings> {
  const { opened, names, own } = openWithBaseline(file, options);
  const { model, reading, assumptions, topologyName } = opened.compiled;
  const { scenario } = reading;
  const first = scenario.replications;
  if (options.most !== undefined && options.most < first)
    wrongOption('--most', String(options.most), `${first}, the replications that are run anyway, or more`);
  const gates = gatesIn(
    options.gate,
    {
      baselines: [...new Set([...names, ...shippedProtocols()])],
      compared: (named) => names.filter((name) => name !== (own ?? named ?? names[0])),
      metrics: model.metrics,
    },
    first,
    options.most,
  );
  const baseline = own ?? gates?.baseline ?? names[0];
  const others = names.filter((name) => name !== baseline);
  if (others.length === 0)
    wrongOption('compare', `the protocol ${names[0]} alone`, 'a baseline and at least one protocol beside it');
  checkMetrics(options, model.metrics);
  const { attribute: attributed } = options;
  if (attributed !== undefined && !others.includes(attributed))
    wrongOption('--attribute', `"${attributed}"`, `a protocol that is compared: ${oneOf(others)}`);

  const bundle = { file, texts: opened.files.texts, overrides: opened.overrides };
  const threads = options.threads ?? availableParallelism();
  const replications = new Replications(model, bundle, threads);
  const upTo = async (count: number): Promise<Sample[]> => {
    if (count <= replications.outcomes.count) return samplesOf(replications.outcomes);
    const progress = progressTo(process.stderr, count, replications.outcomes.count);
    const outcomes = await replications.upTo(count, progress.done);
    progress.end();
    return samplesOf(outcomes);
  };
  await upTo(first);
  const decided = gates === undefined ? undefined : await decide(gates, first, upTo, baseline);
  const metric = options.metrics?.[0] ?? DECISIVE;
  const wants = { upTo, most: options.most ?? MOST_TIMES * first, metric, baseline };
  const sections: Section[] = [];
  const more: Record<string, unknown> = {};
  if (options.until !== undefined) {
    const found = await stopWhenPrecise(await upTo(first), options.until, wants);
    sections.push(found.section);
    more.until = found.told;
  }
  if (options.rank === true) {
    const found = await rank(await upTo(first), options.margin, wants);
    sections.push(found.section);
    more.ranking = found.told;
  }
  if (attributed !== undefined) {
    const asked = { baseline, candidate: attributed, count: first, threads };
    const found = await attribute(opened, file, asked, metric);
    sections.push(found.section);
    more.attribution = found.told;
  }
  const samples = await upTo(first);
  const count = samples[0].onset.length;
  const base = samples.find(({ name }) => name === baseline) ?? samples[0];
  return {
    title: scenario.title ?? scenario.name,
    about: [
      `${topologyName}: ${model.network.siteCount} sites, ${model.network.linkCount} links; ${number(replications.outcomes.people)} people connected before the event`,
      `${count} replications, seed ${scenario.seed}, horizon ${amount(scenario.horizon, 'h')}`,
    ],
    pairs: samples.filter((sample) => sample !== base).map((candidate) => ({ baseline: base, candidate })),
    baselineOf: () => baseline,
    decided,
    isGrown: count > first,
    sections,
    more: { scenario: scenario.name, seed: scenario.seed, topology: topologyName, baseline, ...more },
    assumptions,
  };
}

/** Names of the protocols that come with the tool. */
function shippedProtocols(): string[] {
  const folder = join(packageFolder, 'scenarios', 'protocols');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
}

/** A file that is named from where the command was typed, as the scenario, which may lie elsewhere, can find it. */
const fromHere = (name: string): string => (/\.ya?ml$/.test(name) && existsSync(name) ? resolve(name) : name);

/**
 * The scenario with the baseline among its protocols.
 * @returns names as the protocols have them, and which of them --baseline means
 */
function openWithBaseline(
  file: string,
  { baseline, protocols, replications, gate, ...options }: CompareOptions,
): { opened: Opened; names: string[]; own: string | undefined } {
  const asked = protocols?.map(fromHere);
  const more = {
    ...(asked === undefined ? {} : { protocols: asked }),
    ...(replications === undefined ? {} : { replications }),
  };
  // Looked at without a word first: problems are told once, by what is opened in the end.
  const reading = readScenario(file, new Files().load, more, new Problems());
  const stated = reading?.scenario.protocols ?? [];
  const named = reading?.protocols.map(({ protocol }) => protocol.name) ?? [];
  const own = baseline === undefined ? undefined : fromHere(baseline);
  const ofGates = own === undefined && gate !== undefined ? baselineOfGates(gate, new Files().load) : undefined;
  const wanted = own ?? (shippedProtocols().includes(ofGates ?? '') ? ofGates : undefined);
  const isThere = wanted === undefined || stated.includes(wanted) || named.includes(wanted);
  const opened = open(file, options, isThere ? more : { ...more, protocols: [wanted, ...stated] });
  const names = opened.compiled.model.variants.map(({ name }) => name);
  const place = (opened.overrides.protocols ?? stated).indexOf(own ?? '');
  return { opened, names, own: own === undefined || names.includes(own) ? own : names[place] };
}

/** The metrics that are asked for, or needed, are there. */
function checkMetrics(options: CompareOptions, metrics: readonly MetricHead[]): void {
  const known = metrics.map(({ name }) => name);
  for (const name of options.metrics ?? [])
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      wrongOption('--metrics', `"${name}"`, `${oneOf(known)}${near === undefined ? '' : ` (did you mean "${near}"?)`}`);
    }
  const decisive = options.metrics?.[0] ?? DECISIVE;
  const head = metrics.find(({ name }) => name === decisive);
  if (head === undefined) wrongOption('--metrics', `nothing, and no ${DECISIVE}`, `some of ${oneOf(known)}`);
  if (options.rank === true && head.better === 'neither')
    wrongOption('--rank', `${decisive}, of which neither more nor less is better`, 'a metric with a direction');
}

/** Two folders of results: each protocol against the one of the same name in the first folder. */
async function ofResults(first: string, second: string, options: CompareOptions): Promise<Findings> {
  for (const [option, value] of Object.entries({
    '--until': options.until,
    '--rank': options.rank,
    '--attribute': options.attribute,
    '--replications': options.replications,
    '--most': options.most,
    '--topology': options.topology,
    '--epicentre': options.epicentre,
    '--seed': options.seed,
  }))
    if (value !== undefined) wrongOption(option, 'two folders of results', 'a scenario: results are what they are');
  const runs = await readTwo(first, second);
  const { before, after } = runs;
  const wanted = (named: string | undefined) => ({ baseline: options.baseline ?? named, protocols: options.protocols });
  const both = metricsOfBoth(before.samples[0], after.samples[0]);
  checkMetrics(options, both);
  const count = Math.min(before.manifest.replications, after.manifest.replications);
  const gates = gatesIn(
    options.gate,
    { baselines: before.manifest.protocols, compared: (named) => comparedIn(runs, wanted(named)), metrics: both },
    count,
    undefined,
  );
  const { baseline } = wanted(gates?.baseline);
  const pairs = pairsIn(runs, wanted(gates?.baseline));
  const warnings = differencesOf(runs);
  for (const sentence of warnings) warn(sentence);
  const baselineIn = (name: string): Sample =>
    (pairs.find(({ candidate }) => candidate.name === name) ?? pairs[0]).baseline;
  const candidates = pairs.map(({ candidate }) => candidate);
  const decided =
    gates === undefined
      ? undefined
      : { gates, results: judge(gates, baselineIn, candidates, 1), counts: [count], looks: 1 };
  return {
    title:
      before.manifest.scenario === after.manifest.scenario
        ? `${before.manifest.scenario}, before and after`
        : `${before.manifest.scenario} against ${after.manifest.scenario}`,
    about: [
      `baseline: ${first} (${aboutRun(before)})`,
      `compared: ${second} (${aboutRun(after)})`,
      `${count} replications of both, horizon ${amount(after.manifest.horizonHours, 'h')}`,
      ...warnings.map((sentence) => `Note: ${sentence}.`),
    ],
    pairs,
    baselineOf: (protocol) => `${baseline ?? protocol} before`,
    decided,
    isGrown: false,
    sections: [],
    more: {
      scenario: after.manifest.scenario,
      seed: after.manifest.seed,
      baseline: baseline ?? null,
      before: aboutRun(before),
      after: aboutRun(after),
      warnings,
    },
    assumptions: after.manifest.assumptions,
  };
}
