/** One replication told in words, event by event. */
import type { Model, Variant } from '../simulation/model.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';
import { hours, number } from './amounts.ts';

const STATES = ['untouched', 'slightly damaged', 'moderately damaged', 'extensively damaged', 'destroyed'] as const;

/** After these nobody has to come for a fault any more. */
const ENDS: readonly TraceEntry['what'][] = ['mended', 'already-down', 'worsened', 'light-again'];

/** What a stage means to a person; the hours it takes follow. */
const STAGES: Readonly<Record<string, string>> = {
  detect: 'the alarm reaches its owner',
  share: 'whoever dispatches hears of it',
  assess: 'the damage is assessed',
  travel: 'the crew is on the road',
  repair: 'the repair begins',
  locate: 'the break is located from the shore and the permit asked for',
  mobilise: 'the vessel is mobilised',
  load: 'cable and jointing kit are loaded',
  sail: 'the vessel sails to the break',
  permit: 'on station, what is left of the wait for the permit',
  weather: 'the wait for an unbroken window of good weather',
  splice: 'the cable is lifted, spliced and laid back',
};

export function story(world: World, variant: Variant, entries: readonly TraceEntry[], replication: number): string {
  const { model, damage } = world;
  const lines = [
    `Replication ${replication} under ${variant.name}: ${variant.protocol.title}`,
    `${damage.length} ${damage.length === 1 ? 'fault' : 'faults'}; horizon ${hours(model.horizonHours)}; ${number(model.demand.people)} people connected before the event.`,
    ...describedHazards(model),
    '',
  ];
  let cutOff = 0;
  for (const entry of entries) {
    // A row of the timeline is told only where it changes how many people are cut off.
    if (entry.what === 'service-changes') {
      if (entry.amount === cutOff) continue;
      cutOff = entry.amount;
    }
    lines.push(`${clock(entry.time)}  ${sentence(world, model, entry)}`);
  }
  const open = [...Array(damage.length).keys()].filter(
    (fault) => !entries.some((entry) => entry.fault === fault && ENDS.includes(entry.what)),
  );
  lines.push('');
  lines.push(
    damage.length === 0
      ? 'Nothing broke.'
      : open.length === 0
        ? `Everything is mended by ${clock(entries.findLast((entry) => entry.what === 'mended')?.time ?? 0)}.`
        : `At the horizon ${open.length} ${open.length === 1 ? 'fault is' : 'faults are'} still open: ${open.map((fault) => subject(world, model, fault)).join('; ')}.`,
  );
  return `${lines.join('\n')}\n`;
}

/** Each hazard that has something to say, in sentences. */
export const describedHazards = ({ hazards, hazardNames }: Model): string[] =>
  hazards.flatMap((hazard, index) =>
    (hazard.describe?.() ?? []).map((sentence) => `${hazardNames[index]}: ${sentence}.`),
  );

/** `day 3 07:45`, counted from the start of the scenario. */
function clock(time: number): string {
  const minutes = Math.floor(time * 60 + 1e-9);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `day ${String(Math.floor(minutes / 1440)).padStart(2)} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

function subject({ damage }: World, { network }: Model, fault: number): string {
  const element = damage.elements[fault];
  return damage.isSite[fault] === 1 ? network.sites[element].id : network.links[element].id;
}

function sentence(world: World, model: Model, entry: TraceEntry): string {
  const { damage } = world;
  const { fault, name, amount } = entry;
  const who = fault < 0 ? '' : `${subject(world, model, fault)} [fault ${fault + 1}]`;
  switch (entry.what) {
    case 'broke': {
      const element = damage.elements[fault];
      const cause = model.hazardNames[damage.hazards[fault]];
      if (damage.isSite[fault] === 1) {
        const { operator, name: title } = model.network.sites[element];
        return `${who}: ${title} (${operator}) is ${STATES[damage.states[fault]]} by ${cause} and out of service`;
      }
      const { medium, operator } = model.network.links[element];
      return `${who}: ${medium} link of ${operator} is cut at km ${number(damage.positionsKm[fault])} of ${number(world.lengthsKm[element])} by ${cause}`;
    }
    case 'already-down':
      return `${who}: hit again while down; nothing more to break`;
    case 'worsened':
      return `${who}: hit harder; what was done for it begins anew`;
    case 'went-dark':
      return `${who}: without power by ${model.hazardNames[damage.hazards[fault]]}, for ${hours(amount)}`;
    case 'light-again':
      return `${who}: power is back`;
    case 'stage-begins':
      return `${who}: ${STAGES[name] ?? name}, ${amount === Number.POSITIVE_INFINITY ? 'which never ends within the horizon' : hours(amount)}`;
    case 'waits':
      return `${who}: waits for a ${name}`;
    case 'assigned':
      return `${who}: ${name} takes it on`;
    case 'mended':
      return `${who}: mended`;
    case 'up-again':
      return `${who}: in service again`;
    case 'satellite-called':
      return `satellite capacity is called on; it will be up in ${hours(amount)}`;
    case 'satellite-up':
      return 'satellite capacity is up';
    case 'service-changes':
      return amount === 0 ? '= nobody is cut off' : `= ${number(amount)} people are cut off`;
  }
}
