/**
 * The critical path of the recovery: the chain of stages and waits that decided when nobody was cut off any more. It is
 * walked backwards from the last return of service (or from the horizon): through the stages of that fault and, where it
 * stood in a queue, on to the job that freed whoever then came, as the critical chain of a schedule with shared hands.
 */
import { type LossPeriod, lossPeriods } from '../experiment/one-more.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';
import { ableServers, type Chronicle, type Job, type Kind, type Span } from './chronicle.ts';

/** One step; the steps follow each other without a gap. */
export interface PathStep {
  /** -1 where no fault is concerned: relief on its way. */
  readonly fault: number;
  readonly kind: Kind;
  readonly stage: string;
  readonly from: number;
  readonly to: number;
  /** Crew, vessel or relief at work; empty where nobody is. */
  readonly who: string;
  /** People cut off times hours while it lasted. */
  readonly userHours: number;
}

export interface CriticalPath {
  /** The loss whose end it decided: that of most user-hours. Undefined when nobody was cut off. */
  readonly loss: LossPeriod | undefined;
  /** How many separate losses the replication has. */
  readonly lossCount: number;
  /** In order of time. */
  readonly steps: readonly PathStep[];
}

const UP: readonly TraceEntry['what'][] = ['satellite-up', 'roaming-on', 'relief-ready'];
const CALLED: Partial<Record<TraceEntry['what'], TraceEntry['what']>> = {
  'satellite-up': 'satellite-called',
  'roaming-on': 'roaming-called',
  'relief-ready': 'relief-sent',
};

/** @param world as the response left it */
export function criticalPath(world: World, chronicle: Chronicle): CriticalPath {
  const periods = lossPeriods(world.timeline);
  const size = ({ from, to }: LossPeriod): number => userHoursIn(world, from, to);
  const loss = periods.reduce<LossPeriod | undefined>(
    (worst, period) => (worst === undefined || size(period) > size(worst) ? period : worst),
    undefined,
  );
  const walk = new Walk(world, chronicle);
  if (loss?.isBack === true) walk.fromReturn(loss.to);
  else if (loss !== undefined) walk.fromHorizon(stillDecisive(world, chronicle));
  return { loss, lossCount: periods.length, steps: walk.steps.reverse() };
}

/** People cut off times hours in an interval. */
function userHoursIn({ timeline }: World, from: number, to: number): number {
  const { times, cutOff, length, horizonHours } = timeline;
  let sum = 0;
  for (let row = 0; row < length; row++) {
    const begins = Math.max(from, times[row]);
    const ends = Math.min(to, row + 1 < length ? times[row + 1] : horizonHours);
    if (ends > begins) sum += cutOff[row] * (ends - begins);
  }
  return sum;
}

/** Of the faults open at the horizon, the one that alone would bring most people back, else that strands most. */
function stillDecisive(world: World, { ended }: Chronicle): number {
  const { damage, linkFaults, siteFaults } = world;
  const reach = world.settled();
  let best = -1;
  let most = -1;
  let stranded = -1;
  for (let fault = 0; fault < damage.length; fault++) {
    if (!Number.isNaN(ended[fault]) || world.restored[fault] === 1) continue;
    const element = damage.elements[fault];
    const isSite = damage.isSite[fault] === 1;
    if ((isSite ? siteFaults : linkFaults)[element] === 0) continue;
    const gain = isSite ? reach.gainOfSite(element, linkFaults) : reach.gainOfLink(element);
    const strands = isSite ? reach.strandedAtSite(element, linkFaults) : reach.strandedAtLink(element);
    if (gain < most || (gain === most && strands <= stranded)) continue;
    best = fault;
    most = gain;
    stranded = strands;
  }
  return best;
}

/** The walk backwards; no fault is walked twice, so that it ends. */
class Walk {
  readonly steps: PathStep[] = [];
  readonly #world: World;
  readonly #chronicle: Chronicle;
  readonly #walked = new Set<number>();

  constructor(world: World, chronicle: Chronicle) {
    this.#world = world;
    this.#chronicle = chronicle;
  }

  /** From what happened last at the instant of the last return. */
  fromReturn(time: number): void {
    const { entries } = this.#chronicle;
    const at = (whats: readonly TraceEntry['what'][]): number =>
      entries.findLastIndex((entry) => entry.time === time && whats.includes(entry.what));
    const restored = at(['up-again', 'light-again', 'power-restored']);
    if (restored >= 0) {
      const { fault, site } = entries[restored];
      if (fault >= 0) this.fromFault(fault, time);
      else this.#fromDark(restored, site, time);
      return;
    }
    const up = at(UP);
    if (up >= 0) this.#fromCall(up, CALLED[entries[up].what], 'relief');
  }

  /** From what is still open: a fault, else the site that has been dark the shortest. */
  fromHorizon(fault: number): void {
    const { entries } = this.#chronicle;
    const { horizonHours } = this.#world.model;
    if (fault >= 0) {
      this.fromFault(fault, horizonHours);
      return;
    }
    const dark = entries.findLast(
      ({ what, site }, index) =>
        what === 'power-spent' &&
        !entries.some((later, place) => place > index && later.what === 'power-restored' && later.site === site),
    );
    if (dark !== undefined) this.#fromDark(entries.length, dark.site, horizonHours);
  }

