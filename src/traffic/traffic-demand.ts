/** Who wants to send how much to whom, before anything breaks: every kind of demand in one list of whole kbit/s. */
import { assert } from '../engine/assert.ts';
import type { Network } from '../network/network.ts';
import { apportioned } from './apportionment.ts';
import { CLASS_COUNT, TRAFFIC_CLASSES } from './classes.ts';
import { attraction, type Gravity } from './gravity.ts';

/** What a demand is for. `matrix` stands for whatever a file says in place of gravity. */
export const DEMAND_KINDS = ['domestic', 'international', 'content', 'transit', 'matrix'] as const;
type DemandKind = (typeof DEMAND_KINDS)[number];

/** Sites of which the nearest that can be reached will do. */
export interface AnycastGroup {
  readonly name: string;
  /** Sites, in rising order. */
  readonly members: Int32Array;
}

/**
 * Demands by index, those to one destination together, then by class, then by origin; none is 0. `from`, `to`, `kbps` and
 * `priority` are what an assignment takes.
 */
export interface TrafficDemand {
  readonly siteCount: number;
  readonly from: Int32Array;
  /** A site, or `siteCount + g` for whichever member of group g is nearest. */
  readonly to: Int32Array;
  /** Whole kbit/s in the busier direction. */
  readonly kbps: Float64Array;
  /** Index in `TRAFFIC_CLASSES`. */
  readonly priority: Int32Array;
  /** Index in `DEMAND_KINDS`. */
  readonly kind: Uint8Array;
  /**
   * People of the origin who stand behind each demand: of one site and class they add up to its people, shared as the
   * kbit/s are. 0 for transit.
   */
  readonly users: Float64Array;
  readonly groups: readonly AnycastGroup[];
  /** Destinations in use; the demands to the r-th are `first[r]` to `first[r + 1] - 1`. */
  readonly destinations: Int32Array;
  readonly first: Int32Array;
}

/** One demand that a file names. */
export interface NamedDemand {
  readonly from: number;
  readonly to: number;
  /** Index in `TRAFFIC_CLASSES`. */
  readonly priority: number;
  /** Whole. */
  readonly kbps: number;
}

/** What people ask for, as shares. */
export interface PersonalDemand {
  /** In the busy hour, all classes and kinds together, beyond the exchange of their own site. */
  readonly perPersonKbps: number;
  /** By class, in the order of `TRAFFIC_CLASSES`; they add up to 1. */
  readonly classShares: readonly number[];
  /** They add up to 1. Content is data: its share lies within that of the data class. */
  readonly kindShares: { readonly domestic: number; readonly international: number; readonly content: number };
}

export interface DemandPlan {
  readonly personal: PersonalDemand | undefined;
  readonly gravity: Gravity;
  /** Where international demand leaves: the nearest of all gateways, or each by its share. */
  readonly gateways: 'nearest' | readonly { readonly site: number; readonly share: number }[];
  /** Sites that hold content. */
  readonly holders: readonly number[];
  readonly matrix: readonly NamedDemand[];
  readonly transit: readonly NamedDemand[];
}

const DATA = TRAFFIC_CLASSES.indexOf('data');

/** Shares below this are nothing: rounding of shares that add up to 1. */
const NOTHING = 1e-12;

/**
 * Share of what a person asks for, by kind and class, in the order `domestic`, `international`, `content`; class by
 * class within each. Content is data; the other kinds have the classes that remain, in equal proportion, so that both
 * the shares of classes and those of kinds hold.
 */
export function sharesByKindAndClass({ classShares, kindShares }: PersonalDemand): number[] {
  const rest = 1 - kindShares.content;
  const within = (k: number): number =>
    rest <= NOTHING ? 0 : Math.max(0, classShares[k] - (k === DATA ? kindShares.content : 0)) / rest;
  return [
    ...TRAFFIC_CLASSES.map((_, k) => kindShares.domestic * within(k)),
    ...TRAFFIC_CLASSES.map((_, k) => kindShares.international * within(k)),
    ...TRAFFIC_CLASSES.map((_, k) => (k === DATA ? kindShares.content : 0)),
  ];
}

