/** The laws that the stages of one replication followed, beside what they took. */
import { type Distribution, mean, quantile } from '../engine/distribution.ts';
import { TIERS } from '../response/protocol.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';

export interface UsedLaw {
  /** Where a scenario or a protocol states it, such as `stages.detectLink`. */
  readonly name: string;
  readonly law: Distribution;
  readonly meanHours: number;
  readonly p90Hours: number;
  /** How many stages followed it, and the shortest and the longest of them. */
  readonly count: number;
  readonly leastHours: number;
  readonly mostHours: number;
}

interface Named {
  readonly name: string;
  readonly law: Distribution;
}

const SITE_STATES = ['slight', 'slight', 'moderate', 'extensive', 'complete'] as const;

/** The law of a stage of a fault; undefined for stages that follow none (the road, the voyage, the weather). */
function lawOf(world: World, fault: number, stage: string): Named | undefined {
  const { stages, marine } = world.model.conditions;
  const { protocol } = world.variant;
  const isSite = world.damage.isSite[fault] === 1;
  const vessel = world.model.vessels[world.server[fault]];
  switch (stage) {
    case 'detect':
      return isSite
        ? { name: 'stages.detectSite', law: stages.detectSite.value }
        : { name: 'stages.detectLink', law: stages.detectLink.value };
    case 'share':
      return { name: 'awareness.shareDelay', law: protocol.awareness.shareDelay.value };
    case 'assess':
      if (isSite) return { name: 'stages.assessSite', law: stages.assessSite.value };
      return world.seenFromAfar[fault] === 1
        ? { name: 'stages.assessLink', law: stages.assessLink.value }
        : { name: 'stages.assessLinkInField', law: stages.assessLinkInField.value };
    case 'access':
      return isSite
        ? { name: 'stages.accessSite', law: stages.accessSite.value }
        : { name: 'stages.accessLink', law: stages.accessLink.value };
    case 'repair':
    case 'finish': {
      if (isSite) {
        const state = SITE_STATES[world.severity[fault]];
        return { name: `stages.repairSite.${state}`, law: stages.repairSite[state].value };
      }
      const { medium } = world.model.network.links[world.damage.elements[fault]];
      if (medium === 'submarine') return undefined;
      const kind = medium === 'satellite' ? 'microwave' : medium;
      return { name: `stages.repairLink.${kind}`, law: stages.repairLink[kind].value };
    }
    case 'verify':
      return { name: 'stages.verify', law: stages.verify.value };
    case 'charter':
      return { name: 'marine.charter.residual', law: marine.charter.residual.value };
    case 'mobilise':
      return { name: `marine.mobilise.${vessel.availability}`, law: marine.mobilise[vessel.availability].value };
    case 'locate':
    case 'load':
    case 'permit':
    case 'splice':
      return { name: `marine.${stage}`, law: marine[stage].value };
    default:
      return undefined;
  }
}

/** In the order in which they were first followed. @param world as the response left it */
export function lawsUsed(world: World, entries: readonly TraceEntry[]): UsedLaw[] {
  const used = new Map<string, { law: Distribution; took: number[] }>();
  const note = (named: Named | undefined, hours: number): void => {
    if (named === undefined || !Number.isFinite(hours)) return;
    const known = used.get(named.name) ?? { law: named.law, took: [] };
    known.took.push(hours);
    used.set(named.name, known);
  };
  for (const { what, fault, name, amount, time } of entries) {
    if (what === 'stage-begins') {
      // What is done after a temporary fix is the rest of one repair; the permit runs from its request.
      if (name === 'finish' || name === 'permit') continue;
      const waited = entries
        .filter((entry) => entry.what === 'still-waits' && entry.fault === fault && entry.time === time)
        .reduce((sum, entry) => (Number.isNaN(entry.amount) ? sum : sum + entry.amount), 0);
      const rest = name === 'repair' ? hoursOfFinish(entries, fault, time) : 0;
      note(lawOf(world, fault, name), amount - waited + rest);
      if (name === 'locate') note(lawOf(world, fault, 'permit'), world.permitReady[fault] - time - amount);
    } else if (what === 'satellite-called') {
      const tier = TIERS.find((known) => known === name);
      if (tier === undefined) continue;
      note(
        { name: `satellite.${tier}.activation`, law: world.variant.protocol.satellite[tier].activation.value },
        amount,
      );
    }
  }
  return [...used].map(([name, { law, took }]) => ({
    name,
    law,
    meanHours: mean(law),
    p90Hours: quantile(law, 0.9),
    count: took.length,
    leastHours: Math.min(...took),
    mostHours: Math.max(...took),
  }));
}

const hoursOfFinish = (entries: readonly TraceEntry[], fault: number, after: number): number =>
  entries.find(
    (entry) => entry.what === 'stage-begins' && entry.name === 'finish' && entry.fault === fault && entry.time >= after,
  )?.amount ?? 0;
