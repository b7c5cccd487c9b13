/** An auditor who looks at a world after each event, and keeps books of its own against those of the simulator. */
import { EVENT, handlers } from '../../src/simulation/events.ts';
import type { Variant } from '../../src/simulation/model.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { AT_SEA, ON_LAND } from '../../src/simulation/stages.ts';
import type { TraceEntry } from '../../src/simulation/trace.ts';
import { STATUS, type World } from '../../src/simulation/world.ts';

/** What is left to compare when a response has ended. */
interface Books {
  events: number;
  /** Faults that a crew, and that a vessel, were sent to. */
  sent: number;
  mended: number;
}

interface Planned {
  readonly time: number;
  readonly priority: number;
  readonly order: number;
  readonly kind: number;
  readonly subject: number;
}

const BUSY = 1;
const NEAR = 1e-6;

/** A stage that can be listened in on. */
interface Timed {
  readonly name: string;
  hours: (world: World, fault: number) => number;
}

class Discrepancy extends Error {
  override name = 'Discrepancy';
}

/** Breaks a world and lets a protocol respond, with every book checked after every event. @throws Discrepancy */
export function audited(world: World, replication: number, variant: Variant): Books {
  breakWorld(world, replication);
  const auditor = new Auditor(world, variant);
  const table = handlers as ((world: World, subject: number) => void)[];
  const kept = [...table];
  for (const [kind, handler] of kept.entries())
    table[kind] = (of, subject) => {
      auditor.before(kind, subject);
      handler(of, subject);
      auditor.after(kind, subject);
    };
  // A stage of less than no time would pass for one that takes none.
  const timed = new Map<Timed, Timed['hours']>();
  for (const stage of [...ON_LAND, ...AT_SEA]) if ('hours' in stage) timed.set(stage, stage.hours);
  for (const [stage, hours] of timed) stage.hours = (of, fault) => auditor.timed(stage.name, hours(of, fault));
  const { agenda } = world;
  const next = agenda.next;
  const scheduleAt = agenda.scheduleAt;
  world.trace = (entry) => auditor.hear(entry);
  agenda.scheduleAt = (time, priority, kind, subject, stamp) => {
    auditor.plan(time, priority, kind, subject);
    scheduleAt.call(agenda, time, priority, kind, subject, stamp);
  };
  agenda.next = () => {
    const is = next.call(agenda);
    auditor.take(is);
    return is;
  };
  try {
    respond(world, variant);
    auditor.close();
  } finally {
    for (const [kind, handler] of kept.entries()) table[kind] = handler;
    for (const [stage, hours] of timed) stage.hours = hours;
    agenda.next = next;
    agenda.scheduleAt = scheduleAt;
    world.trace = undefined;
  }
  return auditor.books;
}

class Auditor {
  readonly books: Books = { events: 0, sent: 0, mended: 0 };
  readonly #world: World;
  readonly #variant: Variant;
  /** What has been planned and not been taken, the next last. */
  readonly #plans: Planned[] = [];
  #order = 0;
  /** Status of each fault after the event before. */
  readonly #status: Uint8Array;
  /** When the stage that a fault is in ends; NaN when it waits. */
  readonly #due: Float64Array;
  /** By fault: since when it waits for a crew or a vessel, and when one was sent. */
  readonly #waitsSince: Float64Array;
  readonly #sentAt: Float64Array;
  /** By fault: hours of the stages since somebody was sent. */
  readonly #stageHours: Float64Array;
  /** By fault: work that began anew, so that its stages do not add up. */
  readonly #isCut: Uint8Array;
  #waitHours = 0;
  #queueHours = 0;
  /** By crew: hours free, at work and away as seen after each event; and at work as told by the story. */
  readonly #hours: Float64Array[];
  readonly #toldBusy: Float64Array;
  readonly #used = new Map<string, number>();
  readonly #delivered = new Map<string, number>();
  #time = 0;
  #event = '';

  constructor(world: World, variant: Variant) {
    const faults = world.damage.length;
    const { crews } = world.model;
    this.#world = world;
    this.#variant = variant;
    this.#status = new Uint8Array(faults).fill(STATUS.pending);
    this.#due = new Float64Array(faults).fill(Number.NaN);
    this.#waitsSince = new Float64Array(faults).fill(Number.NaN);
    this.#sentAt = new Float64Array(faults).fill(Number.NaN);
    this.#stageHours = new Float64Array(faults);
    this.#isCut = new Uint8Array(faults);
    this.#hours = crews.map(() => new Float64Array(3));
    this.#toldBusy = new Float64Array(crews.length);
  }

