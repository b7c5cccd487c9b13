/** A backbone, its machine-speed mechanisms and a script of failures and repairs, played without the rest of a replication. */
import { Addresses, Draws, keyFrom } from '../../src/engine/draws.ts';
import { layOut, type Network } from '../../src/network/network.ts';
import { Reachability, type Reference } from '../../src/network/reachability.ts';
import { type MachineKeys, machineSchema } from '../../src/response/mechanism.ts';
import { type MachinePlan, planMechanisms } from '../../src/response/mechanism-plan.ts';
import { Rerouting } from '../../src/simulation/rerouting.ts';
import { demandOf } from '../../src/traffic/demand.ts';

interface LinkSpec {
  readonly ends: readonly [string, string];
  readonly km?: number;
  readonly operator?: string;
  readonly gbps?: number;
  readonly group?: string;
}

/** Sites by id with their people; a site whose name begins with `g` is a gateway. */
export function backbone(people: Record<string, number>, links: Record<string, LinkSpec>): Network {
  const ids = Object.keys(people);
  return layOut(
    ids.map((id, index) => ({
      id,
      name: id,
      role: id.startsWith('g') ? 'gateway' : 'core',
      operator: 'op',
      lat: 0,
      lon: index,
      population: people[id],
      vs30: Number.NaN,
      building: undefined,
      autonomyHours: Number.NaN,
    })),
    Object.entries(links).map(([id, { ends, km = 10, operator = 'op', gbps = Number.NaN, group }]) => ({
      id,
      from: ids.indexOf(ends[0]),
      to: ids.indexOf(ends[1]),
      medium: 'buried',
      operator,
      lengthKm: [km, km],
      route: new Float64Array(0),
      capacityGbps: gbps,
      riskGroup: group,
    })),
  );
}

interface Told {
  readonly errors: { path: string; found: string; known: boolean }[];
  readonly warnings: string[];
  readonly assumptions: string[];
}

export const keysOf = (machine: unknown): MachineKeys => machineSchema.parse(machine);

export function planned(network: Network, machine: unknown): { plan: MachinePlan; told: Told } {
  const told: Told = { errors: [], warnings: [], assumptions: [] };
  const plan = planMechanisms(keysOf(machine), network, {
    error: (path, found, _expected, known) =>
      told.errors.push({ path: path.join('.'), found, known: known !== undefined }),
    warn: (path, found) => told.warnings.push(`${path.join('.')}: ${found}`),
    assume: (sentence) => told.assumptions.push(sentence),
  });
  return { plan, told };
}

/** Elements that fail and come back at one time, by id. */
export interface Step {
  /** Seconds. */
  readonly at: number;
  readonly down?: readonly string[];
  readonly up?: readonly string[];
  /** Whether no fault is the cause. */
  readonly unstruck?: boolean;
}

interface Play {
  /** Seconds and people without service, wherever that changes; what the ledger keeps is not in it. */
  readonly curve: [number, number][];
  /** People x seconds. */
  readonly transient: number;
  readonly integral: number;
  readonly total: number;
}

interface Stage {
  readonly reference?: Reference;
  readonly horizonSeconds?: number;
  readonly seed?: number;
  /** Seconds from a fault to its alarm. */
  readonly alarmSeconds?: number;
}

/** Plays a script. A fault's occurrence counts the failures of its element in the script, whoever else is down. */
export function play(network: Network, machine: unknown, script: readonly Step[], stage: Stage = {}): Play {
  const { reference = 'gateway', horizonSeconds = 36_000, seed = 1, alarmSeconds = 0 } = stage;
  const { plan, told } = planned(network, machine);
  if (told.errors.length > 0) throw new Error(JSON.stringify(told.errors));
  const addresses = new Addresses();
  const siteHandles = Int32Array.from(network.sites, ({ id }) => addresses.handle(`site/${id}`));
  const linkHandles = Int32Array.from(network.links, ({ id }) => addresses.handle(`link/${id}`));
  const operators = [...new Set(network.links.map(({ operator }) => operator))];
  const linkOperator = Int32Array.from(network.links, ({ operator }) => operators.indexOf(operator));
  const demand = demandOf(network, reference);
  let state = seed;
  const draws = new Draws(
    keyFrom(() => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    }),
    addresses,
  );
  const siteFaults = new Int32Array(network.siteCount);
  const linkFaults = new Int32Array(network.linkCount);
  const reach = new Reachability(network, reference);
  reach.rebuild(siteFaults, linkFaults);
  const occurrence = new Int32Array(10_000);
  const lengthsKm = Float64Array.from(network.links, ({ lengthKm: [km] }) => km);
  const rerouting = new Rerouting({ network, reference, demand, siteHandles, linkHandles, linkOperator }, plan, {
    draws,
    siteFaults,
    linkFaults,
    lengthsKm,
    occurrence,
    reach,
  });
  rerouting.begin();

  const curve: [number, number][] = [];
  let integral = 0;
  let last = 0;
  let since = 0;
  const observe = (time: number): void => {
    const people = demand.people - reach.connectedPeople + rerouting.peopleOut;
    if (people < 0 || people > demand.people) throw new Error(`${people} of ${demand.people} people`);
    network.sites.forEach((_, site) => {
      if (rerouting.isOut(site) && !reach.serves(site)) throw new Error('out and cut off at once');
    });
    if (people === last) return;
    integral += last * (time - since);
    since = time;
    last = people;
    curve.push([Math.round(time * 3600 * 1e6) / 1e6, people]);
  };
  const ends: { time: number; site: number; stamp: number }[] = [];
  const runUntil = (time: number): void => {
    for (;;) {
      ends.sort((a, b) => a.time - b.time);
      const [next] = ends;
      if (next === undefined || next.time > time) return;
      ends.shift();
      if (rerouting.stamp[next.site] !== next.stamp) continue;
      rerouting.finish(next.site, next.time);
      observe(next.time);
    }
  };
  const counts = new Map<string, number>();
  let fault = 0;
  const horizon = horizonSeconds / 3600;
  for (const { at, down = [], up = [], unstruck = false } of script) {
    const time = at / 3600;
    if (time > horizon) break;
    runUntil(time);
    const element = (id: string, change: number): void => {
      const site = network.siteIndex.get(id);
      const link = network.linkIndex.get(id);
      if (site === undefined && link === undefined) throw new Error(`no ${id}`);
      if (site === undefined) linkFaults[link!] += change;
      else siteFaults[site] += change;
      if (change < 0) return;
      occurrence[fault] = counts.get(id) ?? 0;
      counts.set(id, occurrence[fault] + 1);
      if (!unstruck) rerouting.struck(time, fault++, site !== undefined, site ?? link!);
    };
    for (const id of down) element(id, 1);
    for (const id of up) element(id, -1);
    reach.rebuild(siteFaults, linkFaults);
    rerouting.settle(time, () => alarmSeconds / 3600);
    for (let place = 0; place < rerouting.dueCount; place++) {
      const site = rerouting.due[place];
      ends.push({ time: rerouting.until[site], site, stamp: rerouting.stamp[site] });
    }
    observe(time);
  }
  runUntil(horizon);
  integral += last * (horizon - since);
  rerouting.close(horizon);
  const transient = rerouting.transientLossUserHours * 3600;
  return { curve, transient, integral: integral * 3600, total: transient + integral * 3600 };
}
