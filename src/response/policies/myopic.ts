/** The most demand restored per hour by the next repair alone. */
import { myopicTask } from '../scheduling/myopic.ts';
import { type DispatchPolicy, planned } from './policy.ts';

export const myopic: DispatchPolicy = {
  name: 'myopic',
  summary: 'most demand restored per hour by this repair alone; when none restores any, the one done soonest',
  next: (view) => planned(view, myopicTask),
};
