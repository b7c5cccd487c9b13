/** A lottery, as a control: each fault has a lot of its own, whatever else is drawn. */
import { type DispatchPolicy, type DispatchView, leastPlace } from './policy.ts';

const lot = (view: DispatchView, place: number): number => view.lot(place);

export const random: DispatchPolicy = {
  name: 'random',
  summary: 'by lot, as a control',
  next: (view) => leastPlace(view, lot),
};
