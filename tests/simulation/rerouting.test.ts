/** Who is without service while traffic is moved: by hand, and whatever the backbone, the script and epsilon. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledFrom, metricOf, PLAIN_PROTOCOL, plainStages, ran, scenarioText, traced, tried } from '../worlds.ts';
import { backbone, play, type Step } from './switching.ts';

/** `a` is reached over `near`, then `far`, then `last`. */
const three = backbone(
  { g: 0, a: 100 },
  { near: { ends: ['g', 'a'], km: 1 }, far: { ends: ['g', 'a'], km: 5 }, last: { ends: ['g', 'a'], km: 9 } },
);
const slow = { restoration: [{ kind: 'igp', switch: '30s' }] };
const EPSILONS = ['0s', '10s', '1000d'];

describe('a site whose way fails', () => {
  it('is out of service for tau, told to the curve from epsilon on and to the ledger below it', () => {
    const script: Step[] = [{ at: 60, down: ['near'] }];
    expect(play(three, slow, script)).toMatchObject({
      curve: [
        [60, 100],
        [90, 0],
      ],
      transient: 0,
    });
    expect(play(three, { ...slow, epsilon: '30s' }, script).curve).toHaveLength(2);
    const brief = play(three, { ...slow, epsilon: '31s' }, script);
    expect(brief.curve).toEqual([]);
    expect(brief.transient).toBeCloseTo(3000, 9);
  });

  it.each(EPSILONS)('is counted once when its new way fails too (epsilon %s)', (epsilon) => {
    const script = [
      { at: 60, down: ['near'] },
      { at: 70, down: ['far'] },
    ];
    const { curve, total } = play(three, { ...slow, epsilon }, script);
    expect(total).toBeCloseTo(100 * 40, 6);
    if (epsilon !== '1000d')
      expect(curve).toEqual([
        [60, 100],
        [100, 0],
      ]);
  });

  it.each(EPSILONS)('waits no longer for a fast second mechanism than for the slow first (epsilon %s)', (epsilon) => {
    // far has a protection of 50 ms: hit at 70, its traffic would be on at 70.05, but the first move lasts until 90.
    const machine = { ...slow, epsilon, protection: [{ name: 'p', kind: '1+1', working: ['far'], backup: ['last'] }] };
    const script = [
      { at: 60, down: ['near'] },
      { at: 70, down: ['far'] },
    ];
    expect(play(three, machine, script).total).toBeCloseTo(100 * 30, 6);
    // The other way round: the brief one becomes a long one.
    const other = { ...slow, epsilon, protection: [{ name: 'p', kind: '1+1', working: ['near'], backup: ['last'] }] };
    expect(
      play(three, other, [
        { at: 60, down: ['near'] },
        { at: 60.02, down: ['far'] },
      ]).total,
    ).toBeCloseTo(100 * 30.02, 6);
  });

  it.each(EPSILONS)('is cut off at once when no way is left, and its move is void (epsilon %s)', (epsilon) => {
    const script = [
      { at: 60, down: ['near'] },
      { at: 70, down: ['far', 'last'] },
      { at: 75, up: ['last'] },
    ];
    // Out from 60, cut off from 70, served at the repair at 75; the event at 90 says nothing any more.
    const { curve, total } = play(three, { ...slow, epsilon }, script);
    expect(total).toBeCloseTo(100 * 15, 6);
    if (epsilon === '0s')
      expect(curve).toEqual([
        [60, 100],
        [75, 0],
      ]);
  });

  it.each(EPSILONS)('goes on at once when its old way is whole again before (epsilon %s)', (epsilon) => {
    const script = [
      { at: 60, down: ['near'] },
      { at: 70, up: ['near'] },
    ];
    expect(play(three, { ...slow, epsilon }, script).total).toBeCloseTo(1000, 6);
    // Another link that comes back helps nobody whose way is not over it.
    const elsewhere = [{ at: 10, down: ['last'] }, script[0], { at: 70, up: ['last'] }];
    expect(play(three, { ...slow, epsilon }, elsewhere).total).toBeCloseTo(3000, 6);
  });

  it.each(EPSILONS)('stays out when it is hit anew after its old way was whole (epsilon %s)', (epsilon) => {
    const script = [
      { at: 60, down: ['near'] },
      { at: 70, up: ['near'] },
      { at: 80, down: ['near'] },
    ];
    expect(play(three, { ...slow, revert: '0s', epsilon }, script).total).toBeCloseTo(100 * (10 + 30), 6);
  });

  it('does not go back over a mended site before the wait to restore', () => {
    const network = backbone(
      { g: 0, m: 0, n: 0, a: 100 },
      {
        gm: { ends: ['g', 'm'] },
        ma: { ends: ['m', 'a'] },
        gn: { ends: ['g', 'n'], km: 20 },
        na: { ends: ['n', 'a'], km: 20 },
      },
    );
    const script = [
      { at: 100, down: ['m'] },
      { at: 150, up: ['m'] },
      { at: 200, down: ['m'] },
    ];
    expect(play(network, { ...slow, revert: '60s' }, script).total).toBeCloseTo(3000, 6);
    expect(play(network, { ...slow, revert: '40s' }, script).total).toBeCloseTo(6000, 6);
  });

  it('is charged to the horizon and no further', () => {
    for (const epsilon of EPSILONS)
      expect(play(three, { ...slow, epsilon }, [{ at: 60, down: ['near'] }], { horizonSeconds: 80 }).total).toBeCloseTo(
        2000,
        6,
      );
  });

  it('loses nothing when nothing breaks, when what breaks is not on its way, or when a mechanism takes no time', () => {
    expect(play(three, slow, []).total).toBe(0);
    expect(play(three, slow, [{ at: 60, down: ['far'] }]).total).toBe(0);
    expect(play(three, { restoration: [{ kind: 'igp', switch: '0s' }] }, [{ at: 60, down: ['near'] }]).total).toBe(0);
  });

  it('moves to the most populous site where no gateway counts, and to the next when that is lost', () => {
    const network = backbone(
      { a: 100, b: 50, c: 7 },
      {
        ab: { ends: ['a', 'b'] },
        bc: { ends: ['b', 'c'] },
        bc2: { ends: ['b', 'c'], km: 15 },
        ac: { ends: ['a', 'c'] },
      },
    );
    const stage = { reference: 'largest-component', horizonSeconds: 1060 } as const;
    // Over ab only b is reached by its way; losing a cuts off its 100 for 1,000 s and moves both others.
    expect(play(network, slow, [{ at: 60, down: ['ab'] }], stage).total).toBeCloseTo(50 * 30, 6);
    expect(play(network, slow, [{ at: 60, down: ['a'] }], stage).total).toBeCloseTo(100 * 1000 + 57 * 30, 6);
    // With a lost, service is where b is: c moves again when its way to b fails.
    const script = [
      { at: 60, down: ['a'] },
      { at: 200, down: ['bc'] },
    ];
    expect(play(network, slow, script, stage).total).toBeCloseTo(100 * 1000 + 57 * 30 + 7 * 30, 6);
  });
});