  #check(holds: boolean, what: string): void {
    if (holds) return;
    const { draws } = this.#world;
    throw new Discrepancy(
      `${what} [replication ${draws.replication}, protocol ${this.#variant.name}, hour ${this.#time}, ${this.#event}]`,
    );
  }

  plan(time: number, priority: number, kind: number, subject: number): void {
    const one = { time, priority, order: this.#order++, kind, subject };
    let low = 0;
    let high = this.#plans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(one, this.#plans[middle])) low = middle + 1;
      else high = middle;
    }
    this.#plans.splice(low, 0, one);
  }

  timed(stage: string, hours: number): number {
    this.#check(hours >= 0, `stage ${stage} takes ${hours} h`);
    return hours;
  }

  /** Events come by time, then priority, then order of scheduling; the hours since the one before are booked. */
  take(is: boolean): void {
    const { agenda, model } = this.#world;
    const plan = this.#plans.pop();
    this.#check(is === (plan !== undefined), 'an event is lost, or was never planned');
    if (plan === undefined) return;
    this.#check(
      plan.time === agenda.time && plan.kind === agenda.kind && plan.subject === agenda.subject,
      'events are out of order',
    );
    this.#check(agenda.time >= this.#time, 'time runs back');
    this.#book(Math.min(agenda.time, model.horizonHours));
  }

  #book(time: number): void {
    const { crewBusy, waitingCount, offshore } = this.#world;
    const hours = time - this.#time;
    for (let crew = 0; crew < crewBusy.length; crew++) this.#hours[crew][crewBusy[crew]] += hours;
    this.#queueHours += (waitingCount + offshore.length) * hours;
    this.#time = time;
  }

  before(kind: number, subject: number): void {
    const { agenda, stamp, status } = this.#world;
    this.books.events++;
    this.#event = `event ${kind} of ${subject}`;
    if (kind !== EVENT['stage-done']) return;
    this.#check(agenda.stamp === stamp[subject], 'a stale event takes effect');
    this.#check(agenda.time === this.#due[subject], 'a stage ends at another time than it said');
    this.#check(
      status[subject] !== STATUS.mended && status[subject] !== STATUS.moot && status[subject] !== STATUS.pending,
      'a stage of a fault that is not open ends',
    );
    this.#due[subject] = Number.NaN;
  }

  hear({ what, fault, name, amount, time }: TraceEntry): void {
    const world = this.#world;
    switch (what) {
      case 'stage-begins':
        this.#check(amount > 0, `stage ${name} takes ${amount} h`);
        this.#due[fault] = time + amount;
        if (!Number.isNaN(this.#sentAt[fault])) this.#stageHours[fault] += amount;
        return;
      case 'waits':
        if (name !== 'assessor') this.#waitsSince[fault] = time;
        return;
      case 'assigned': {
        this.books.sent++;
        this.#check(!Number.isNaN(this.#waitsSince[fault]), 'somebody is sent to a fault that does not wait');
        this.#waitHours += time - this.#waitsSince[fault];
        this.#waitsSince[fault] = Number.NaN;
        this.#sentAt[fault] = time;
        const kind = this.#spareOf(fault);
        if (kind !== undefined) this.#used.set(kind, (this.#used.get(kind) ?? 0) + 1);
        return;
      }
      case 'broken-again':
        this.#isCut[fault] = 1;
        return;
      case 'replaced': {
        const { siteHit, damage } = world;
        this.#check(siteHit[damage.elements[fault]] === fault, 'a fault is replaced that does not hold its site');
        this.#leave(fault, time);
        return;
      }
      case 'mended':
        this.books.mended++;
        if (this.#isCut[fault] === 0)
          this.#check(
            Math.abs(time - this.#sentAt[fault] - this.#stageHours[fault]) < NEAR,
            'the stages of a repair do not add up',
          );
        this.#leave(fault, time);
        return;
      case 'service-changes':
        this.#checkService();
        this.#check(
          amount >= this.#peopleOut() && amount <= world.cutOff() + this.#peopleOut(),
          'people cut off are not those whom nothing reaches and those whose traffic is being moved',
        );
    }
  }

  /** A crew's time at a fault ends: it is done there, or what follows at the same site is another fault. */
  #leave(fault: number, time: number): void {
    const { server } = this.#world;
    if (!this.#world.isSubmarine(fault)) this.#toldBusy[server[fault]] += time - this.#sentAt[fault];
  }

  #spareOf(fault: number): string | undefined {
    const { damage, severity, model } = this.#world;
    const kind =
      damage.isSite[fault] === 0
        ? this.#world.isSubmarine(fault)
          ? 'submarine-cable'
          : 'cable'
        : severity[fault] >= 2
          ? 'equipment'
          : undefined;
    return model.stocks.some((stock) => stock.kind === kind) ? kind : undefined;
  }

  /** People whose traffic is being moved: at sites that the backbone reaches, so that nobody is lost twice. */
  #peopleOut(): number {
    const { rerouting, model, reach } = this.#world;
    if (rerouting === undefined) return 0;
    let people = 0;
    for (const site of model.demand.byPopulation) {
      if (!rerouting.isOut(site)) continue;
      this.#check(reach.serves(site), 'traffic is being moved to a site that nothing reaches');
      people += model.network.population[site];
    }
    this.#check(people === rerouting.peopleOut, `${rerouting.peopleOut} people without traffic, not ${people}`);
    return people;
  }

  after(kind: number, subject: number): void {
    if (kind === EVENT['spare-arrives']) {
      const { kind: part } = this.#world.model.stocks[subject];
      this.#delivered.set(part, (this.#delivered.get(part) ?? 0) + 1);
    }
    this.#checkFaults();
    this.#checkServers();
    this.#checkStock();
    // Every other replication, so that what is put off until it is asked for is tested both ways.
    if (this.#world.draws.replication % 2 === 0) this.#checkService();
  }

  /** Broken = open + mended + moot, each fault goes one way only, and an element has the faults that are open on it. */
  #checkFaults(): void {
    const { damage, status, restored, siteFaults, linkFaults, siteHit, power, server } = this.#world;
    const bySite = new Int32Array(siteFaults.length);
    const byLink = new Int32Array(linkFaults.length);
    const holder = new Int32Array(siteFaults.length).fill(-1);
    for (let fault = 0; fault < damage.length; fault++) {
      const is = status[fault];
      const was = this.#status[fault];
      this.#status[fault] = is;
      if (damage.times[fault] < this.#time) this.#check(is !== STATUS.pending, 'a fault has not broken in time');
      if (damage.times[fault] > this.#time) this.#check(is === STATUS.pending, 'a fault has broken too early');
      if (was === STATUS.mended || was === STATUS.moot) this.#check(is === was, 'a fault that was over is open again');
      if (was === STATUS.moot || is === STATUS.moot || is === STATUS.mended || is === STATUS.pending) continue;
      const element = damage.elements[fault];
      // A fault that took the place of another has its crew without having waited.
      if (was === STATUS.pending && is === STATUS.committed && damage.isSite[fault] === 1) {
        this.#sentAt[fault] = this.#time;
        this.#isCut[fault] = 1;
        this.#check(server[fault] >= 0, 'a fault took the place of another without its crew');
      }
      if (damage.isSite[fault] === 1 && is !== STATUS.passing) {
        this.#check(holder[element] < 0, 'two faults of one site are open');
        holder[element] = fault;
      }
      if (restored[fault] === 1) continue;
      if (damage.isSite[fault] === 1) bySite[element]++;
      else byLink[element]++;
    }
    for (let site = 0; site < bySite.length; site++) {
      this.#check(siteFaults[site] === bySite[site] + (power.dark[site] ?? 0), 'a site’s faults do not add up');
      this.#check(siteHit[site] === holder[site], 'a site waits for another fault than its own');
    }
    for (let link = 0; link < byLink.length; link++)
      this.#check(linkFaults[link] === byLink[link], 'a link’s faults do not add up');
  }

  /** A crew or a vessel at work serves one fault, one that is free or away none; assessors free and out are all there are. */
  #checkServers(): void {
    const { damage, status, stage, server, crewBusy, vesselBusy, assessorsFree, model } = this.#world;
    const byCrew = new Int32Array(crewBusy.length);
    const byVessel = new Int32Array(vesselBusy.length);
    const out = new Int32Array(assessorsFree.length);
    for (let fault = 0; fault < damage.length; fault++) {
      if (status[fault] === STATUS.committed) {
        if (this.#world.isSubmarine(fault)) byVessel[server[fault]]++;
        else byCrew[server[fault]]++;
      } else if (
        status[fault] === STATUS.known &&
        !this.#world.isSubmarine(fault) &&
        ON_LAND[stage[fault]].name === 'assess' &&
        server[fault] >= 0
      )
        out[server[fault]]++;
    }
    for (let crew = 0; crew < crewBusy.length; crew++)
      this.#check(byCrew[crew] === (crewBusy[crew] === BUSY ? 1 : 0), `crew ${crew} serves ${byCrew[crew]} faults`);
    for (let vessel = 0; vessel < vesselBusy.length; vessel++)
      this.#check(byVessel[vessel] === vesselBusy[vessel], `vessel ${vessel} serves ${byVessel[vessel]} faults`);
    for (let operator = 0; operator < out.length && model.assessors !== undefined; operator++)
      this.#check(
        assessorsFree[operator] >= 0 && assessorsFree[operator] + out[operator] === model.assessors[operator],
        'assessors free and out are not all there are',
      );
  }

  /** Stock = at first + delivered - used, and never below nothing. */
  #checkStock(): void {
    const { stock, model } = this.#world;
    for (const kind of new Set(model.stocks.map((one) => one.kind))) {
      let left = (this.#delivered.get(kind) ?? 0) - (this.#used.get(kind) ?? 0);
      let there = 0;
      for (const [place, one] of model.stocks.entries()) {
        this.#check(stock[place] >= 0, `less than no ${kind} in stock`);
        if (one.kind !== kind) continue;
        left += one.count;
        there += stock[place];
      }
      this.#check(left === there, `${there} of ${kind} in stock, not ${left}`);
    }
  }

  /** People and pairs cut off, by a search in breadth over what is up. */
  #checkService(): void {
    const { model, siteFaults, linkFaults } = this.#world;
    const { network, demand, reference } = model;
    const { siteCount, isSpace, isSpaceLink, from, to, firstIncident, incident, population, isGateway } = network;
    const met = new Uint8Array(siteCount);
    let people = 0;
    let pairs = 0;
    for (let start = 0; start < siteCount; start++) {
      if (met[start] === 1 || siteFaults[start] > 0 || isSpace[start] === 1) continue;
      const group = [start];
      met[start] = 1;
      for (const site of group)
        for (let slot = firstIncident[site]; slot < firstIncident[site + 1]; slot++) {
          const link = incident[slot];
          if (linkFaults[link] > 0 || isSpaceLink[link] === 1) continue;
          const other = from[link] === site ? to[link] : from[link];
          if (met[other] === 1 || siteFaults[other] > 0) continue;
          met[other] = 1;
          group.push(other);
        }
      pairs += (group.length * (group.length - 1)) / 2;
      const here = group.reduce((sum, site) => sum + population[site], 0);
      if (reference === 'largest-component') people = Math.max(people, here);
      else if (group.some((site) => isGateway[site] === 1)) people += here;
    }
    const cutOff = this.#world.cutOff();
    this.#check(cutOff === demand.people - people, `${cutOff} people cut off, not ${demand.people - people}`);
    this.#check(cutOff >= 0 && cutOff <= demand.people, 'more people are cut off than there are');
    this.#check(this.#world.reach.connectedPairs === pairs, 'another number of pairs is connected');
  }

  close(): void {
    const { model, timeline, damage, status, crewBusy } = this.#world;
    const { horizonHours } = model;
    this.#event = 'the end';
    this.#book(horizonHours);
    // Little's law: hours in the queue, seen from the queue and seen from those who wait.
    for (const since of this.#waitsSince) if (!Number.isNaN(since)) this.#waitHours += horizonHours - since;
    this.#check(
      Math.abs(this.#waitHours - this.#queueHours) <= NEAR * (1 + this.#queueHours),
      `${this.#queueHours} h of queue, ${this.#waitHours} h of waiting`,
    );
    for (let fault = 0; fault < damage.length; fault++)
      if (status[fault] === STATUS.committed) this.#leave(fault, horizonHours);
    for (let crew = 0; crew < crewBusy.length; crew++) {
      const [free, busy, away] = this.#hours[crew];
      this.#check(
        Math.abs(free + busy + away - horizonHours) <= NEAR * horizonHours,
        `the hours of crew ${crew} do not add up`,
      );
      this.#check(
        Math.abs(busy - this.#toldBusy[crew]) <= NEAR * (1 + busy),
        `crew ${crew} was at work for ${busy} h, not ${this.#toldBusy[crew]}`,
      );
    }
    // Under the curve, and in the ledger of switchings too brief for it.
    let lost = timeline.transientLossUserHours;
    for (let row = 0; row < timeline.length; row++) {
      if (row > 0) this.#check(timeline.times[row] > timeline.times[row - 1], 'the timeline runs back');
      this.#check(timeline.cutOff[row] >= 0 && timeline.cutOff[row] <= model.demand.people, 'a row is out of range');
      this.#check(timeline.pairsLost[row] >= 0 && timeline.pairsLost[row] <= model.demand.pairs, 'pairs out of range');
      const ends = row + 1 < timeline.length ? timeline.times[row + 1] : horizonHours;
      lost += timeline.cutOff[row] * (ends - timeline.times[row]);
    }
    const told = model.metrics.find(({ name }) => name === 'lostUserHours')?.read(timeline) ?? Number.NaN;
    this.#check(Math.abs(told - lost) <= NEAR * (1 + lost), `${told} user-hours lost, not ${lost}`);
  }
}

const isBefore = (a: Planned, b: Planned): boolean =>
  a.time !== b.time ? a.time < b.time : a.priority !== b.priority ? a.priority < b.priority : a.order < b.order;
