/** The hazard of sabotage: chosen sites and links, or the few that matter most, put out of action on purpose. */
import { z } from 'zod';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { duration } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { HARMED_STATES, stateNumber } from './fragility.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { linkNamed, siteNamed } from './named.ts';
import { warnIfLate } from './telling.ts';

const id = z.string().min(1);
const schema = z
  .strictObject({
    at: duration.default(0).describe('When the first can come'),
    within: duration.default(0).describe('How long it takes: each act comes at any time of it'),
    targets: z
      .array(z.union([id, z.strictObject({ link: id }), z.strictObject({ site: id })]))
      .min(1)
      .optional()
      .describe('What is struck: ids of links or sites; {link: id} or {site: id} where one name is both'),
    k: z.int().min(1).max(1000).optional().describe('Instead of targets: how many are struck'),
    choose: z
      .enum(['random', 'degree', 'population'])
      .optional()
      .describe('By what they are chosen: chance, links at the site (or at both ends), people there (or at both ends)'),
    among: z.enum(['links', 'sites']).optional().describe('What they are chosen among; links when absent'),
    state: z.enum(HARMED_STATES).default('extensive').describe('How badly a site is damaged'),
    atShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Where a link is cut, as a share from its first end; random when absent'),
    wholeGroup: z.boolean().default(true).describe('Whether links that share its risk group are cut with a link'),
  })
  .refine(({ targets, k }) => (targets === undefined) !== (k === undefined), { error: 'either targets or k' })
  .refine(({ targets, choose, among }) => targets === undefined || (choose === undefined && among === undefined), {
    error: 'choose and among only with k',
  });
type Parameters = z.output<typeof schema>;

/** A site or a link that can be struck, and how much it is worth to whoever strikes. */
interface Target {
  readonly isSite: boolean;
  readonly element: number;
  readonly handle: number;
  readonly id: string;
  readonly worth: number;
}

function target(isSite: boolean, element: number, worth: number, { network, addresses, name }: HazardSetting): Target {
  const { id } = isSite ? network.sites[element] : network.links[element];
  return { isSite, element, handle: addresses.handle(`${name}/${isSite ? 'site' : 'link'}/${id}`), id, worth };
}

/** The targets that the scenario names, each once. */
function namedTargets(targets: NonNullable<Parameters['targets']>, setting: HazardSetting): Target[] {
  const { network } = setting;
  const found = new Map<number, Target>();
  targets.forEach((written, place) => {
    let isSite: boolean;
    let element: number | undefined;
    if (typeof written === 'string') {
      const path = ['targets', place];
      isSite = !network.linkIndex.has(written);
      if (!isSite && network.siteIndex.has(written)) {
        setting.error(path, `"${written}", a link and a site`, 'which of them, as {link: ...} or {site: ...}');
        return;
      }
      if (isSite && !network.siteIndex.has(written)) {
        const known = [...network.linkIndex.keys(), ...network.siteIndex.keys()];
        setting.error(path, `"${written}"`, 'the id of a link or a site', known);
        return;
      }
      element = isSite ? siteNamed(setting, path, written) : linkNamed(setting, path, written);
    } else if ('link' in written) {
      isSite = false;
      element = linkNamed(setting, ['targets', place, 'link'], written.link);
    } else {
      isSite = true;
      element = siteNamed(setting, ['targets', place, 'site'], written.site);
    }
    if (element === undefined) return;
    const one = target(isSite, element, 0, setting);
    found.set(one.handle, one);
  });
  return [...found.values()];
}

/** Everything on the ground that can be chosen, the most worth first; equals by their names, so that order never matters. */
function candidates(among: 'links' | 'sites', choose: string, setting: HazardSetting): Target[] {
  const { network } = setting;
  const worthOf = (site: number): number => {
    if (choose !== 'degree') return network.population[site];
    const around = network.incident.subarray(network.firstIncident[site], network.firstIncident[site + 1]);
    return around.reduce((count, link) => count + 1 - network.isSpaceLink[link], 0);
  };
  const all: Target[] = [];
  if (among === 'sites') {
    for (let site = 0; site < network.siteCount; site++)
      if (network.isSpace[site] === 0) all.push(target(true, site, worthOf(site), setting));
  } else {
    for (let link = 0; link < network.linkCount; link++)
      if (network.isSpaceLink[link] === 0)
        all.push(target(false, link, worthOf(network.from[link]) + worthOf(network.to[link]), setting));
  }
  return all.sort((a, b) => b.worth - a.worth || (a.id < b.id ? -1 : 1));
}

export const sabotage = hazardKind({
  name: 'sabotage',
  summary: 'Chosen links and sites struck on purpose; a scenario to think about, without a rate',
  source: 'the scenario',
  schema,
  prepare(parameters, setting): Hazard {
    const { network, lines, index } = setting;
    const { at, within, targets, k = 0, choose = 'random', among = 'links', atShare, wholeGroup } = parameters;
    const pool = targets === undefined ? candidates(among, choose, setting) : namedTargets(targets, setting);
    const struck = targets === undefined ? Math.min(k, pool.length) : pool.length;
    const state = stateNumber(parameters.state);
    warnIfLate(setting, at);
    if (k > pool.length && targets === undefined)
      setting.warn(['k'], `${k}`, `at most the ${pool.length} ${among} that can be struck`);
    const chosen = pool.slice(0, struck);
    const anyLink = targets === undefined ? among === 'links' : chosen.some(({ isSite }) => !isSite);
    if (anyLink && atShare === undefined)
      setting.assume('the place of a cut is unknown: any point of the cable is as likely');
    if (anyLink && wholeGroup && network.riskGroups.size > 0)
      setting.assume('links of one risk group are cut at the same share of their lengths');

    const strikeOne = ({ isSite, element, handle }: Target, draws: Draws, lengths: Float64Array, damage: Damage) => {
      const time = at + within * draws.uniform(handle, PURPOSE.eventTime);
      if (isSite) {
        const { lat, lon } = network.sites[element];
        damage.hitSite(index, time, element, lat, lon, state);
        return;
      }
      const { riskGroup } = network.links[element];
      const shared = wholeGroup && riskGroup !== undefined ? network.riskGroups.get(riskGroup) : undefined;
      const share = atShare ?? draws.uniform(handle, PURPOSE.cutPosition);
      for (const link of shared ?? [element]) {
        if (network.isSpaceLink[link] === 1) continue;
        const [lat, lon] = lines[link].at(share);
        damage.cutLink(index, time, link, share * lengths[link], lat, lon);
      }
    };
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        // Each candidate draws for itself and the smallest k are struck: one more candidate moves no other's number.
        const acts =
          targets === undefined && choose === 'random'
            ? pool
                .map((one) => ({ one, drawn: draws.uniform(one.handle, PURPOSE.eventChoice) }))
                .sort((a, b) => a.drawn - b.drawn)
                .slice(0, struck)
                .map(({ one }) => one)
            : chosen;
        const groups = new Set<string>();
        for (const one of acts) {
          const group = one.isSite || !wholeGroup ? undefined : network.links[one.element].riskGroup;
          // Whoever cuts a group has cut all its links: a second target in it is done with.
          if (group !== undefined && groups.has(group)) continue;
          if (group !== undefined) groups.add(group);
          strikeOne(one, draws, lengthsKm, damage);
        }
      },
      describe(): readonly string[] {
        if (targets !== undefined || choose === 'random') return [];
        return [`sabotage strikes ${among} by ${choose}: ${chosen.map((one) => one.id).join(', ')}`];
      },
    };
  },
});
