/** One replication of `quake.yaml` on the home backbone: the damage, the response under each protocol, the reachability. */
import { fileURLToPath } from 'node:url';
import { bench, do_not_optimize, run, summary } from 'mitata';
import { Files } from '../src/cli/files.ts';
import { Reachability } from '../src/network/reachability.ts';
import { componentsOf } from '../src/network/structure.ts';
import { compile } from '../src/scenario/compile.ts';
import { breakWorld, respond } from '../src/simulation/replicate.ts';
import { World } from '../src/simulation/world.ts';
import { Problems } from '../src/text/problem.ts';

const scenario = fileURLToPath(new URL('../scenarios/quake.yaml', import.meta.url));
const compiled = compile(scenario, new Files().load, {}, new Problems());
if (compiled === undefined) throw new Error('quake.yaml does not compile');
const { model } = compiled;
const world = new World(model);

/** Warmed on the replications that are then timed. */
const REPLICATIONS = 256;
for (let replication = 0; replication < REPLICATIONS; replication++) {
  breakWorld(world, replication);
  for (const variant of model.variants) respond(world, variant);
}

let replication = 0;
const next = (): number => {
  replication = (replication + 1) % REPLICATIONS;
  return replication;
};

summary(() => {
  bench('the damage of a replication', () => {
    breakWorld(world, next());
    do_not_optimize(world.damage.length);
  });
  for (const variant of model.variants)
    bench(`damage and response under ${variant.name}`, () => {
      breakWorld(world, next());
      respond(world, variant);
      do_not_optimize(world.hashLow);
    });
});

summary(() => {
  const { network } = model;
  const siteFaults = Int32Array.from(network.sites, (_, site) => (site % 9 === 4 ? 1 : 0));
  const linkFaults = Int32Array.from(network.links, (_, link) => (link % 7 === 3 ? 1 : 0));
  const reach = new Reachability(network, model.reference);
  bench('reachability rebuilt (union by size over arrays)', () => {
    reach.rebuild(siteFaults, linkFaults);
    do_not_optimize(reach.connectedPeople);
  });
  bench('components by search, with lists', () => {
    do_not_optimize(componentsOf(network, (link) => linkFaults[link] === 0).count);
  });
});

await run();
