/** `sim run`: runs a scenario, prints the table or the document, and keeps the results. */
import { availableParallelism } from 'node:os';
import { fingerprint } from '../experiment/fingerprint.ts';
import { summaries } from '../experiment/statistics.ts';
import { runOnThreads } from '../fleet/threads.ts';
import { type Breakdown, byTable } from '../report/by-table.ts';
import { curveCsv } from '../report/curve-csv.ts';
import { curveSvg } from '../report/curve-svg.ts';
import { qualityCsv } from '../report/quality-csv.ts';
import type { RunHead } from '../report/run-head.ts';
import { runDocument } from '../report/run-json.ts';
import { runTable } from '../report/table.ts';
import { type Manifest, outcomesParquet, runKey, sha256, writeRun } from '../results/store.ts';
import type { Model } from '../simulation/model.ts';
import { describe } from '../text/problem.ts';
import { tell, tellJson, warn, wrongOption } from './output.ts';
import { progressTo } from './progress.ts';
import { open, type ScenarioOptions } from './scenario.ts';

/** What a scenario must state for its losses to be told by each. */
const NEEDED: Readonly<Record<Breakdown, string>> = {
  operator: 'people at the sites of an operator',
  region: 'measures.regions',
  class: 'traffic',
};

/** By what the losses of a model can be told. */
const canTell = ({ groups, metrics }: Model, by: Breakdown): boolean =>
  by === 'class'
    ? metrics.some(({ name }) => name.startsWith('lostDemandHours:'))
    : groups.some((group) => group.by === by);

interface RunOptions extends ScenarioOptions {
  protocol?: string[];
  replications?: number;
  threads?: number;
  out: string;
  by?: Breakdown;
  json?: boolean;
}

export async function run(file: string, options: RunOptions, version: string): Promise<void> {
  const { compiled, files, overrides, problems } = open(file, options, {
    ...(options.protocol === undefined ? {} : { protocols: options.protocol }),
    ...(options.replications === undefined ? {} : { replications: options.replications }),
  });
  const { model, reading, topologyName, assumptions } = compiled;
  const { scenario } = reading;
  const { by } = options;
  if (by !== undefined && !canTell(model, by)) wrongOption('--by', `"${by}"`, `a scenario that states ${NEEDED[by]}`);
  const progress = progressTo(process.stderr, scenario.replications);
  const bundle = { file, texts: files.texts, overrides };
  const threads = options.threads ?? availableParallelism();
  const outcomes = await runOnThreads(model, bundle, scenario.replications, threads, progress.done);
  progress.end();

  const head: RunHead = {
    scenario: scenario.name,
    title: scenario.title ?? scenario.name,
    seed: scenario.seed,
    topologyName,
    sites: model.network.siteCount,
    links: model.network.linkCount,
    siteNames: model.network.sites.map(({ id, name, population }) => ({ id, name, population })),
    assumptions,
    warnings: problems.warnings.map(describe),
  };
  const all = summaries(outcomes);
  const print = fingerprint(outcomes);
  const document = runDocument(head, outcomes, all, print);
  const decides = {
    version,
    seed: scenario.seed,
    replications: scenario.replications,
    protocols: model.variants.map((variant) => variant.name),
    inputs: Object.fromEntries(Object.entries(files.texts).map(([name, text]) => [name, sha256(text)])),
    overrides: { topology: overrides.topology, epicentre: overrides.epicentre },
  };
  const manifest: Manifest = {
    format: 'resplice.results/1',
    scenario: scenario.name,
    node: process.version,
    ...decides,
    horizonHours: outcomes.horizonHours,
    metrics: outcomes.metrics,
    fingerprint: print,
    assumptions,
    warnings: head.warnings,
  };
  const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const folder = writeRun(options.out, scenario.name, runKey(decides), {
    'manifest.json': pretty(manifest),
    'run.json': pretty(document),
    'outcomes.parquet': outcomesParquet(outcomes),
    'recovery-curve.csv': curveCsv(outcomes),
    'recovery-curve.svg': curveSvg(head.title, outcomes),
    ...(outcomes.qualities.length === 0 ? {} : { 'quality-curves.csv': qualityCsv(outcomes) }),
  });
  if (options.json === true) tellJson(document);
  else {
    tell(runTable(head, outcomes, all));
    if (by !== undefined) tell(byTable(outcomes, all, by));
  }
  warn(`fingerprint ${print}; results in ${folder}`);
}
