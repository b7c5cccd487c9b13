/** One decision of each dispatch policy on the home backbone: 30 faults of `quake.yaml` wait at a joint desk. */
import { fileURLToPath } from 'node:url';
import { bench, do_not_optimize, run, summary } from 'mitata';
import { Files } from '../src/cli/files.ts';
import { policies } from '../src/response/policies/index.ts';
import { compile } from '../src/scenario/compile.ts';
import { Desk, EVERYONE } from '../src/simulation/desk.ts';
import { breakWorld } from '../src/simulation/replicate.ts';
import { STATUS, World } from '../src/simulation/world.ts';
import { Problems } from '../src/text/problem.ts';

const scenario = fileURLToPath(new URL('../scenarios/quake.yaml', import.meta.url));
const compiled = compile(scenario, new Files().load, {}, new Problems());
if (compiled === undefined) throw new Error('quake.yaml does not compile');
const { model } = compiled;
const joint = model.variants.find(({ protocol }) => protocol.dispatch.scope.value === 'joint');
if (joint === undefined) throw new Error('quake.yaml has no protocol with a joint desk');

const WAITING = 30;
const DESKS = 8;

/** Desks of different replications, at a moment when just so many faults are known and wait. */
const desks: Desk[] = [];
const worlds: World[] = [];
for (let replication = 0; desks.length < DESKS && replication < 100_000; replication++) {
  const world = new World(model);
  breakWorld(world, replication);
  world.begin(joint);
  for (let fault = 0; fault < world.damage.length && world.waitingCount < WAITING; fault++) {
    if (!Number.isNaN(world.damage.untils[fault]) || world.isSubmarine(fault)) continue;
    world.status[fault] = STATUS.waiting;
    world.visibleSince[fault] = fault;
    world.awaitCrew(fault);
  }
  if (world.waitingCount < WAITING) continue;
  const desk = new Desk(world);
  desk.open(EVERYONE);
  if (desk.waiting !== WAITING) continue;
  desks.push(desk);
  worlds.push(world);
}
if (desks.length < DESKS) throw new Error(`quake.yaml rarely breaks ${WAITING} elements`);

/** The next desk decides; what it knew of the desk is worked out anew, and no plan is kept. */
let turn = 0;
const decide = (policy: (typeof policies)[number] | undefined): number => {
  turn = (turn + 1) % DESKS;
  const desk = desks[turn];
  // A round of its own: nobody remembers which crew was nearest.
  worlds[turn].round++;
  desk.open(EVERYONE);
  desk.plan.clear();
  return policy === undefined ? desk.waiting : policy.next(desk);
};

for (const policy of policies) for (let warm = 0; warm < 5 * DESKS; warm++) decide(policy);

summary(() => {
  bench('gathering what waits (part of every line below)', () => do_not_optimize(decide(undefined)));
  for (const policy of policies) bench(policy.name, () => do_not_optimize(decide(policy)));
});

await run();
