/** Those who go to see damage in the field: each looks at one fault at a time, in the order in which faults became known. */
import type { World } from './world.ts';

/** Told of each match of a fault with an assessor of an operator. */
type Assign = (world: World, fault: number, operator: number) => void;

export function sendAssessors(world: World, assign: Assign): void {
  const { unassessed, assessorsFree } = world;
  const pooled = world.variant.protocol.awareness.assessors.value === 'pooled';
  for (let place = 0; place < unassessed.length; ) {
    const fault = unassessed.at(place);
    const owner = world.operatorOf(fault);
    const operator = assessorsFree[owner] > 0 ? owner : pooled ? anyFree(assessorsFree) : -1;
    if (operator < 0) {
      place++;
      continue;
    }
    unassessed.removeAt(place);
    assessorsFree[operator]--;
    assign(world, fault, operator);
  }
}

function anyFree(free: Int32Array): number {
  for (let operator = 0; operator < free.length; operator++) if (free[operator] > 0) return operator;
  return -1;
}
