/** What became of each fault, interval by interval, without a gap: read off the trace of one replication. */
import { untilOnDuty } from '../response/crew.ts';
import { mayMend } from '../simulation/crews.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';

/** Everything that an interval of a fault can be spent on: what is waited for, then what is done. */
export const KINDS = {
  'not-visible': 'not yet visible to whoever dispatches',
  assessor: 'no assessor free',
  assessment: 'being assessed',
  location: 'being located from the shore',
  access: 'no access to the place',
  'no-crew': 'no crew at all that may and can mend it',
  'crews-busy': 'all crews that may mend it at work',
  'others-first': 'crews or vessels sent to others first',
  aid: 'crews of partners not here yet',
  shift: 'crews off duty',
  spare: 'no spare part',
  round: 'until the next round of orders',
  'held-back': 'held back by the policy',
  road: 'road closed',
  'no-vessel': 'no vessel at all that can reach it',
  'vessels-busy': 'all vessels that can reach it at work',
  charter: 'vessel with another client',
  canal: 'canal closed for the season',
  permit: 'permit',
  weather: 'weather',
  relief: 'relief not ready yet',
  'own-power': 'on its own power',
  power: 'without power',
  travel: 'on the road',
  mobilise: 'vessel mobilised',
  load: 'cable loaded',
  sail: 'under way at sea',
  repair: 'repair',
  verify: 'tests before service',
  other: 'other stages',
} as const;
export type Kind = keyof typeof KINDS;

/** Kinds in the order in which they are told. */
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** Kinds during which somebody or something is at work on the fault. */
const AT_WORK: ReadonlySet<Kind> = new Set([
  'travel',
  'mobilise',
  'load',
  'sail',
  'repair',
  'verify',
  'own-power',
  'other',
] satisfies Kind[]);
export const isWait = (kind: Kind): boolean => !AT_WORK.has(kind);

const KIND_OF_STAGE: Readonly<Record<string, Kind>> = {
  detect: 'not-visible',
  share: 'not-visible',
  assess: 'assessment',
  locate: 'location',
  access: 'access',
  travel: 'travel',
  repair: 'repair',
  finish: 'repair',
  splice: 'repair',
  verify: 'verify',
  charter: 'charter',
  mobilise: 'mobilise',
  load: 'load',
  sail: 'sail',
  permit: 'permit',
  weather: 'weather',
};

/** The kind of a stage, but for what it spends waiting. */
export const kindOfStage = (stage: string): Kind => (stage === 'power' ? 'power' : (KIND_OF_STAGE[stage] ?? 'other'));

/** Why a queue did not move, as the simulation tells it, where that is the whole answer. */
const KIND_OF_REASON: Readonly<Record<string, Kind>> = {
  assessor: 'assessor',
  spare: 'spare',
  shift: 'shift',
  order: 'held-back',
  canal: 'canal',
};

/** One interval of one fault; `to` is the horizon where it lasts longer. */
export interface Span {
  readonly fault: number;
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  /** Stage of which it is a part; `crew`, `vessel` or `assessor` for a queue; `power` for a darkness. */
  readonly stage: string;
}

/** One fault in the hands of one crew or vessel. */
export interface Job {
  readonly fault: number;
  readonly from: number;
  to: number;
}

export interface Chronicle {
  /** By fault, in order of time. */
  readonly spans: readonly (readonly Span[])[];
  /** By crew and by vessel, in order of time. */
  readonly crewJobs: readonly (readonly Job[])[];
  readonly vesselJobs: readonly (readonly Job[])[];
  /** Hour at which a fault is mended, its power is back or another takes its place; NaN while it is open. */
  readonly ended: Float64Array;
  readonly entries: readonly TraceEntry[];
}

interface Mark {
  readonly time: number;
  readonly reason: string;
}

/** An interval while it is read: a queue keeps the reasons that are told. */
interface Draft {
  readonly stage: string;
  readonly from: number;
  to: number;
  readonly isQueue: boolean;
  readonly marks: Mark[];
  /** Hours at its end that are spent waiting for something. */
  readonly held: { readonly kind: Kind; readonly hours: number }[];
}

