/** Every dispatch policy, one line each. */
import { fifo } from './fifo.ts';
import { mostPeople } from './most-people.ts';
import type { DispatchPolicy } from './policy.ts';

export const policies: readonly DispatchPolicy[] = [fifo, mostPeople];

/** The names, as a tuple that a schema can take. */
export const policyNames = policies.map((policy) => policy.name) as [string, ...string[]];
