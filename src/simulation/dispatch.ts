/** Sends free crews and vessels to waiting faults, in the order that the protocol's policy gives. */
import { IDLE } from '../response/policies/policy.ts';
import { Desk, EVERYONE } from './desk.ts';
import { CREW, type World } from './world.ts';

/** Told of each match of a fault with a crew or a vessel. */
type Assign = (world: World, fault: number, server: number) => void;

const desks = new WeakMap<World, Desk>();

/** Matches what waits with who is free; `assign` is told of each match. */
export function dispatch(world: World, assign: Assign): void {
  if (world.waitingCount === 0) return;
  let desk = desks.get(world);
  if (desk === undefined) {
    desk = new Desk(world);
    desks.set(world, desk);
  }
  if (world.variant.protocol.dispatch.scope.value === 'joint') sendCrews(world, desk, EVERYONE, assign);
  else
    for (let operator = 0; operator < world.model.operators.length; operator++)
      sendCrews(world, desk, operator, assign);
}

function sendCrews(world: World, desk: Desk, operator: number, assign: Assign): void {
  for (;;) {
    desk.open(operator);
    if (desk.waiting === 0) return;
    const place = world.variant.policy.next(desk);
    if (place === IDLE) return;
    const fault = desk.faultAt(place);
    const crew = desk.send(place);
    world.waiting.remove(fault);
    world.crewBusy[crew] = CREW.busy;
    assign(world, fault, crew);
  }
}
