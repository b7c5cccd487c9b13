/** The most demand restored per hour by the next repair alone. */
import { myopicTask } from '../scheduling/myopic.ts';
import { chosen, type DispatchPolicy } from './policy.ts';

export const myopic: DispatchPolicy = {
  name: 'myopic',
  summary: 'most demand restored per hour by this repair alone; when none restores any, the one done soonest',
  next: (view) => chosen(view, myopicTask),
};
