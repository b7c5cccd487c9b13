/** One replication told in words, event by event. */
import type { Model, Variant } from '../simulation/model.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';
import { hours, number } from './amounts.ts';
import { type Chronicle, chronicleOf } from './chronicle.ts';
import { wrapped } from './table.ts';
import { clock, heldWords, named, stageWords, subject, waitWords } from './telling.ts';

const STATES = ['untouched', 'slightly damaged', 'moderately damaged', 'extensively damaged', 'destroyed'] as const;

/** After these nobody has to come for a fault any more. */
const ENDS: readonly TraceEntry['what'][] = ['mended', 'already-down', 'replaced', 'light-again'];

/** What is waited for in a queue. */
const QUEUES: readonly string[] = ['assessor', 'crew', 'vessel'];

/** Columns of a terminal. */
const WIDTH = 120;

/** Set under the words of a line, beside its time. */
const INDENT = ' '.repeat(14);

export function story(
  world: World,
  variant: Variant,
  entries: readonly TraceEntry[],
  replication: number,
  chronicle: Chronicle = chronicleOf(world, entries),
): string {
  const { model, damage } = world;
  const lines = [
    `Replication ${replication} under ${variant.name}: ${variant.protocol.title}`,
    `${damage.length} ${damage.length === 1 ? 'fault' : 'faults'}; horizon ${hours(model.horizonHours)}; ${number(model.demand.people)} people connected before the event.`,
    ...describedHazards(model).flatMap((sentence) => wrapped(sentence, WIDTH, '', '  ')),
    '',
  ];
  for (const { time, text } of happenings(world, entries, chronicle))
    lines.push(...wrapped(text, WIDTH, `${clock(time)}  `, INDENT));
  const open = [...Array(damage.length).keys()].filter(
    (fault) =>
      !isForeseenDarkness(world, fault) && !entries.some((entry) => entry.fault === fault && ENDS.includes(entry.what)),
  );
  const dark = model.network.sites.filter((_, site) => world.power.dark[site] === 1);
  lines.push('');
  lines.push(
    open.length === 0
      ? ending(entries)
      : `At the horizon ${open.length} ${open.length === 1 ? 'fault is' : 'faults are'} still open: ${open.map((fault) => subject(world, fault)).join('; ')}.`,
    ...dark.map(({ id }) => `At the horizon ${id} is still without power.`),
  );
  return `${lines.join('\n')}\n`;
}

/** What is told when nothing is left to mend. */
function ending(entries: readonly TraceEntry[]): string {
  const last = (...whats: readonly TraceEntry['what'][]): number | undefined =>
    entries.findLast(({ what }) => whats.includes(what))?.time;
  const mended = last('mended');
  if (mended !== undefined) return `Everything is mended by ${clock(mended)}.`;
  const back = last('light-again', 'power-restored');
  return back === undefined ? 'Nothing broke.' : `Nothing had to be mended; power is back by ${clock(back)}.`;
}

interface Told {
  readonly time: number;
  /** Of what is told at one time, the order. */
  readonly order: number;
  readonly text: string;
}

/** What is told, in order: the entries of the trace, with every wait as an interval and its reason. */
function happenings(world: World, entries: readonly TraceEntry[], chronicle: Chronicle): Told[] {
  const told: Told[] = [];
  let cutOff = 0;
  for (const [index, entry] of entries.entries()) {
    // A row of the timeline is told only where it changes how many people are cut off.
    if (entry.what === 'service-changes') {
      if (entry.amount === cutOff) continue;
      cutOff = entry.amount;
    }
    if (entry.what === 'waits' || entry.what === 'still-waits') continue;
    const { what, fault, name, time, amount } = entry;
    const held = what === 'stage-begins' ? heldWords(chronicle.spans[fault], name, time, time + amount + 1e-9) : '';
    told.push({ time, order: index, text: `${sentence(world, world.model, entry)}${held}` });
  }
  for (const spans of chronicle.spans)
    for (const span of spans)
      if (QUEUES.includes(span.stage))
        told.push({
          time: span.from,
          // After all that is told of this instant: by then orders have been given.
          order: entries.length,
          text: `${named(world, span.fault)}: ${waitWords(world, chronicle, span)}`,
        });
  return told.sort((a, b) => a.time - b.time || a.order - b.order);
}

/** Each hazard that has something to say, in sentences. */
export const describedHazards = ({ hazards, hazardNames }: Model): string[] =>
  hazards.flatMap((hazard, index) =>
    (hazard.describe?.() ?? []).map((sentence) => `${hazardNames[index]}: ${sentence}.`),
  );

