/** Reads the chunks of a whole sweep one after another, and summarises its points in bounded memory. */
import { readFileSync } from 'node:fs';
import { assert } from '../engine/assert.ts';
import { summary } from '../experiment/statistics.ts';
import { chunkAt, chunkCount, perPoint } from '../experiment/sweep-plan.ts';
import { type PointColumn, passesOf, type SweepCell } from '../experiment/sweep-summary.ts';
import { readColumns } from './chunk.ts';
import { censoredName } from './store.ts';
import { chunkPath, type SweepManifest } from './sweep-store.ts';

/** Summaries of some metrics of every protocol at every point, point by point. @param metrics names @param passBytes that columns may take */
export async function sweepCells(
  folder: string,
  manifest: SweepManifest,
  metrics: readonly string[],
  passBytes?: number,
): Promise<SweepCell[]> {
  const { plan, protocols } = manifest;
  const places = metrics.map((name) => manifest.metrics.findIndex((metric) => metric.name === name));
  assert(!places.includes(-1), 'a metric is summarised that was not measured');
  const rows = perPoint(plan);
  const cells: SweepCell[] = [];
  for (const point of plan.points.keys()) {
    const ofPoint: SweepCell[] = [];
    for (const pass of passesOf(rows, places, protocols.length, passBytes)) {
      const { onset, columns } = await pointColumns(folder, manifest, point, pass);
      const horizonHours = manifest.horizonHours[point];
      for (const [place, { metric, protocol }] of pass.entries()) {
        const told = summary(columns[place], (row) => horizonHours - onset[row]);
        ofPoint.push({ point, protocol, metric, summary: told });
      }
    }
    cells.push(
      ...ofPoint.sort((a, b) => a.protocol - b.protocol || places.indexOf(a.metric) - places.indexOf(b.metric)),
    );
  }
  return cells;
}

/** Columns of a point as a run has them: NaN where a question did not arise, Infinity where a time is censored. */
export async function pointColumns(
  folder: string,
  { plan, metrics }: SweepManifest,
  point: number,
  pass: readonly PointColumn[],
): Promise<{ onset: Float64Array; faults: Float64Array; columns: Float64Array[] }> {
  const each = chunkCount(plan) / plan.points.length;
  const chunks = Array.from({ length: each }, (_, index) => chunkAt(plan, point * each + index));
  const faults = new Float64Array(perPoint(plan));
  const onset = new Float64Array(perPoint(plan));
  const columns = pass.map(() => new Float64Array(perPoint(plan)));
  const wanted = [...new Set(pass.map(({ metric }) => metric))].map((metric) => metrics[metric]);
  const names = wanted.flatMap(({ name, kind }) => (kind === 'time' ? [name, censoredName(name)] : [name]));
  for (const chunk of chunks) {
    const { first, count } = chunk;
    const read = await readColumns(readFileSync(chunkPath(folder, chunk)), ['faults', 'onsetHours', ...names]);
    const column = (name: string): Float64Array | undefined => read.get(name);
    faults.set(column('faults')?.subarray(0, count) ?? [], first);
    onset.set(column('onsetHours')?.subarray(0, count) ?? [], first);
    for (const [place, { metric, protocol }] of pass.entries()) {
      const from = protocol * count;
      const { name } = metrics[metric];
      columns[place].set(column(name)?.subarray(from, from + count) ?? [], first);
      const censored = column(censoredName(name));
      for (let row = 0; row < count; row++)
        if (censored?.[from + row] === 1) columns[place][first + row] = Number.POSITIVE_INFINITY;
    }
  }
  return { onset, faults, columns };
}
