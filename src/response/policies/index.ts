/** Every dispatch policy, one line each. */
import { betweenness } from './betweenness.ts';
import { bundle } from './bundle.ts';
import { criticalList } from './critical-list.ts';
import { demandCentralityPolicy } from './demand-centrality.ts';
import { exact } from './exact.ts';
import { fifo } from './fifo.ts';
import { isp } from './isp.ts';
import { localSearch } from './local-search.ts';
import { mostPeople } from './most-people.ts';
import { myopic } from './myopic.ts';
import { nearest } from './nearest.ts';
import type { DispatchPolicy } from './policy.ts';
import { random } from './random.ts';
import { rollout } from './rollout.ts';
import { shortestRepair } from './shortest-repair.ts';

export const policies: readonly DispatchPolicy[] = [
  fifo,
  random,
  nearest,
  shortestRepair,
  mostPeople,
  criticalList,
  betweenness,
  myopic,
  demandCentralityPolicy,
  bundle,
  isp,
  rollout,
  localSearch,
  exact,
];

/** The names, as a tuple that a schema can take. */
export const policyNames = policies.map((policy) => policy.name) as [string, ...string[]];
