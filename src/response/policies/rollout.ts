/** Looks one repair ahead, with the bundle rule after it. */
import type { Restoration } from '../scheduling/restoration.ts';
import { rolloutTask } from '../scheduling/rollout.ts';
import { chosen, type DispatchPolicy } from './policy.ts';

const choose = (problem: Restoration): number => rolloutTask(problem, false);

export const rollout: DispatchPolicy = {
  name: 'rollout',
  summary: 'the first repair that loses least when bundle orders the rest, all times as estimated',
  next: (view) => chosen(view, choose),
};
