/** The response where nothing is left to chance, exactly; what chance does is in tests/verification/recovery. */
import { describe, expect, it } from 'vitest';
import { haversineKm } from '../../src/network/geodesy.ts';
import { compiledFrom, metricOf, plainStages, ran, traced } from '../worlds.ts';

describe('one link, one crew', () => {
  it('takes exactly travel and repair', () => {
    const compiled = compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '3h', atShare: 0.5 } }] });
    const outcomes = ran(compiled, 1);
    const { world } = traced(compiled);
    const travel = (haversineKm(0.5, 10, world.damage.lats[0], world.damage.lons[0]) * 1.3) / 40;
    expect(travel).toBeGreaterThan(0.5);
    expect(metricOf(outcomes, 'timeTo100Hours')[0]).toBeCloseTo(travel + 5, 12);
    expect(metricOf(outcomes, 'lostUserHours')[0]).toBeCloseTo(1000 * (travel + 5), 9);
    expect(metricOf(outcomes, 'populationCutOffPeak')[0]).toBe(1);
  });

  it('loses nothing when nothing breaks', () => {
    const outcomes = ran(compiledFrom({}), 3);
    for (const name of [
      'populationCutOffPeak',
      'pairsDisconnectedPeak',
      'lostUserHours',
      'lossOfResilienceHours',
      'timeTo100Hours',
    ])
      expect([...metricOf(outcomes, name)]).toEqual([0, 0, 0]);
  });

  it('is censored at the horizon when there is no crew', () => {
    const compiled = compiledFrom({ crews: [], hazards: [{ 'cable-cut': { link: 'hub--a', at: '0h' } }] });
    expect(metricOf(ran(compiled, 1), 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('mends two cuts of one cable one after the other', () => {
    const compiled = compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '0h', atKm: 0, times: 2 } }] });
    expect(metricOf(ran(compiled, 1), 'timeTo100Hours')[0]).toBeCloseTo(10, 9);
  });

  it('mends a site, and a second hit that is no worse breaks nothing more', () => {
    const hit = { 'site-loss': { site: 'a', at: '1h', state: 'moderate' } };
    const compiled = compiledFrom({
      stages: plainStages({ repairSite: { moderate: '7h' } }),
      hazards: [hit, { 'site-loss': { site: 'a', at: '2h', state: 'slight' } }],
    });
    const { entries } = traced(compiled);
    expect(entries.filter(({ what }) => what === 'already-down')).toHaveLength(1);
    expect(entries.find(({ what }) => what === 'mended')?.time).toBeCloseTo(
      1 + (haversineKm(0.5, 10, 0.5, 10.3) * 1.3) / 40 + 7,
      9,
    );
  });
});

describe('a site that is hit again', () => {
  const hits = (second: string, mode: string, accumulate = true): ReturnType<typeof traced> =>
    traced(
      compiledFrom({
        stages: plainStages({ repairSite: { moderate: '7h', complete: '50h' } }),
        rebreak: { mode, accumulate },
        // The crew is there at once, so that it works when the second hit comes.
        crews: [{ id: 'crew', operator: 'op', base: 'a' }],
        hazards: [
          { 'site-loss': { site: 'a', at: '1h', state: 'moderate' } },
          { 'site-loss': { site: 'a', at: '3h', state: second } },
        ],
      }),
    );
  const mendedAt = ({ entries }: ReturnType<typeof traced>): number[] =>
    entries.filter(({ what }) => what === 'mended').map(({ time }) => time);

  it('has the crew stay and begin anew on what is new', () => {
    const run = hits('complete', 'repeat-different');
    expect(mendedAt(run)).toEqual([53]);
    expect(run.entries.filter(({ what }) => what === 'assigned')).toHaveLength(1);
    expect(run.world.siteFaults[1]).toBe(0);
    expect([...run.world.crewBusy]).toEqual([0]);
  });
  it('takes the same hours again, or only what was left', () => {
    expect(mendedAt(hits('moderate', 'repeat-identical'))).toEqual([10]);
    expect(mendedAt(hits('moderate', 'resume'))).toEqual([8]);
  });
  it('is not slowed by a lighter hit', () => expect(mendedAt(hits('slight', 'repeat-different'))).toEqual([8]));
  it('adds up before anybody works there, unless told not to', () => {
    const early = (accumulate: boolean): number[] =>
      mendedAt(
        traced(
          compiledFrom({
            stages: plainStages({ assessSite: '4h', repairSite: { moderate: '7h', complete: '50h' } }),
            rebreak: { mode: 'repeat-different', accumulate },
            crews: [{ id: 'crew', operator: 'op', base: 'a' }],
            hazards: [
              { 'site-loss': { site: 'a', at: '1h', state: 'moderate' } },
              { 'site-loss': { site: 'a', at: '3h', state: 'complete' } },
            ],
          }),
        ),
      );
    expect(early(true)).toEqual([55]);
    expect(early(false)).toEqual([12]);
  });
});