describe('the same break', () => {
  const lawful = { restoration: [{ kind: 'igp' }, { kind: 'bgp' }], epsilon: '1000d' };
  const tau = (script: Step[], machine: object = lawful, seed = 3): number =>
    play(three, machine, script, { seed }).total / 100;

  it('costs the same whatever was broken or mended before', () => {
    const alone = tau([{ at: 60, down: ['near'] }]);
    // Two protocols: one has mended `last` when `near` breaks, the other has not. The break of `last` costs nothing.
    const slowCrew = tau([
      { at: 10, down: ['last'] },
      { at: 600, down: ['near'] },
    ]);
    const quickCrew = tau([
      { at: 10, down: ['last'] },
      { at: 20, up: ['last'] },
      { at: 600, down: ['near'] },
    ]);
    expect(alone).toBeGreaterThan(0);
    expect(slowCrew).toBeCloseTo(alone, 9);
    expect(quickCrew).toBeCloseTo(alone, 9);
  });

  it('costs something else the next time, on another link and in another seed', () => {
    const first = tau([{ at: 60, down: ['near'] }]);
    const twice = tau([
      { at: 60, down: ['near'] },
      { at: 1000, up: ['near'] },
      { at: 9000, down: ['near'] },
    ]);
    const then = tau([
      { at: 60, down: ['near'] },
      { at: 5000, down: ['far'] },
    ]);
    expect(twice - first).toBeGreaterThan(0);
    expect(twice - first).not.toBeCloseTo(first, 9);
    expect(then - first).not.toBeCloseTo(first, 9);
    expect(tau([{ at: 60, down: ['near'] }], lawful, 4)).not.toBeCloseTo(first, 9);
  });

  it('of a site that has spent its power is counted for itself, and known without an alarm', () => {
    const network = backbone(
      { g: 0, m: 0, a: 100 },
      { gm: { ends: ['g', 'm'] }, ma: { ends: ['m', 'a'] }, ga: { ends: ['g', 'a'], km: 90 } },
    );
    const dark = { at: 60, down: ['m'], unstruck: true };
    const manual = { restoration: [{ kind: 'manual', switch: '40s' }] };
    expect(play(network, manual, [dark], { alarmSeconds: 25 }).total).toBeCloseTo(4000, 6);
    expect(play(network, manual, [{ ...dark, unstruck: false }], { alarmSeconds: 25 }).total).toBeCloseTo(6500, 6);
    const once = play(network, lawful, [dark]).total;
    const again = [dark, { at: 1000, up: ['m'] }, { ...dark, at: 9000 }];
    expect(play(network, lawful, again).total).toBeGreaterThan(once);
    expect(play(network, lawful, again).total).not.toBeCloseTo(2 * once, 6);
  });

  it('keeps the draw of a mechanism when another is added', () => {
    const bgp = { restoration: [{ kind: 'bgp' }], epsilon: '0s' };
    const both = { restoration: [{ kind: 'optical', switch: '9000s' }, { kind: 'bgp' }], epsilon: '0s' };
    const script = [{ at: 60, down: ['near'] }];
    expect(tau(script, both)).toBe(tau(script, bgp));
  });
});