const CALLS_IT_OFF: ReadonlySet<TraceEntry['what']> = new Set(['mended', 'light-again', 'replaced', 'already-down']);

/** @param world as the response left it */
export function chronicleOf(world: World, entries: readonly TraceEntry[]): Chronicle {
  const { damage, model } = world;
  const drafts: Draft[][] = Array.from({ length: damage.length }, () => []);
  const current: (Draft | undefined)[] = Array(damage.length).fill(undefined);
  const held: { kind: Kind; hours: number; time: number }[][] = Array.from({ length: damage.length }, () => []);
  const ended = new Float64Array(damage.length).fill(Number.NaN);
  const crewJobs: Job[][] = model.crews.map(() => []);
  const vesselJobs: Job[][] = model.vessels.map(() => []);
  const jobOf: (Job | undefined)[] = Array(damage.length).fill(undefined);

  const close = (fault: number, time: number): void => {
    const draft = current[fault];
    if (draft === undefined) return;
    draft.to = Math.min(draft.to, time);
    current[fault] = undefined;
  };
  const open = (fault: number, stage: string, from: number, hours: number, isQueue: boolean): void => {
    close(fault, from);
    const parts = held[fault].filter(({ time }) => time === from);
    const draft: Draft = { stage, from, to: from + hours, isQueue, marks: [], held: parts };
    current[fault] = draft;
    drafts[fault].push(draft);
  };
  const take = (fault: number, from: number): void => {
    const job: Job = { fault, from, to: Number.POSITIVE_INFINITY };
    jobOf[fault] = job;
    (world.isSubmarine(fault) ? vesselJobs : crewJobs)[world.server[fault]].push(job);
  };

  let replacedAt = Number.NaN;
  for (const { what, fault, time, name, amount } of entries) {
    if (fault < 0) continue;
    if (what === 'stage-begins') open(fault, name, time, amount, false);
    else if (what === 'went-dark') open(fault, 'power', time, amount, false);
    else if (what === 'waits') open(fault, name, time, Number.POSITIVE_INFINITY, true);
    else if (what === 'still-waits') {
      // With hours it tells of the stage that begins now; without, of the queue.
      if (Number.isNaN(amount)) current[fault]?.marks.push({ time, reason: name });
      else if (amount > 0) held[fault].push({ kind: KIND_OF_REASON[name] ?? 'other', hours: amount, time });
    } else if (what === 'road-closed') held[fault].push({ kind: 'road', hours: amount, time });
    else if (what === 'assigned') {
      close(fault, time);
      take(fault, time);
    } else if (what === 'broken-again') close(fault, time);
    else if (what === 'broke' && replacedAt === time && world.server[fault] >= 0) {
      // Broken anew under repair: the crew stays for what is new.
      replacedAt = Number.NaN;
      take(fault, time);
    }
    if (CALLS_IT_OFF.has(what)) {
      close(fault, time);
      ended[fault] = time;
      const job = jobOf[fault];
      if (job !== undefined) job.to = time;
      if (what === 'replaced') replacedAt = time;
    }
  }

  const chronicle = { crewJobs, vesselJobs, ended, entries };
  const arrivals = arrivalsOf(world, entries);
  const spans = drafts.map((list, fault) =>
    list.flatMap((draft): Span[] => {
      draft.to = Math.min(draft.to, model.horizonHours);
      if (draft.to <= draft.from) return [];
      const pieces = draft.isQueue
        ? queuePieces(world, chronicle, arrivals, fault, draft)
        : stagePieces(world, fault, draft);
      return merged(pieces).map(({ kind, from, to }) => ({
        fault,
        from,
        to,
        kind,
        stage: draft.stage,
      }));
    }),
  );
  return { ...chronicle, spans };
}

