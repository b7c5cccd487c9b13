/** The fault with the shortest estimated repair: shortest processing time first. */
import { type DispatchPolicy, type DispatchView, leastPlace } from './policy.ts';

const repair = (view: DispatchView, place: number): number => view.repairHours(place);

export const shortestRepair: DispatchPolicy = {
  name: 'shortest-repair',
  summary: 'the shortest estimated repair, travel left out',
  next: (view) => leastPlace(view, repair),
};