describe('a fault under the sea', () => {
  const SEA = `
name: sea
sites:
  - { id: hub, role: gateway, operator: op, at: [40, 50], population: 0 }
  - { id: a, role: landing-station, operator: op, at: [40, 53], population: 10 }
links:
  - { id: cable, ends: [hub, a], medium: submarine, operator: op, lengthKm: [260, 280] }
`;
  const CALM = { goodMean: '1000000000h', badMean: '0.000001h', window: '1h' };
  const cut = (weather: Record<string, string>, keys: Record<string, unknown> = {}): ReturnType<typeof compiledFrom> =>
    compiledFrom(
      {
        repairVessel: 'resident',
        hazards: [{ 'cable-cut': { link: 'cable', at: '0h', atKm: 100 } }],
        marine: {
          locate: '1h',
          permit: '40h',
          charter: { busy: 0 },
          mobilise: { resident: '10h' },
          load: '2h',
          speedKmH: 20,
          weather,
          splice: '50h',
        },
        ...keys,
      },
      SEA,
    );

  it('runs the permit beside mobilising, loading and sailing', () => {
    const { entries, world } = traced(cut(CALM));
    const sail = haversineKm(40, 50, world.damage.lats[0], world.damage.lons[0]) / 20;
    const stages = Object.fromEntries(
      entries.filter(({ what }) => what === 'stage-begins').map(({ name, amount }) => [name, amount]),
    );
    expect(stages).toMatchObject({ locate: 1, mobilise: 10, load: 2, splice: 50 });
    expect(stages.sail).toBeCloseTo(sail, 9);
    expect(stages.permit).toBeCloseTo(40 - 10 - 2 - sail, 9);
    expect(entries.find(({ what }) => what === 'mended')?.time).toBeCloseTo(1 + 40 + 50, 6);
  });

  it('draws the length of the cable in its range, anew in each replication', () => {
    const compiled = cut(CALM);
    const lengths = [0, 1, 2, 3].map((replication) => traced(compiled, replication).world.lengthsKm[0]);
    for (const length of lengths) expect(length >= 260 && length <= 280).toBe(true);
    expect(new Set(lengths).size).toBe(4);
  });

  it('has one vessel go on to the next fault without mobilising it again', () => {
    const twice = [{ 'cable-cut': { link: 'cable', at: '0h', atKm: 100, times: 2 } }];
    const { entries } = traced(cut(CALM, { hazards: twice }));
    expect(
      entries.filter(({ what, name }) => what === 'stage-begins' && name === 'mobilise').map(({ amount }) => amount),
    ).toEqual([10]);
    expect(entries.filter(({ what }) => what === 'up-again')).toHaveLength(1);
  });

  it('is never mended without a vessel', () => {
    const outcomes = ran(cut(CALM, { repairVessel: 'none', watch: ['cable'] }), 1);
    expect(metricOf(outcomes, 'timeToRestoreLinkHours:cable')[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives up when no spell is ever long enough', () => {
    const outcomes = ran(cut({ goodMean: '1h', badMean: '1h', window: '900h' }), 1);
    expect(metricOf(outcomes, 'timeTo100Hours')[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
