/** The summary of a sweep as one versioned document. */
import { seedAt, settingsAt } from '../experiment/sweep-plan.ts';
import type { SweepCell } from '../experiment/sweep-summary.ts';
import type { SweepManifest } from '../results/sweep-store.ts';

/** JSON has no infinity and no NaN: a quantile beyond the horizon and a question that never arose are null. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** @param cells point by point, protocol by protocol, the same metrics for each */
export function sweepDocument(
  manifest: SweepManifest,
  cells: readonly SweepCell[],
  fingerprint: string,
): Record<string, unknown> {
  const { plan, protocols, metrics, horizonHours } = manifest;
  const { seeds, replications } = plan;
  const each = cells.length / (plan.points.length * protocols.length);
  return {
    format: 'resplice.sweep-summary/1',
    name: manifest.name,
    key: manifest.key,
    fingerprint,
    seeds: [seeds.first, seedAt(seeds, seeds.count - 1)],
    replications,
    points: plan.points.map((_, point) => ({
      settings: Object.fromEntries(settingsAt(plan, point).map(({ path, value }) => [path, value])),
      horizonHours: horizonHours[point],
      protocols: Object.fromEntries(
        protocols.map((name, protocol) => [
          name,
          Object.fromEntries(
            cells
              .slice((point * protocols.length + protocol) * each, (point * protocols.length + protocol + 1) * each)
              .map((cell) => [metrics[cell.metric].name, plain(cell)]),
          ),
        ]),
      ),
    })),
    assumptions: manifest.assumptions,
    warnings: manifest.warnings,
  };
}

const plain = ({ summary }: SweepCell): Record<string, unknown> => ({
  mean: finite(summary.mean),
  sd: finite(summary.sd),
  ci95: summary.ci95.map(finite),
  median: finite(summary.median),
  p05: finite(summary.p05),
  p95: finite(summary.p95),
  cvar90: finite(summary.cvar90),
  censoredShare: finite(summary.censoredShare),
  n: summary.n,
});
