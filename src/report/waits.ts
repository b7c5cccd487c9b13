/** Where the hours went: by kind, over all faults and along the critical path. */
import { type Chronicle, isWait, KIND_NAMES, type Kind } from './chronicle.ts';
import type { CriticalPath } from './critical-path.ts';

export interface Wait {
  readonly kind: Kind;
  /** Whether nobody is at work meanwhile. */
  readonly isWait: boolean;
  /** Over all faults, to the horizon. */
  readonly hours: number;
  /** Along the critical path, and as a share of it. */
  readonly pathHours: number;
  readonly pathShare: number;
  /** People cut off, wherever they are, times the hours while the critical path stood at this. */
  readonly userHours: number;
}

/** Kinds that took any time, in the order of {@link KIND_NAMES}. */
export function waitsOf({ spans }: Chronicle, { steps }: CriticalPath): Wait[] {
  const hours = new Map<Kind, number>();
  for (const list of spans)
    for (const { kind, from, to } of list) hours.set(kind, (hours.get(kind) ?? 0) + (to - from));
  const whole = steps.reduce((sum, { from, to }) => sum + (to - from), 0);
  return KIND_NAMES.flatMap((kind): Wait[] => {
    const own = steps.filter((step) => step.kind === kind);
    const all = hours.get(kind) ?? 0;
    if (all === 0 && own.length === 0) return [];
    const pathHours = own.reduce((sum, { from, to }) => sum + (to - from), 0);
    return [
      {
        kind,
        isWait: isWait(kind),
        hours: all,
        pathHours,
        pathShare: whole === 0 ? 0 : pathHours / whole,
        userHours: own.reduce((sum, step) => sum + step.userHours, 0),
      },
    ];
  });
}