class Gathering {
  readonly rows: { from: number; to: number; kbps: number; priority: number; kind: number }[] = [];
  add(kind: DemandKind, from: number, to: number, priority: number, kbps: number): void {
    if (kbps > 0) this.rows.push({ from, to, kbps, priority, kind: DEMAND_KINDS.indexOf(kind) });
  }
}

/** Lays out all demand. The caller has told the user of every problem. */
export function trafficDemand(network: Network, plan: DemandPlan): TrafficDemand {
  const { siteCount, population } = network;
  const gathered = new Gathering();
  const everyGateway = Int32Array.from([...network.isGateway.keys()].filter((site) => network.isGateway[site] === 1));
  const holders = Int32Array.from(new Set(plan.holders)).sort();
  const groups: AnycastGroup[] = [];
  const groupOf = (name: string, members: Int32Array): number => siteCount + groups.push({ name, members }) - 1;
  if (plan.personal !== undefined) {
    const shares = sharesByKindAndClass(plan.personal);
    const { international, content } = plan.personal.kindShares;
    const abroad = international > 0 && plan.gateways === 'nearest' ? groupOf('gateways', everyGateway) : -1;
    const holding = content > 0 ? groupOf('content', holders) : -1;
    const peopled = Int32Array.from(
      [...population.keys()].filter((site) => population[site] > 0 && network.isSpace[site] === 0),
    );
    for (const from of peopled) {
      const whole = Math.round(population[from] * plan.personal.perPersonKbps);
      const cells = apportioned(whole, shares);
      const weights = cells.some((kbps, cell) => cell < CLASS_COUNT && kbps > 0)
        ? attraction(network, peopled, from, plan.gravity)
        : new Float64Array(0);
      for (let k = 0; k < CLASS_COUNT; k++) {
        apportioned(cells[k], weights).forEach((kbps, to) => {
          gathered.add('domestic', from, to, k, kbps);
        });
        const outward = cells[CLASS_COUNT + k];
        if (plan.gateways === 'nearest') gathered.add('international', from, abroad, k, outward);
        else {
          const { gateways } = plan;
          apportioned(
            outward,
            gateways.map(({ share }) => share),
          ).forEach((kbps, at) => {
            gathered.add('international', from, gateways[at].site, k, kbps);
          });
        }
        gathered.add('content', from, holding, k, cells[2 * CLASS_COUNT + k]);
      }
    }
  }
  for (const { from, to, priority, kbps } of plan.matrix) gathered.add('matrix', from, to, priority, kbps);
  for (const { from, to, priority, kbps } of plan.transit) gathered.add('transit', from, to, priority, kbps);
  return laidOut(network, gathered, groups);
}

function laidOut(network: Network, { rows }: Gathering, groups: readonly AnycastGroup[]): TrafficDemand {
  rows.sort((a, b) => a.to - b.to || a.priority - b.priority || a.from - b.from || a.kind - b.kind);
  const transit = DEMAND_KINDS.indexOf('transit');
  const sums = new Float64Array(network.siteCount * CLASS_COUNT);
  let total = 0;
  for (const { from, priority, kbps, kind } of rows) {
    assert(Number.isInteger(kbps), 'a demand is no whole number of kbit/s');
    total += kbps;
    if (kind !== transit) sums[from * CLASS_COUNT + priority] += kbps;
  }
  assert(total < Number.MAX_SAFE_INTEGER, 'more is demanded than can be summed exactly');
  const destinations: number[] = [];
  const first: number[] = [];
  for (const [index, { to }] of rows.entries())
    if (index === 0 || rows[index - 1].to !== to) {
      destinations.push(to);
      first.push(index);
    }
  first.push(rows.length);
  return {
    siteCount: network.siteCount,
    from: Int32Array.from(rows, ({ from }) => from),
    to: Int32Array.from(rows, ({ to }) => to),
    kbps: Float64Array.from(rows, ({ kbps }) => kbps),
    priority: Int32Array.from(rows, ({ priority }) => priority),
    kind: Uint8Array.from(rows, ({ kind }) => kind),
    users: Float64Array.from(rows, ({ from, priority, kbps, kind }) =>
      kind === transit ? 0 : (network.population[from] * kbps) / sums[from * CLASS_COUNT + priority],
    ),
    groups,
    destinations: Int32Array.from(destinations),
    first: Int32Array.from(first),
  };
}
