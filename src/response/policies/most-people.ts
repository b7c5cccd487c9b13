/** The fault whose repair reconnects most people; then the one that strands most; then the quickest to mend. */
import { type DispatchPolicy, IDLE } from './policy.ts';

export const mostPeople: DispatchPolicy = {
  name: 'most-people',
  summary: 'whoever strands most people: first those whom this repair alone reconnects, then those cut off behind it',
  next: (view) => {
    let best = IDLE;
    let gained = 0;
    let stranded = 0;
    let hours = 0;
    for (let place = 0; place < view.waiting; place++) {
      const gains = view.peopleGained(place);
      const strands = view.peopleStranded(place);
      const needs = view.hoursNeeded(place);
      const better =
        best === IDLE ||
        gains > gained ||
        (gains === gained && (strands > stranded || (strands === stranded && needs < hours)));
      if (!better) continue;
      best = place;
      gained = gains;
      stranded = strands;
      hours = needs;
    }
    return best;
  },
};
