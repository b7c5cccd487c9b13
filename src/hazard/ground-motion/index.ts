/** The ground motion models that a scenario may name: one line each. */
import { akkar2014 } from './akkar-2014.ts';
import type { GroundMotionModel } from './ground-motion.ts';

export const groundMotionModels: readonly GroundMotionModel[] = [akkar2014];
