/** First come, first served: the fault that the dispatcher has known of the longest. */
import { type DispatchPolicy, IDLE } from './policy.ts';

export const fifo: DispatchPolicy = {
  name: 'fifo',
  summary: 'first come, first served',
  isFirstCome: true,
  next: (view) => {
    let best = IDLE;
    for (let place = 0; place < view.waiting; place++)
      if (best === IDLE || view.visibleSince(place) < view.visibleSince(best)) best = place;
    return best;
  },
};
