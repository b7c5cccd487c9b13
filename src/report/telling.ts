/** The words in which the stages and the waits of a fault are told. */
import type { World } from '../simulation/world.ts';
import { hours } from './amounts.ts';
import { ableServers, type Chronicle, jobAt, KINDS, kindOfStage, type Span } from './chronicle.ts';

/** What a stage means to a person; the hours it takes follow. */
const STAGES: Readonly<Record<string, string>> = {
  detect: 'the alarm reaches its owner',
  share: 'whoever dispatches hears of it',
  assess: 'the damage is assessed',
  access: 'permission and safe access are obtained',
  travel: 'the crew is on the road',
  repair: 'the repair begins',
  finish: 'the temporary fix is made good',
  verify: 'it is tested before it goes back into service',
  locate: 'the break is located from the shore and the permit asked for',
  charter: 'the vessel is still with another client',
  mobilise: 'the vessel is mobilised',
  load: 'cable and jointing kit are loaded',
  sail: 'the vessel sails to the break',
  permit: 'on station, what is left of the wait for the permit',
  weather: 'the wait for an unbroken window of good weather',
  splice: 'the cable is lifted, spliced and laid back',
  power: 'without power',
};
export const stageWords = (stage: string): string => STAGES[stage] ?? stage;

/** `day 3 07:45`, counted from the start of the scenario. */
export function clock(time: number): string {
  const minutes = Math.floor(time * 60 + 1e-9);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `day ${String(Math.floor(minutes / 1440)).padStart(2)} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** Id of the site or link of a fault. */
export function subject({ damage, model: { network } }: World, fault: number): string {
  const element = damage.elements[fault];
  return damage.isSite[fault] === 1 ? network.sites[element].id : network.links[element].id;
}

/** `gobustan [fault 2]`. */
export const named = (world: World, fault: number): string => `${subject(world, fault)} [fault ${fault + 1}]`;

/** Crews or vessels told by name; the others are counted. */
const MOST_NAMED = 2;

/** Why a queue does not move in an interval, in words. */
export function waitWords(world: World, chronicle: Chronicle, { fault, kind, from, to, stage }: Span): string {
  const long = to >= world.model.horizonHours ? `to the horizon, ${hours(to - from)}` : hours(to - from);
  const tell = (why: string): string => `waits for ${stage === 'assessor' ? 'an' : 'a'} ${stage}, ${long}: ${why}`;
  const one = stage === 'vessel' ? 'vessel' : 'crew';
  switch (kind) {
    case 'crews-busy':
    case 'vessels-busy':
    case 'others-first':
      return tell(`${busyWords(world, chronicle, fault, from, kind === 'others-first', one)}`);
    case 'no-crew':
    case 'no-vessel':
      return tell(`there is no ${one} that may and can mend it`);
    case 'aid':
      return tell('only partners could mend it, and their crews are not here yet');
    case 'shift':
      return tell('those who are free are off duty');
    case 'spare':
      return tell('no spare part is in stock');
    case 'round':
      return tell('for the next round of orders');
    case 'held-back':
      return tell('a crew is free, but the policy holds it back');
    case 'assessor':
      return tell('none is free');
    default:
      return tell(KINDS[kind]);
  }
}

/** Who is at work where, instead of coming. */
function busyWords(
  world: World,
  { crewJobs, vesselJobs, spans }: Chronicle,
  fault: number,
  time: number,
  sentSince: boolean,
  one: 'crew' | 'vessel',
): string {
  const { crews, vessels } = world.model;
  const [jobs, servers] = one === 'vessel' ? [vesselJobs, vessels] : [crewJobs, crews];
  const since = spans[fault].find(({ stage, to }) => stage === one && to > time)?.from ?? time;
  const list = ableServers(world, fault)
    .map((server) => ({ name: servers[server].name, job: jobAt(jobs[server], time) }))
    .filter(({ job }) => job !== undefined && (!sentSince || job.from >= since));
  const told = list
    .slice(0, MOST_NAMED)
    .map(({ name, job }) => `${name} at ${job === undefined ? 'work' : subject(world, job.fault)}`);
  const where = `${told.join(', ')}${list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : ''}`;
  if (sentSince) return `others were put first (${where})`;
  if (list.length === 0) return `every ${one} that may mend it is away`;
  return list.length === 1
    ? `the only ${one} that may mend it is at work (${where})`
    : `all ${list.length} ${one}s that may mend it are at work (${where})`;
}

/** `, of which 2 h road closed`: what a stage spends waiting; empty when nothing. */
export function heldWords(spans: readonly Span[], stage: string, from: number, to: number): string {
  const waited = new Map<Span['kind'], number>();
  for (const span of spans)
    if (span.stage === stage && span.kind !== kindOfStage(stage) && span.from >= from && span.to <= to)
      waited.set(span.kind, (waited.get(span.kind) ?? 0) + (span.to - span.from));
  return [...waited].map(([kind, sum]) => `, of which ${hours(sum)} ${KINDS[kind]}`).join('');
}
