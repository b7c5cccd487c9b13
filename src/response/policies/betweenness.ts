/** The fault on the element that carries most shortest paths of the intact backbone. Brandes (2001). */
import { type DispatchPolicy, type DispatchView, leastPlace } from './policy.ts';

const paths = (view: DispatchView, place: number): number => -view.betweenness(place);

export const betweenness: DispatchPolicy = {
  name: 'betweenness',
  summary: 'the site or link on most shortest paths of the intact backbone',
  next: (view) => leastPlace(view, paths),
};
