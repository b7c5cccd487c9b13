/** Every assignment rule, one line each. */
import { bestPossible } from './best-possible.ts';
import { equalCostMultipath } from './ecmp.ts';
import { kPath } from './k-path.ts';
import { maxMin } from './max-min.ts';
import { reachability } from './reachability.ts';
import type { AssignmentRule } from './rule.ts';

export const rules: readonly AssignmentRule[] = [reachability, maxMin, equalCostMultipath, kPath, bestPossible];
