/** Mends together what only together restores anything: the default of joint dispatch. */
import { bundles } from '../scheduling/bundle.ts';
import type { Restoration } from '../scheduling/restoration.ts';
import { chosen, type DispatchPolicy } from './policy.ts';

const choose = (problem: Restoration): number => bundles.next(problem, false);

export const bundle: DispatchPolicy = {
  name: 'bundle',
  summary: 'the set of repairs that together restore most demand per hour, and in it the one that gains most by itself',
  next: (view) => chosen(view, choose),
};