describe('ledger and curve', () => {
  const SITES = 6;
  const worlds = fc.record({
    people: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: SITES, maxLength: SITES }),
    gateways: fc.integer({ min: 1, max: 2 }),
    links: fc.array(
      fc.record({
        from: fc.nat(SITES - 1),
        to: fc.nat(SITES - 1),
        km: fc.integer({ min: 0, max: 5 }),
        operator: fc.constantFrom('x', 'y'),
        group: fc.option(fc.constantFrom('p', 'q'), { nil: undefined }),
      }),
      { minLength: 6, maxLength: 14 },
    ),
    // Toggles at times that often coincide or follow within a switch.
    toggles: fc.array(fc.record({ after: fc.constantFrom(0, 0, 0.02, 0.4, 3, 40, 400), element: fc.nat(SITES + 13) }), {
      maxLength: 40,
    }),
    reference: fc.constantFrom('gateway' as const, 'largest-component' as const),
    protect: fc.boolean(),
    restore: fc.subarray(['igp', 'igp-untuned', 'bgp', 'sdn', 'optical', 'manual']),
    alarmSeconds: fc.constantFrom(0, 5, Number.POSITIVE_INFINITY),
    seed: fc.nat(1000),
  });

  it('add up to the same loss whatever epsilon, and never beyond all people', () => {
    let mixed = 0;
    fc.assert(
      fc.property(worlds, (drawn) => {
        const ids = drawn.people.map((_, k) => (k < drawn.gateways ? `g${k}` : `s${k}`));
        const network = backbone(
          Object.fromEntries(ids.map((id, k) => [id, drawn.people[k]])),
          Object.fromEntries(
            drawn.links.map(({ from, to, km, operator, group }, k) => [
              `l${k}`,
              { ends: [ids[from], ids[to]], km, operator, ...(group === undefined ? {} : { group }) } as const,
            ]),
          ),
        );
        const elements = [...ids, ...network.links.map(({ id }) => id)];
        const down = new Set<string>();
        const script: { at: number; down: string[]; up: string[] }[] = [];
        let at = 1;
        for (const { after, element } of drawn.toggles) {
          const id = elements[element % elements.length];
          at += after;
          if (after > 0 || script.length === 0) script.push({ at, down: [], up: [] });
          script.at(-1)![down.has(id) ? 'up' : 'down'].push(id);
          if (!down.delete(id)) down.add(id);
        }
        const machine = {
          restoration: drawn.restore.map((kind) => ({ kind })),
          protection: drawn.protect ? [{ name: 'f', kind: 'frr', links: network.links.map(({ id }) => id) }] : [],
        };
        const stage = { ...drawn, horizonSeconds: 2000 };
        const plays = ['0s', '1s', '10s', '1000d'].map((epsilon) =>
          play(network, { ...machine, epsilon, revert: '60s' }, script, stage),
        );
        const [whole] = plays;
        expect(whole.transient).toBe(0);
        for (const { total } of plays) expect(Math.abs(total - whole.total)).toBeLessThan(1e-9 * (1 + whole.total));
        if (plays[2].transient > 0 && plays[2].integral > 0) mixed++;
      }),
      { numRuns: 600, seed: 20261122 },
    );
    // The worlds are worth drawing: in many, some of the loss is brief and some is not.
    expect(mixed).toBeGreaterThan(100);
  });
});

