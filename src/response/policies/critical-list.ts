/** What the list of critical sites and links names first; what it does not name, by the bundle rule. */
import { bundle } from './bundle.ts';
import { type DispatchPolicy, type DispatchView, leastPlace } from './policy.ts';

const rank = (view: DispatchView, place: number): number => view.rank(place);

export const criticalList: DispatchPolicy = {
  name: 'critical-list',
  summary: "by rank in the scenario's list of critical sites and links; then as bundle",
  next: (view) => {
    const first = leastPlace(view, rank);
    return first >= 0 && view.rank(first) < Number.POSITIVE_INFINITY ? first : bundle.next(view);
  },
};
