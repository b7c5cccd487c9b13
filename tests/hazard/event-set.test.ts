/** Earthquakes over time, and what follows an earthquake: the kinds behind the door. */
import { describe, expect, it } from 'vitest';
import { Damage } from '../../src/hazard/damage.ts';
import { earthquake } from '../../src/hazard/earthquake.ts';
import { eventSet } from '../../src/hazard/event-set.ts';
import { faults, link, prepare, site } from './setting.ts';

const SITES = [site('a', 40.6, 48.4), site('b', 40.7, 48.9), site('c', 40.3, 49.4)];
const LINKS = [link('ab', SITES, 'a', 'b'), link('bc', SITES, 'b', 'c')];
const QUAKE = { magnitude: 7, epicentre: [40.6, 48.6] as [number, number], depthKm: 12, rake: 90, strike: 300 };
type Made = ReturnType<typeof prepare>;

const struck = (
  { hazard, draws, lengthsKm }: Made,
  replication: number,
  length = Number.POSITIVE_INFINITY,
): string[] => {
  const damage = new Damage();
  draws.replication = replication;
  hazard.strike(draws, lengthsKm, damage);
  return faults(damage, SITES, LINKS).slice(0, length);
};

describe('what follows an earthquake', () => {
  const alone = prepare(earthquake, QUAKE, SITES, LINKS);
  const followed = prepare(
    earthquake,
    { ...QUAKE, aftershocks: { minMagnitude: 5 }, doublet: { probability: 1, after: '9h' } },
    SITES,
    LINKS,
  );

  it('changes no draw of the mainshock, and comes after it', () => {
    let more = 0;
    for (let replication = 0; replication < 20; replication++) {
      const main = struck(alone, replication);
      expect(struck(followed, replication, main.length)).toEqual(main);
      more += struck(followed, replication).length - main.length;
    }
    expect(more).toBeGreaterThan(20);
    expect(followed.draws.event).toBe(0);
  });
  it('is the same however often it is asked for', () => {
    expect(struck(followed, 3)).toEqual(struck(followed, 3));
  });
  it('keeps the twin as it was when aftershocks are asked for too', () => {
    const twin = prepare(earthquake, { ...QUAKE, doublet: { probability: 1, after: '9h' } }, SITES, LINKS);
    for (let replication = 0; replication < 10; replication++) {
      const all = struck(followed, replication);
      for (const fault of struck(twin, replication)) expect(all).toContain(fault);
    }
  });
  it('is told as a list of events', () => {
    followed.draws.replication = 2;
    const events = followed.hazard.events?.(followed.draws);
    expect(events?.magnitudes[0]).toBe(7);
    expect(events?.length).toBeGreaterThan(1);
    for (let place = 1; place < (events?.length ?? 0); place++)
      expect(events!.times[place]).toBeGreaterThanOrEqual(events!.times[place - 1]);
  });
});

describe('an event set', () => {
  const CSV =
    'id,time,magnitude,lon,lat,depth,rake,strike,dip\nx,5,7.2,48.6,40.6,12,90,300,45\ny,100,6.5,49.0,40.5,15,,,\n';
  const made = (csv: string, more: Record<string, unknown> = {}): Made =>
    prepare(eventSet, { catalogue: 'events.csv', ...more }, SITES, LINKS, undefined, undefined, { 'events.csv': csv });

  it('strikes at the times of its rows', () => {
    const { hazard, draws, lengthsKm, errors } = made(CSV);
    expect(errors).toEqual([]);
    const times = new Set<number>();
    for (let replication = 0; replication < 30; replication++) {
      const damage = new Damage();
      draws.replication = replication;
      hazard.strike(draws, lengthsKm, damage);
      for (let fault = 0; fault < damage.length; fault++) times.add(damage.times[fault]);
    }
    expect([...times].sort((a, b) => a - b)).toEqual([5, 100]);
  });
  it('draws each row alone: another row changes nothing of it', () => {
    const [head, first] = CSV.split('\n');
    const one = made(`${head}\n${first}\n`);
    const both = made(CSV);
    for (let replication = 0; replication < 10; replication++) {
      const main = struck(one, replication);
      expect(struck(both, replication, main.length)).toEqual(main);
    }
  });
  it('takes one row in each replication', () => {
    const one = made(CSV, { use: 'one', at: '7h' });
    const counts = new Map<number, number>();
    for (let replication = 0; replication < 200; replication++) {
      one.draws.replication = replication;
      const events = one.hazard.events?.(one.draws);
      expect(events?.length).toBe(1);
      expect(events?.times[0]).toBe(7);
      counts.set(events!.magnitudes[0], (counts.get(events!.magnitudes[0]) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([6.5, 7.2]);
    for (const count of counts.values()) expect(count).toBeGreaterThan(70);
  });
  it('tells what is wrong in its files at their own lines', () => {
    const bad = made('id,time,magnitude,lon,lat\nx,5,7.2,48.6,40.6\n');
    expect(bad.problems?.errors[0]).toMatchObject({ file: 'events.csv', line: 1 });
    const absent = prepare(eventSet, { zones: 'none.json' }, SITES, LINKS);
    expect(absent.errors[0].found).toBe('no file none.json');
    expect(eventSet.schema.safeParse({}).success).toBe(false);
    expect(eventSet.schema.safeParse({ zones: 'a', catalogue: 'b' }).success).toBe(false);
  });
});