describe('a replication', () => {
  const TWO_WAYS = `
name: ways
sites:
  - { id: hub, role: gateway, operator: op, at: [0.5, 10], population: 0 }
  - { id: a, role: district-unit, operator: op, at: [0.5, 10.3], population: 1000 }
links:
  - { id: near, ends: [hub, a], medium: buried, operator: op, lengthKm: 40 }
  - { id: far, ends: [hub, a], medium: buried, operator: op, lengthKm: 90 }
`;
  const cutNear = [{ 'cable-cut': { link: 'near', at: '1h' } }];
  const moved = (machine: unknown, keys: Record<string, unknown> = {}): ReturnType<typeof compiledFrom> =>
    compiledFrom({ hazards: cutNear, crews: [], machine, ...keys }, TWO_WAYS);
  const read = (compiled: ReturnType<typeof compiledFrom>, name: string): number => metricOf(ran(compiled, 1), name)[0];

  it('moves traffic at once where no mechanisms are stated, and knows no ledger', () => {
    const compiled = compiledFrom({ hazards: cutNear, crews: [] }, TWO_WAYS);
    expect(read(compiled, 'lostUserHours')).toBe(0);
    expect(compiled.model.metrics.map(({ name }) => name)).not.toContain('transientLossUserHours');
  });

  it('has the dip in its timeline and in the hours of its site', () => {
    const compiled = moved({ restoration: [{ kind: 'igp', switch: '30s' }] });
    const { world, entries } = traced(compiled);
    const { timeline } = world;
    expect([...timeline.times.subarray(0, timeline.length)]).toEqual([0, 1, 1 + 30 / 3600]);
    expect([...timeline.cutOff.subarray(0, timeline.length)]).toEqual([0, 1000, 0]);
    expect(world.ledger.hours[1]).toBeCloseTo(30 / 3600, 12);
    expect(entries.filter(({ what }) => what === 'traffic-moves')).toMatchObject([{ time: 1, site: 1 }]);
    expect(entries.filter(({ what }) => what === 'traffic-moved')).toMatchObject([{ time: 1 + 30 / 3600, site: 1 }]);
    expect(read(compiled, 'transientLossUserHours')).toBe(0);
    expect(read(compiled, 'lostUserHours')).toBeCloseTo(1000 * (30 / 3600), 9);
    expect(read(compiled, 'timeTo100Hours')).toBeCloseTo(30 / 3600, 12);
  });

  it('keeps in its ledger what is faster than epsilon', () => {
    const compiled = moved({ epsilon: '1min', restoration: [{ kind: 'igp', switch: '30s' }] });
    expect(traced(compiled).world.timeline.length).toBe(1);
    for (const name of ['lostUserHours', 'transientLossUserHours'])
      expect(read(compiled, name)).toBeCloseTo(1000 * (30 / 3600), 9);
    expect(read(compiled, 'lossOfResilienceHours')).toBeCloseTo(30 / 3600, 12);
    expect(read(compiled, 'timeTo100Hours')).toBe(0);
  });

  it('re-routes by hand after the alarm', () => {
    const compiled = moved(
      { restoration: [{ kind: 'manual', switch: '40min' }] },
      { stages: plainStages({ detectLink: '10min' }) },
    );
    expect(read(compiled, 'lostUserHours')).toBeCloseTo(1000 * (50 / 60), 9);
  });

  it('loses the time until the repair where nothing moves traffic', () => {
    const crew = { id: 'crew', operator: 'op', base: 'hub' };
    const keys = { hazards: [{ 'cable-cut': { link: 'near', at: '1h', atKm: 0 } }], crews: [crew] };
    expect(read(moved({ epsilon: '1000d' }, keys), 'lostUserHours')).toBeCloseTo(5000, 9);
  });

  it('costs two protocols the same for the same break', () => {
    const compiled = compiledFrom(
      {
        protocols: ['plain', 'cmg-core'],
        horizon: '60d',
        hazards: [{ 'random-cuts': { ratesPer1000KmYear: { buried: 2000 } } }],
        machine: { epsilon: '0s', restoration: [{ kind: 'bgp' }, { kind: 'sdn' }] },
      },
      TWO_WAYS,
    );
    const moves = (variant: number): Map<number, number> =>
      new Map(
        traced(compiled, 0, variant)
          .entries.filter(({ what }) => what === 'traffic-moves')
          .map(({ time, amount }) => [time, amount]),
      );
    const [plain, core] = [moves(0), moves(1)];
    const shared = [...plain.keys()].filter((time) => core.has(time));
    expect(shared.length).toBeGreaterThan(2);
    for (const time of shared) expect(core.get(time)).toBe(plain.get(time));
    expect(new Set(plain.values()).size).toBe(plain.size);
  });

  it('tells every mistake in its mechanisms at its line', () => {
    const { compiled, problems } = tried({
      'scenario.yaml': `${scenarioText({ hazards: cutNear }).slice(0, -1)}, "machine": {
"protection": [
{ "name": "r", "kind": "ring", "links": ["near", "farr"] },
{ "name": "s", "kind": "1+1", "working": ["near"], "backup": ["near"] }
]}}`,
      'net.yaml': TWO_WAYS,
      'protocols/plain.yaml': PLAIN_PROTOCOL,
    });
    expect(compiled).toBeUndefined();
    expect(problems.errors).toMatchObject([
      { line: 3, path: 'machine.protection[0].links[1]', found: '"farr"', nearest: 'far' },
      { line: 4, path: 'machine.protection[1].backup[0]' },
    ]);
  });

  it('loses as much whatever epsilon, and as its sites do', () => {
    const topology = JSON.stringify({
      name: 'mesh',
      sites: Array.from({ length: 8 }, (_, k) => ({
        id: `s${k}`,
        role: k % 5 === 0 ? 'gateway' : 'core',
        operator: k < 4 ? 'op' : 'other',
        at: [40 + 0.3 * (k % 3), 48 + 0.3 * Math.floor(k / 3)],
        population: 100 + k,
      })),
      links: Array.from({ length: 14 }, (_, k) => ({
        id: `l${k}`,
        ends: [
          `s${k % 8}`,
          `s${(k * 3 + 1 + (k > 7 ? 1 : 0)) % 8 === k % 8 ? (k + 2) % 8 : (k * 3 + 1 + (k > 7 ? 1 : 0)) % 8}`,
        ],
        medium: 'buried',
        operator: k % 3 === 0 ? 'other' : 'op',
      })),
    });
    const machine = (epsilon: string): Record<string, unknown> => ({
      epsilon,
      protection: [{ name: 'f', kind: 'frr', links: ['l0', 'l1', 'l2', 'l3', 'l4'] }],
      restoration: [{ kind: 'igp' }, { kind: 'bgp' }, { kind: 'manual' }],
    });
    for (const reference of ['gateway', 'largest-component']) {
      const runs = ['0s', '10s', '100000d'].map((epsilon) =>
        compiledFrom(
          {
            reference,
            horizon: '300d',
            hazards: [
              { earthquake: { at: '5h', magnitude: 7, epicentre: [40.3, 48.3], depthKm: 12 } },
              { 'random-cuts': { ratesPer1000KmYear: { buried: 300 } } },
            ],
            crews: [{ id: 'c', operator: '*', base: '*' }],
            machine: machine(epsilon),
          },
          topology,
        ),
      );
      let brief = 0;
      for (let replication = 0; replication < 6; replication++) {
        const totals = runs.map((compiled) => {
          const { world } = traced(compiled, replication);
          const { network, metrics } = compiled.model;
          const total = metrics.find(({ name }) => name === 'lostUserHours')!.read(world.timeline);
          const bySite = world.ledger.hours.reduce((sum, hours, site) => sum + hours * network.population[site], 0);
          const { transientLossUserHours } = world.timeline;
          brief += transientLossUserHours;
          if (reference === 'gateway') expect(bySite + transientLossUserHours).toBeCloseTo(total, 3);
          return total;
        });
        expect(totals[0]).toBeGreaterThan(0);
        for (const total of totals) expect(Math.abs(total / totals[0] - 1)).toBeLessThan(1e-9);
      }
      expect(brief).toBeGreaterThan(0);
    }
  });
});
