/** The nearest fault. */
import { type DispatchPolicy, type DispatchView, leastPlace } from './policy.ts';

const travel = (view: DispatchView, place: number): number => view.travelHours(place);

export const nearest: DispatchPolicy = {
  name: 'nearest',
  summary: 'the shortest way for the crew',
  next: (view) => leastPlace(view, travel),
};