/** Where power can be brought, what the hazard foresees for a site that is left alone is not what comes. */
const isForeseenDarkness = ({ damage, model }: World, fault: number): boolean =>
  model.sitePower !== undefined && !Number.isNaN(damage.untils[fault]);

const siteName = ({ network }: Model, { site }: TraceEntry): string =>
  site === undefined ? '' : network.sites[site].id;

function sentence(world: World, model: Model, entry: TraceEntry): string {
  const { damage } = world;
  const { fault, name, amount } = entry;
  const who = fault < 0 ? '' : named(world, fault);
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
      return `${who}: hit harder before it is mended; the damage is greater`;
    case 'broken-again':
      return `${who}: broken again under repair; the work begins anew`;
    case 'replaced':
      return `${who}: broken anew under repair; the crew stays for what is new`;
    case 'still-waits':
      return `${who}: still waits (${name})`;
    case 'road-closed':
      return `${who}: the crew waits ${hours(amount)} for roads to be cleared, most at ${name}`;
    case 'aid-asked':
      return `${name} is asked for crews; they will be here in ${hours(amount)}`;
    case 'aid-arrives':
      return `the crews of ${name} are here`;
    case 'went-dark':
      return `${who}: without power by ${model.hazardNames[damage.hazards[fault]]}, for ${hours(amount)}`;
    case 'light-again':
      return `${who}: power is back`;
    case 'stage-begins':
      return `${who}: ${stageWords(name)}, ${amount === Number.POSITIVE_INFINITY ? 'which never ends within the horizon' : hours(amount)}`;
    case 'waits':
      return `${who}: waits for a ${name}`;
    case 'assigned':
      return `${who}: ${name} takes it on`;
    case 'mended':
      return `${who}: mended`;
    case 'up-again':
      return `${who}: in service again`;
    case 'roaming-called':
      return `other operators are asked to take people on by roaming; it will be on in ${hours(amount)}`;
    case 'roaming-on':
      return 'roaming is on';
    case 'relief-sent':
      return `${name} sets out for ${siteName(model, entry)}; it will serve there in ${hours(amount)}`;
    case 'relief-ready':
      return `${name} is set up at ${siteName(model, entry)}, for up to ${number(amount)} people, over a satellite path of its own`;
    case 'prepositioned':
      return `the order goes out to be ready at ${siteName(model, entry)} for ${name}`;
    case 'crew-sets-out':
      return `${name} sets out and will be there in ${hours(amount)}`;
    case 'crew-in-place':
      return `${name} is there`;
    case 'satellite-called':
      return `${name} satellite capacity is called on; it will be up in ${hours(amount)}`;
    case 'satellite-up':
      return `${name} satellite capacity is up`;
    case 'traffic-moves':
      return `${siteName(model, entry)}: its traffic has lost its way, ${amount === Number.POSITIVE_INFINITY ? 'and nothing moves it before a repair' : `and is on another in ${hours(amount)}`}`;
    case 'traffic-moved':
      return `${siteName(model, entry)}: its traffic is on another way`;
    case 'grid-lost':
      return `${siteName(model, entry)}: loses the grid by ${name}; its own power lasts for ${hours(amount)}`;
    case 'grid-back':
      return `${siteName(model, entry)}: the grid is back`;
    case 'power-spent':
      return `${siteName(model, entry)}: its power is spent; it is dark`;
    case 'power-restored':
      return `${siteName(model, entry)}: has power again`;
    case 'fuel-ordered':
      return `${siteName(model, entry)}: ${name} sets out with fuel and will be there in ${hours(amount)}`;
    case 'fuel-arrives':
      return `${siteName(model, entry)}: ${name} is there and unloads for ${hours(amount)}`;
    case 'fuel-delivered':
      return `${siteName(model, entry)}: ${name} has brought fuel for ${hours(amount)}`;
    case 'fuel-not-needed':
      return `${siteName(model, entry)}: ${name} finds no need of its fuel`;
    case 'generator-ordered':
      return `${siteName(model, entry)}: ${name} sets out and will be there in ${hours(amount)}`;
    case 'generator-arrives':
      return `${siteName(model, entry)}: ${name} is there and is set up for ${hours(amount)}`;
    case 'generator-runs':
      return `${siteName(model, entry)}: ${name} runs, with fuel for ${hours(amount)}`;
    case 'generator-fails':
      return `${siteName(model, entry)}: ${name} does not start`;
    case 'generator-in-place':
      return `${siteName(model, entry)}: ${name} is there and stands ready`;
    case 'generator-not-needed':
      return `${siteName(model, entry)}: ${name} finds the grid back`;
    case 'service-changes':
      return amount === 0 ? '= nobody is cut off' : `= ${number(amount)} people are cut off`;
  }
}
