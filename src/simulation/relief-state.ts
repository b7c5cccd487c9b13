/** What serves people who are cut off while others mend, as it stands in one replication. */
import { haversineKm } from '../network/geodesy.ts';
import { Reachability } from '../network/reachability.ts';
import { TIERS } from '../response/protocol.ts';
import type { Model } from './model.ts';

/** What a relief asset is doing: it waits at its base, it is on the road or being set up, or it can serve where it stands. */
export const ASSET = { stored: 0, away: 1, ready: 2 } as const;

/** No two places are farther apart in latitude than this many km a degree allow (the shortest degree of a meridian, less a margin). */
const LEAST_KM_PER_DEGREE = 110;

/** State of the relief of one replication. Made once a world; nothing is allocated afterwards. */
export class Relief {
  /** Tiers, assets and roaming that can serve somebody now. While it is 0, nobody need be asked. */
  up = 0;
  /** Assets that have left their base, and whether somebody has asked to send them on at this instant. */
  fielded = 0;
  asked = false;

  satellitesCalled = false;
  /** 1 for each tier that is up. */
  readonly tierUp = new Uint8Array(TIERS.length);

  roamingCalled = false;
  roams = false;
  readonly roamingHandle: number;
  /** Sites of other operators that may take on the people of site s, nearest first: `hosts[firstHost[s]]` on. */
  readonly firstHost: Int32Array;
  readonly hosts: Int32Array;
  /** Kilometres to each of `hosts`. */
  readonly hostKm: Float64Array;
  /** People whom each site can still take on; scratch. */
  readonly spare: Float64Array;
  /** People of each cut-off site whom others have taken on, when somebody was last cut off. */
  readonly takenOn: Float64Array;

  /** By asset: what it does, the site where it stands or goes (-1: its base), and how often it was sent. */
  readonly doing: Uint8Array;
  readonly site: Int32Array;
  readonly sent: Int32Array;
  /** By site: people whom the assets that are set up there can serve, and those on their way will. */
  readonly ready: Float64Array;
  readonly coming: Float64Array;

  /** What is known of the damage, and who reaches whom by that. */
  readonly knownSiteFaults: Int32Array;
  readonly knownLinkFaults: Int32Array;
  readonly known: Reachability;

  /** People at each cut-off site whom nothing on the ground serves; scratch. */
  readonly leftBySite: Float64Array;
  /** Sites that are known to be cut off, and are; scratch. */
  readonly needy: Int32Array;
  readonly capacity = { mbps: 0, terminals: 0, perTerminalMbps: 0, kbpsPerPerson: 1 };

  constructor(model: Model) {
    const { network, relief, addresses, reference } = model;
    const { siteCount } = network;
    this.roamingHandle = addresses.handle('roaming');
    const { firstHost, hosts, hostKm } = hostsOf(model);
    this.firstHost = firstHost;
    this.hosts = hosts;
    this.hostKm = hostKm;
    this.takenOn = new Float64Array(siteCount);
    this.spare = new Float64Array(siteCount);
    this.doing = new Uint8Array(relief.length);
    this.site = new Int32Array(relief.length);
    this.sent = new Int32Array(relief.length);
    this.ready = new Float64Array(siteCount);
    this.coming = new Float64Array(siteCount);
    this.knownSiteFaults = new Int32Array(siteCount);
    this.knownLinkFaults = new Int32Array(network.linkCount);
    this.known = new Reachability(network, reference);
    this.leftBySite = new Float64Array(siteCount);
    this.needy = new Int32Array(siteCount);
  }

  begin(): void {
    this.up = 0;
    this.fielded = 0;
    this.asked = false;
    this.satellitesCalled = false;
    this.tierUp.fill(0);
    this.roamingCalled = false;
    this.roams = false;
    this.takenOn.fill(0);
    this.doing.fill(ASSET.stored);
    this.site.fill(-1);
    this.sent.fill(0);
    this.ready.fill(0);
    this.coming.fill(0);
  }
}

/** For each site the sites of other operators, with people, within the widest reach of radio that any protocol roams with. */
function hostsOf({ network, variants, siteOperator }: Model): {
  firstHost: Int32Array;
  hosts: Int32Array;
  hostKm: Float64Array;
} {
  const { sites, siteCount, population } = network;
  let reachKm = -1;
  for (const { protocol } of variants) {
    const { spareShare, radiusKm } = protocol.sharing.roaming;
    if (spareShare.value > 0) reachKm = Math.max(reachKm, radiusKm.value);
  }
  const firstHost = new Int32Array(siteCount + 1);
  const found: { readonly host: number; readonly km: number }[][] = sites.map(() => []);
  // Sites whose place is unknown have no neighbour. Sorted by latitude, so that far pairs are not even looked at.
  const placed = [...sites.keys()]
    .filter((site) => reachKm >= 0 && population[site] > 0 && Number.isFinite(sites[site].lat + sites[site].lon))
    .sort((a, b) => sites[a].lat - sites[b].lat || a - b);
  for (const [place, a] of placed.entries())
    for (let next = place + 1; next < placed.length; next++) {
      const b = placed[next];
      if ((sites[b].lat - sites[a].lat) * LEAST_KM_PER_DEGREE > reachKm) break;
      if (siteOperator[a] === siteOperator[b]) continue;
      const km = haversineKm(sites[a].lat, sites[a].lon, sites[b].lat, sites[b].lon);
      if (km > reachKm) continue;
      found[a].push({ host: b, km });
      found[b].push({ host: a, km });
    }
  for (const [site, near] of found.entries()) {
    near.sort((a, b) => a.km - b.km || a.host - b.host);
    firstHost[site + 1] = firstHost[site] + near.length;
  }
  const all = found.flat();
  return {
    firstHost,
    hosts: Int32Array.from(all, ({ host }) => host),
    hostKm: Float64Array.from(all, ({ km }) => km),
  };
}