  /** From the end of a darkness: the grid was lost, and the site's own power was spent. */
  #fromDark(end: number, site: number | undefined, time: number): void {
    const { entries } = this.#chronicle;
    const who = site === undefined ? '' : this.#world.model.network.sites[site].id;
    const before = (what: TraceEntry['what'], until: number): number =>
      entries.findLastIndex((entry, index) => index < until && entry.what === what && entry.site === site);
    const spent = before('power-spent', end);
    if (spent < 0) return;
    const darkAt = entries[spent].time;
    this.#push({ fault: -1, kind: 'power', stage: 'power', from: darkAt, to: time, who });
    const lost = before('grid-lost', spent);
    if (lost >= 0 && entries[lost].time < darkAt)
      this.#push({ fault: -1, kind: 'own-power', stage: 'power', from: entries[lost].time, to: darkAt, who });
  }

  /** Through the stages of a fault, back from an instant. */
  fromFault(fault: number, time: number): void {
    if (fault < 0 || this.#walked.has(fault)) return;
    this.#walked.add(fault);
    const spans = this.#chronicle.spans[fault];
    for (let place = spans.length - 1; place >= 0; place--) {
      const span = spans[place];
      if (span.from >= time) continue;
      const cause = this.#freedBy(span);
      if (cause === undefined) {
        this.#tell(span, Math.min(span.to, time));
        continue;
      }
      if (cause.at < span.to) this.#step({ ...span, kind: 'round' }, cause.at, Math.min(span.to, time));
      if (cause.call >= 0) this.#fromCall(cause.call, 'aid-asked', 'aid');
      else this.fromFault(cause.fault, cause.at);
      return;
    }
  }

  /** What ended a wait for hands: the job of the crew, vessel or assessor that then came; undefined where it was none. */
  #freedBy(span: Span): { readonly fault: number; readonly at: number; readonly call: number } | undefined {
    const { crewJobs, vesselJobs, entries, spans } = this.#chronicle;
    const world = this.#world;
    const isFresh = (fault: number): boolean => fault !== span.fault && !this.#walked.has(fault);
    if (span.kind === 'assessor') {
      const done = spans
        .flatMap((list) => list.filter(({ stage, kind }) => stage === 'assess' && kind === 'assessment'))
        .filter(({ fault, to }) => isFresh(fault) && to > span.from && to <= span.to && this.#wasInField(fault))
        .reduce<Span | undefined>((last, one) => (last === undefined || one.to > last.to ? one : last), undefined);
      return done === undefined ? undefined : { fault: done.fault, at: done.to, call: -1 };
    }
    if (span.kind === 'aid') {
      const call = entries.findLastIndex(({ what, time }) => what === 'aid-arrives' && time === span.to);
      return call < 0 ? undefined : { fault: -1, at: span.to, call };
    }
    if (span.kind !== 'crews-busy' && span.kind !== 'vessels-busy' && span.kind !== 'others-first') return undefined;
    const jobs = world.isSubmarine(span.fault) ? vesselJobs : crewJobs;
    let freed: Job | undefined;
    const look = (server: number): void => {
      for (const job of jobs[server])
        if (job.to > span.from && job.to <= span.to && isFresh(job.fault) && (freed === undefined || job.to > freed.to))
          freed = job;
    };
    const server = world.server[span.fault];
    if (jobs[server]?.some((job) => job.fault === span.fault) === true) look(server);
    if (freed === undefined) for (const able of ableServers(world, span.fault)) look(able);
    return freed === undefined ? undefined : { fault: freed.fault, at: freed.to, call: -1 };
  }

  /** Whether an assessor went to a fault. */
  #wasInField(fault: number): boolean {
    return this.#world.damage.isSite[fault] === 1 || this.#world.seenFromAfar[fault] === 0;
  }

  /** From something called in: its way here, and then the fault whose being known led to the call. */
  #fromCall(up: number, called: TraceEntry['what'] | undefined, kind: Kind): void {
    const { entries, spans } = this.#chronicle;
    const { time, name, what } = entries[up];
    const call = entries.findLastIndex(
      (entry, index) =>
        index < up && entry.what === called && entry.name === name && Math.abs(entry.time + entry.amount - time) < 1e-6,
    );
    const from = call < 0 ? Number.NaN : entries[call].time;
    if (Number.isNaN(from)) return;
    const who = what === 'satellite-up' ? `satellite capacity (${name})` : what === 'roaming-on' ? 'roaming' : name;
    this.#push({ fault: -1, kind, stage: kind, from, to: time, who });
    const known = spans.findLast((list) => list.some((span) => span.kind === 'not-visible' && span.to === from));
    if (known !== undefined) this.fromFault(known[0].fault, from);
  }

  #tell(span: Span, to: number): void {
    this.#step(span, span.from, to);
  }

  #step({ fault, kind, stage }: Span, from: number, to: number): void {
    if (to <= from) return;
    this.#push({ fault, kind, stage, from, to, who: this.#whoIsAt(fault, from) });
  }

  #push(step: Omit<PathStep, 'userHours'>): void {
    this.steps.push({ ...step, userHours: userHoursIn(this.#world, step.from, step.to) });
  }

  /** Name of the crew or vessel in whose hands a fault is at an instant. */
  #whoIsAt(fault: number, time: number): string {
    const { crewJobs, vesselJobs } = this.#chronicle;
    const { crews, vessels } = this.#world.model;
    const atSea = this.#world.isSubmarine(fault);
    const server = this.#world.server[fault];
    const job = (atSea ? vesselJobs : crewJobs)[server]?.find((one) => one.fault === fault && one.from <= time);
    return job === undefined ? '' : (atSea ? vessels : crews)[server].name;
  }
}
