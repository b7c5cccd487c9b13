/** `sim sensitivity`: which values of a scenario matter, from a sweep over one fixed set of replications. */
import { join } from 'node:path';
import type { Draws } from '../engine/draws.ts';
import { isMistake } from '../experiment/designs/factor.ts';
import { findingOf, type Study, type StudyRequest, studyOf } from '../experiment/sensitivity/study.ts';
import { perPoint } from '../experiment/sweep-plan.ts';
import { type SensitivityHead, sensitivityDocument } from '../report/sensitivity-json.ts';
import { sensitivityTable } from '../report/sensitivity-table.ts';
import { sweepCells } from '../results/sweep-reading.ts';
import { sealSweep, writeWhole } from '../results/sweep-store.ts';
import { tell, tellJson, warn, wrongOption } from './output.ts';
import type { ScenarioOptions } from './scenario.ts';
import { runChunks, typedCommand } from './sweep.ts';
import { plannedSweep } from './sweep-asked.ts';
import { metricsAsked } from './sweep-end.ts';

interface SensitivityOptions extends ScenarioOptions {
  vary: string[];
  method: 'morris' | 'sobol';
  trajectories?: number;
  levels?: number;
  rows?: number;
  replications?: number;
  protocol?: string[];
  metrics?: string[];
  chunk?: number;
  threads?: number;
  out: string;
  resume?: boolean;
  json?: boolean;
}

const USUAL_TRAJECTORIES = 20;
const USUAL_LEVELS = 4;
const USUAL_ROWS = 256;

/** What is told unless other metrics are asked for. */
const USUAL_METRICS = ['lostUserHours', 'sustainedTimeTo95Hours'];

/** Points are one shard: a sensitivity is told of all of them or not at all. */
const ALL = { place: 0, of: 1 } as const;

export async function sensitivity(file: string, options: SensitivityOptions, version: string): Promise<void> {
  const request = requestOf(options);
  let study: Study | undefined;
  let designDraws: Draws | undefined;
  const planned = plannedSweep(file, options, version, typedCommand(), ({ factors, design, points }, draws) => {
    if (design !== undefined || points !== undefined)
      return { found: 'a design or a number of points in the file', expected: `the points of ${options.method} alone` };
    const made = studyOf(factors, request, draws);
    if (isMistake(made)) return made;
    study = made;
    designDraws = draws;
    return made.swept;
  });
  if (study === undefined || designDraws === undefined) throw new Error('a sweep was planned without its points');
  const { manifest } = planned;
  const known = USUAL_METRICS.filter((name) => manifest.metrics.some((metric) => metric.name === name));
  const metrics = metricsAsked(manifest, options.metrics ?? (known.length > 0 ? known : undefined));
  const { folder } = await runChunks(planned, options, ALL);
  const { fingerprint } = sealSweep(folder, manifest);
  const cells = await sweepCells(folder, manifest, metrics);
  const own = study;
  const draws = designDraws;
  const blocks = metrics.flatMap((name) =>
    manifest.protocols.map((protocol, place) => {
      const metric = manifest.metrics.findIndex((one) => one.name === name);
      const summaries = cells
        .filter((cell) => cell.metric === metric && cell.protocol === place)
        .map(({ summary }) => summary);
      return { metric: manifest.metrics[metric], protocol, finding: findingOf(own, summaries, draws) };
    }),
  );
  const head: SensitivityHead = {
    name: manifest.name,
    key: manifest.key,
    fingerprint,
    study: own,
    replications: perPoint(manifest.plan),
    seeds: manifest.plan.seeds,
    longestHorizonHours: Math.max(...manifest.horizonHours),
    assumptions: manifest.assumptions,
    warnings: manifest.warnings,
  };
  const document = sensitivityDocument(head, blocks);
  writeWhole(join(folder, 'sensitivity.json'), `${JSON.stringify(document, null, 2)}\n`);
  if (options.json === true) tellJson(document);
  else tell(sensitivityTable(head, blocks));
  warn(`fingerprint ${fingerprint}; results in ${folder}`);
}

/** @throws CommandEnd with code 2 where an option belongs to the other method */
function requestOf({ method, trajectories, levels, rows }: SensitivityOptions): StudyRequest {
  if (method === 'sobol') {
    if (trajectories !== undefined) wrongOption('--trajectories', 'it beside --method sobol', '--rows, or morris');
    if (levels !== undefined) wrongOption('--levels', 'it beside --method sobol', '--rows, or morris');
    return { method, rows: rows ?? USUAL_ROWS };
  }
  if (rows !== undefined) wrongOption('--rows', 'it beside --method morris', '--trajectories, or sobol');
  return { method, trajectories: trajectories ?? USUAL_TRAJECTORIES, levels: levels ?? USUAL_LEVELS };
}