interface Piece {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

function merged(pieces: readonly Piece[]): Piece[] {
  const list: Piece[] = [];
  for (const piece of pieces) {
    if (piece.to <= piece.from) continue;
    const last = list.at(-1);
    if (last?.kind === piece.kind) list[list.length - 1] = { ...last, to: piece.to };
    else list.push(piece);
  }
  return list;
}

/** A stage: what is done, the rest between shifts, and what is waited for at its end. */
function stagePieces(world: World, fault: number, { stage, from, to, held }: Draft): Piece[] {
  const kind = kindOfStage(stage);
  const waited = held.reduce((sum, { hours }) => sum + hours, 0);
  const pieces: Piece[] = [];
  let time = from;
  const until = Math.max(from, to - waited);
  if (kind === 'repair' && !world.isSubmarine(fault)) {
    const { shift } = world.model.crews[world.server[fault]];
    while (shift.offHours > 0 && time < until) {
      const rest = untilOnDuty(shift, time);
      const cycle = shift.onHours + shift.offHours;
      const into = (((time - shift.startsHours) % cycle) + cycle) % cycle;
      const next = Math.min(until, time + (rest > 0 ? rest : shift.onHours - into));
      if (next <= time) break;
      pieces.push({ kind: rest > 0 ? 'shift' : kind, from: time, to: next });
      time = next;
    }
  }
  pieces.push({ kind, from: time, to: until });
  time = until;
  for (const part of held) {
    pieces.push({ kind: part.kind, from: time, to: Math.min(to, time + part.hours) });
    time = Math.min(to, time + part.hours);
  }
  return pieces;
}

/** Hour from which each crew is here: NaN when it never comes. */
function arrivalsOf({ model }: World, entries: readonly TraceEntry[]): Float64Array {
  return Float64Array.from(model.crews, ({ partner }) =>
    partner < 0
      ? 0
      : (entries.find(({ what, name }) => what === 'aid-arrives' && name === model.partners[partner].name)?.time ??
        Number.NaN),
  );
}

/** Crews, or vessels, that may and can take a fault on under the protocol, whether here yet or not. */
export function ableServers(world: World, fault: number): number[] {
  const { crews, vessels, linkSea } = world.model;
  if (world.isSubmarine(fault))
    return [...vessels.keys()].filter(
      (vessel) => vessels[vessel].sea < 0 || vessels[vessel].sea === linkSea[world.damage.elements[fault]],
    );
  return [...crews.keys()].filter(
    (crew) =>
      mayMend(world, crew, fault) && (crews[crew].partner < 0 || world.variant.partners[crews[crew].partner] === 1),
  );
}

/** Job of a crew or vessel at an instant. */
export const jobAt = (jobs: readonly Job[], time: number): Job | undefined =>
  jobs.find((job) => job.from <= time && time < job.to);

/** A queue: why it did not move, from one round of orders to the next. */
function queuePieces(
  world: World,
  { crewJobs, vesselJobs }: Omit<Chronicle, 'spans'>,
  arrivals: Float64Array,
  fault: number,
  { stage, from, to, marks }: Draft,
): Piece[] {
  const atSea = stage === 'vessel';
  const jobs = atSea ? vesselJobs : crewJobs;
  const able = ableServers(world, fault);
  const pieces: Piece[] = [{ kind: 'round', from, to: marks[0]?.time ?? to }];
  for (const [index, { time, reason }] of marks.entries()) {
    const until = marks[index + 1]?.time ?? to;
    const plain = KIND_OF_REASON[reason];
    if (plain !== undefined) {
      pieces.push({ kind: plain, from: time, to: until });
      continue;
    }
    const here = atSea ? able : able.filter((crew) => arrivals[crew] <= time);
    if (here.length === 0) {
      const none = atSea ? 'no-vessel' : able.some((crew) => arrivals[crew] > time) ? 'aid' : 'no-crew';
      pieces.push({ kind: none, from: time, to: until });
      continue;
    }
    let freeAt = until;
    let taken = false;
    for (const server of here) {
      const job = jobAt(jobs[server], time);
      if (job === undefined) continue;
      taken ||= job.from >= from;
      let end = job.to;
      for (const next of jobs[server]) if (next.from === end) end = next.to;
      freeAt = Math.min(freeAt, end);
    }
    const kind = taken ? 'others-first' : atSea ? 'vessels-busy' : 'crews-busy';
    pieces.push({ kind, from: time, to: freeAt }, { kind: 'round', from: freeAt, to: until });
  }
  return pieces;
}
