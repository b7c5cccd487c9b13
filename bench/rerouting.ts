/** Machine speed on the home backbone: its routes, worked out anew, and the traffic moved at an instant of change. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bench, do_not_optimize, run } from 'mitata';
import { Addresses, Draws } from '../src/engine/draws.ts';
import { Reachability } from '../src/network/reachability.ts';
import { GATEWAYS, Routes } from '../src/network/routes.ts';
import { machineSchema } from '../src/response/mechanism.ts';
import { planMechanisms } from '../src/response/mechanism-plan.ts';
import { Rerouting } from '../src/simulation/rerouting.ts';
import { describe, Problems } from '../src/text/problem.ts';
import { build } from '../src/topology/build.ts';
import { readBackbone } from '../src/topology/index.ts';
import { demandOf } from '../src/traffic/demand.ts';

const topology = fileURLToPath(new URL('../topologies/azerbaijan-caspian.yaml', import.meta.url));
const problems = new Problems();
const graph = readBackbone([{ file: topology, text: readFileSync(topology, 'utf8') }], problems);
const built = graph === undefined ? undefined : build(graph, { inService: [] }, problems);
if (built === undefined) throw new Error(problems.list.map(describe).join('\n'));
const { network } = built;
const linkKm = Float64Array.from(network.links, ({ lengthKm: [low, high] }) => (low + high) / 2);
const routes = new Routes(network);
const siteFaults = Int32Array.from(network.sites, (_, site) => (site % 29 === 4 ? 1 : 0));
const linkFaults = Int32Array.from(network.links, (_, link) => (link % 17 === 3 ? 1 : 0));
const none = { sites: new Int32Array(network.siteCount), links: new Int32Array(network.linkCount) };

bench(`routes of ${network.siteCount} sites over ${network.linkCount} links, all up`, () => {
  routes.rebuild(none.sites, none.links, linkKm, GATEWAYS);
  do_not_optimize(routes.count);
});
bench('routes with one element in 20 down', () => {
  routes.rebuild(siteFaults, linkFaults, linkKm, GATEWAYS);
  do_not_optimize(routes.count);
});

const addresses = new Addresses();
const operators = [...new Set(network.links.map(({ operator }) => operator))];
const setting = {
  network,
  reference: 'gateway',
  demand: demandOf(network, 'gateway'),
  siteHandles: Int32Array.from(network.sites, ({ id }) => addresses.handle(`site/${id}`)),
  linkHandles: Int32Array.from(network.links, ({ id }) => addresses.handle(`link/${id}`)),
  linkOperator: Int32Array.from(network.links, ({ operator }) => operators.indexOf(operator)),
} as const;
const ids = network.links.filter((_, link) => network.isSpaceLink[link] === 0).map(({ id }) => id);
const machine = machineSchema.parse({
  protection: [{ name: 'bypasses', kind: 'frr', links: ids }],
  restoration: [{ kind: 'igp' }, { kind: 'bgp' }, { kind: 'manual' }],
});
const plan = planMechanisms(machine, network, {
  error: (path, found) => {
    throw new Error(`${path.join('.')}: ${found}`);
  },
  warn: () => undefined,
  assume: () => undefined,
});
const world = {
  draws: new Draws(Int32Array.of(1, 2, 3, 4), addresses),
  siteFaults: new Int32Array(network.siteCount),
  linkFaults: new Int32Array(network.linkCount),
  lengthsKm: linkKm,
  occurrence: new Int32Array(1),
  reach: new Reachability(network, 'gateway'),
};
const rerouting = new Rerouting(setting, plan, world);
let link = 0;
for (const count of [1, 12])
  bench(`${count} of the links fail and come back (reachability rebuilt twice)`, () => {
    rerouting.begin();
    for (let cut = 0; cut < count; cut++) {
      link = (link + 5) % network.linkCount;
      world.linkFaults[link] = 1;
      rerouting.struck(1, 0, false, link);
    }
    world.reach.rebuild(world.siteFaults, world.linkFaults);
    rerouting.settle(1, () => 0.1);
    world.linkFaults.fill(0);
    world.reach.rebuild(world.siteFaults, world.linkFaults);
    rerouting.settle(2, () => 0.1);
    rerouting.close(3);
    do_not_optimize(rerouting.transientLossUserHours);
  });

await run();
