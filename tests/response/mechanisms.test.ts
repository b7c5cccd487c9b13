/** Each machine-speed mechanism by hand: how fast it is, when it works, and what of a scenario is refused. */
import { describe, expect, it } from 'vitest';
import { backbone, keysOf, planned, play, type Step } from '../simulation/switching.ts';

/** A ring of gateway and three sites; `a` is reached over `ga`, `b` over `gc` and `bc` or `ga` and `ab`. */
const RING = { ga: ['g', 'a'], ab: ['a', 'b'], bc: ['b', 'c'], gc: ['g', 'c'] } as const;
const ring = (more: Record<string, object> = {}) =>
  backbone(
    { g: 0, a: 100, b: 10, c: 1 },
    Object.fromEntries(Object.entries(RING).map(([id, ends]) => [id, { ends, ...more[id] }])),
  );
const PROTECTED = { protection: [{ name: 'r', kind: 'ring', links: ['ga', 'ab', 'bc', 'gc'] }] };
const cut = (...links: string[]): Step[] => [{ at: 100, down: links }];
/** People x seconds lost in all. */
const lost = (network: ReturnType<typeof ring>, machine: object, script: Step[], stage = {}): number =>
  play(network, machine, script, { horizonSeconds: 1000, ...stage }).total;

describe('a ring', () => {
  it('switches in 50 ms, and only those whose way was cut lose anything', () => {
    // The way of b is over a (the lowest link of two equal ways), that of c over gc.
    const { curve, transient, total } = play(ring(), PROTECTED, cut('ga'), { horizonSeconds: 1000 });
    expect(curve).toEqual([]);
    expect(transient).toBeCloseTo(110 * 0.05, 9);
    expect(total).toBe(transient);
  });

  it('protects one failure at a time', () => {
    const wide = backbone(
      { g: 0, a: 100, b: 10, c: 1 },
      {
        ...Object.fromEntries(Object.entries(RING).map(([id, ends]) => [id, { ends }])),
        spare: { ends: ['g', 'b'], km: 99 },
      },
    );
    const machine = { ...PROTECTED, restoration: [{ kind: 'igp', switch: '10s' }] };
    // gc takes c alone, for 50 ms; ab then takes b and c, which goes over b by now, and both move to the spare.
    const script = [...cut('gc'), { at: 200, down: ['ab'] }];
    expect(lost(wide, machine, script)).toBeCloseTo(1 * 0.05 + 11 * 10, 6);
    expect(lost(wide, machine, cut('ab'))).toBeCloseTo(10 * 0.05, 6);
  });

  it('does not protect while it has not reverted, and does again after the wait to restore', () => {
    const machine = (revert: string): object => ({
      protection: [{ ...PROTECTED.protection[0], revert }],
      restoration: [{ kind: 'igp', switch: '10s' }],
    });
    // gc fails (c: 50 ms) and is mended at 150; ga fails at 200: a and b move.
    const script = [
      { at: 100, down: ['gc'] },
      { at: 150, up: ['gc'] },
      { at: 200, down: ['ga'] },
    ];
    expect(lost(ring(), machine('60s'), script)).toBeCloseTo(1 * 0.05 + 111 * 10, 6);
    expect(lost(ring(), machine('40s'), script)).toBeCloseTo(1 * 0.05 + 110 * 0.05, 6);
  });

  it('leaves traffic where it is until the wait to restore has passed', () => {
    const script = [
      { at: 100, down: ['gc'] },
      { at: 150, up: ['gc'] },
      { at: 200, down: ['gc'] },
    ];
    // At 200 c still goes the other way round: the second cut of gc takes nothing.
    const restoration = [{ kind: 'igp', switch: '10s' }];
    expect(lost(ring(), { revert: '60s', restoration }, script)).toBeCloseTo(10, 6);
    expect(lost(ring(), { revert: '40s', restoration }, script)).toBeCloseTo(20, 6);
  });

  it('cannot help when two of its links fail at once, nor when one of its sites is down', () => {
    const restoration = [{ kind: 'igp', switch: '10s' }];
    const wide = backbone(
      { g: 0, a: 100, b: 10, c: 1 },
      {
        ...Object.fromEntries(Object.entries(RING).map(([id, ends]) => [id, { ends }])),
        spare: { ends: ['g', 'a'], km: 99 },
      },
    );
    expect(lost(wide, { ...PROTECTED, restoration }, cut('ga', 'bc'))).toBeCloseTo(110 * 10, 6);
    // b itself is cut off for the 900 s to the horizon; a moves to the spare.
    expect(lost(wide, { ...PROTECTED, restoration }, cut('ga', 'b'))).toBeCloseTo(100 * 10 + 10 * 900, 6);
    expect(lost(wide, { ...PROTECTED, restoration }, cut('ga'))).toBeCloseTo(110 * 0.05, 6);
  });

  it('takes a backup in one risk group with what failed, or too small for it, for none', () => {
    const restoration = [{ kind: 'igp', switch: '10s' }];
    const machine = { ...PROTECTED, restoration };
    expect(lost(ring({ ga: { group: 'bridge' }, bc: { group: 'bridge' } }), machine, cut('ga'))).toBeCloseTo(1100, 6);
    expect(lost(ring({ ga: { gbps: 100 }, bc: { gbps: 40 } }), machine, cut('ga'))).toBeCloseTo(1100, 6);
    expect(lost(ring({ ga: { gbps: 40 }, bc: { gbps: 40 } }), machine, cut('ga'))).toBeCloseTo(5.5, 6);
    const { told } = planned(ring({ ga: { gbps: 100 }, bc: { gbps: 40 } }), machine);
    expect(told.warnings).toEqual(['protection.0: bc of 40 Gbit/s behind ga of 100 Gbit/s']);
    expect(told.assumptions).toContain('a protection whose links state no capacity has room for what it protects');
  });
});

describe('1+1', () => {
  const network = (more: Record<string, object> = {}) =>
    backbone(
      { g: 0, m: 0, a: 100, n: 0 },
      {
        gm: { ends: ['g', 'm'], ...more.gm },
        ma: { ends: ['m', 'a'] },
        gn: { ends: ['g', 'n'], km: 20, ...more.gn },
        na: { ends: ['n', 'a'], km: 20 },
        far: { ends: ['g', 'a'], km: 500 },
      },
    );
  const machine = {
    protection: [{ name: 'x', kind: '1+1', working: ['gm', 'ma'], backup: ['gn', 'na'] }],
    restoration: [{ kind: 'sdn', switch: '5s' }],
  };
  it('switches to its backup', () => {
    expect(lost(network(), machine, cut('ma'))).toBeCloseTo(5, 6);
    expect(lost(network(), machine, cut('gm', 'ma'))).toBeCloseTo(5, 6);
  });
  it('does not when the backup is down, has a site down, no room or a shared risk', () => {
    expect(lost(network(), machine, cut('ma', 'gn'))).toBeCloseTo(500, 6);
    expect(lost(network(), machine, cut('ma', 'n'))).toBeCloseTo(500, 6);
    expect(lost(network({ gm: { gbps: 10 }, gn: { gbps: 9 } }), machine, cut('gm'))).toBeCloseTo(500, 6);
    expect(lost(network({ gm: { group: 'duct' }, gn: { group: 'duct' } }), machine, cut('gm'))).toBeCloseTo(500, 6);
  });
  it('does not help against the loss of a site on the way', () => {
    expect(lost(network(), machine, cut('m'))).toBeCloseTo(500, 6);
  });
});

describe('fast reroute', () => {
  const square = (more: Record<string, object> = {}) =>
    backbone(
      { g: 0, a: 100, b: 0 },
      {
        ga: { ends: ['g', 'a'], ...more.ga },
        gb: { ends: ['g', 'b'], ...more.gb },
        ab: { ends: ['a', 'b'], ...more.ab },
      },
    );
  const machine = {
    protection: [{ name: 'f', kind: 'frr', links: ['ga'] }],
    restoration: [{ kind: 'bgp', switch: '100s' }],
  };
  it('takes three lost BFD packets and 50 ms', () => {
    expect(lost(square(), machine, cut('ga'))).toBeCloseTo(100 * 0.95, 6);
  });
  it('needs a bypass of the same operator that is up, with room, and shares no risk', () => {
    for (const more of [
      { ab: { operator: 'other' } },
      { ga: { gbps: 10 }, gb: { gbps: 1 } },
      { ga: { group: 'x' }, ab: { group: 'x' } },
    ])
      expect(lost(square(more), machine, cut('ga'))).toBeCloseTo(10_000, 6);
    // The bypass fails in the same instant: nobody can help before the horizon.
    expect(lost(square(), machine, cut('ga', 'gb'))).toBeCloseTo(100 * 900, 6);
  });
  it('is the greatest of the latencies where several links of a way fail', () => {
    const chain = backbone(
      { g: 0, a: 0, b: 100 },
      {
        ga: { ends: ['g', 'a'] },
        ab: { ends: ['a', 'b'] },
        ga2: { ends: ['g', 'a'], km: 30 },
        ab2: { ends: ['a', 'b'], km: 30 },
      },
    );
    const protection = [
      { name: 'p', kind: '1+1', working: ['ga'], backup: ['ga2'] },
      { name: 'q', kind: 'frr', links: ['ab'] },
    ];
    expect(lost(chain, { protection }, cut('ga', 'ab'))).toBeCloseTo(95, 6);
    const swapped = [
      { name: 'p', kind: '1+1', working: ['ab'], backup: ['ab2'] },
      { name: 'q', kind: 'frr', links: ['ga'] },
    ];
    expect(lost(chain, { protection: swapped }, cut('ga', 'ab'))).toBeCloseTo(95, 6);
    // One of them has no protection: nothing local helps, and nothing else is there.
    expect(lost(chain, { protection: [protection[0]] }, cut('ga', 'ab'))).toBeCloseTo(100 * 900, 6);
  });
});

describe('restoration from end to end', () => {
  const two = (operator: string) =>
    backbone(
      { g: 0, a: 100, b: 0 },
      { ga: { ends: ['g', 'a'] }, gb: { ends: ['g', 'b'] }, ab: { ends: ['a', 'b'], operator } },
    );
  it.each([
    ['igp-untuned', undefined, 45],
    ['igp', { switch: '2s' }, 2],
    ['bgp', { detect: '90s', holdOff: '3s', switch: '7s' }, 100],
    ['optical', { switch: '60s' }, 60],
    ['sdn', { switch: '5s' }, 5],
  ])('by %s takes detection, hold-off and switching', (kind, laws, seconds) => {
    expect(lost(two('op'), { restoration: [{ kind, ...laws }] }, cut('ga'))).toBeCloseTo(100 * seconds, 6);
  });
  it('is the fastest of those whose domain fits', () => {
    const restoration = [
      { kind: 'igp', switch: '1s' },
      { kind: 'bgp', switch: '50s' },
    ];
    expect(lost(two('op'), { restoration }, cut('ga'))).toBeCloseTo(100, 6);
    expect(lost(two('other'), { restoration }, cut('ga'))).toBeCloseTo(5000, 6);
    expect(lost(two('other'), { restoration: [{ ...restoration[0], domain: 'any' }] }, cut('ga'))).toBeCloseTo(100, 6);
  });
  it('by hand begins when the owner has the alarm', () => {
    const machine = { restoration: [{ kind: 'manual', switch: '40s' }] };
    expect(lost(two('op'), machine, cut('ga'), { alarmSeconds: 25 })).toBeCloseTo(6500, 6);
    // Nobody hears of it: what is lost is lost until the way is mended.
    const never = { alarmSeconds: Number.POSITIVE_INFINITY };
    expect(lost(two('op'), machine, [...cut('ga'), { at: 400, up: ['ga'] }], never)).toBeCloseTo(100 * 300, 6);
  });
  it('draws from its laws: the median of BGP lies at two minutes', () => {
    const taus = Array.from({ length: 401 }, (_, seed) =>
      lost(two('op'), { restoration: [{ kind: 'bgp' }] }, cut('ga'), { seed, horizonSeconds: 1e7 }),
    ).sort((x, y) => x - y);
    // 3.29 standard errors of the median's rank: the 167th to the 234th of 401 hold the true median.
    expect(taus[167] / 100).toBeLessThan(120);
    expect(taus[233] / 100).toBeGreaterThan(120);
  });
});

describe('a plan', () => {
  const network = ring();
  it('names all that is wrong at once', () => {
    const { told } = planned(network, {
      protection: [
        { name: 'r', kind: 'ring', links: ['ga', 'ab', 'bx'] },
        { name: 'r', kind: 'ring', links: ['ga', 'ab', 'bc'] },
        { name: 's', kind: '1+1', working: ['ga', 'ab'], backup: ['gc', 'ab'] },
        { name: 't', kind: '1:1', working: ['ga', 'bc'], backup: ['gc'] },
        { name: 'u', kind: '1+1', working: ['ga'], backup: ['bc'] },
        { name: 'v', kind: 'frr', links: ['ga', 'ga'] },
      ],
      restoration: [{ kind: 'igp' }, { kind: 'igp', domain: 'any' }],
    });
    expect(told.errors).toEqual([
      { path: 'protection.0.links.2', found: '"bx"', known: true },
      { path: 'protection.1.name', found: '"r" a second time', known: false },
      { path: 'protection.1.links', found: 'links that do not form a cycle', known: false },
      { path: 'protection.2.backup.1', found: '"ab", which is a working link', known: false },
      { path: 'protection.3.working', found: 'links that do not form one path', known: false },
      { path: 'protection.4.backup', found: 'a path between b and c', known: false },
      { path: 'protection.5.links.1', found: '"ga" a second time', known: false },
      { path: 'restoration.1.kind', found: '"igp" a second time', known: false },
    ]);
  });
  it('refuses two cycles for one ring, and a ring of 17 sites', () => {
    const rounds = (sizes: number[], km = 1) => {
      const links: Record<string, { ends: [string, string]; km: number }> = {};
      const people: Record<string, number> = {};
      for (const [round, size] of sizes.entries())
        for (let k = 0; k < size; k++) {
          people[`s${round}-${k}`] = 1;
          links[`l${round}-${k}`] = { ends: [`s${round}-${k}`, `s${round}-${(k + 1) % size}`], km };
        }
      const plan = planned(backbone(people, links), {
        protection: [{ name: 'r', kind: 'ring', links: Object.keys(links) }],
        restoration: [{ kind: 'igp' }],
      });
      return { errors: plan.told.errors.map(({ found }) => found), warnings: plan.told.warnings };
    };
    expect(rounds([3, 3]).errors).toEqual(['links that do not form a cycle']);
    expect(rounds([16])).toEqual({ errors: [], warnings: [] });
    expect(rounds([17]).errors).toEqual(['a ring of 17 sites']);
    expect(rounds([13], 100).warnings).toEqual(['protection.0.links: a ring of 1300 km']);
  });
  it('tells which latencies somebody assumed, and that nothing restores', () => {
    const { told } = planned(network, { protection: [{ name: 'f', kind: 'frr', links: ['ga'] }] });
    expect(told.warnings).toEqual(['restoration: no mechanism']);
    expect(told.assumptions).toContain('2 of 3 latencies of machine-speed mechanisms: frr.holdOff, frr.switch');
    const dressed = { value: '1s', flag: 'measured', source: 'ours' };
    const machine = { restoration: [{ kind: 'igp', detect: dressed, holdOff: dressed, switch: dressed }] };
    expect(planned(network, machine).told.assumptions).toEqual([]);
  });
  it('takes no negative time and no unknown key', () => {
    expect(() => keysOf({ epsilon: '-1s' })).toThrow();
    expect(() => keysOf({ restoration: [{ kind: 'igp', switch: '-1s' }] })).toThrow();
    expect(() => keysOf({ restoration: [{ kind: 'ospf' }] })).toThrow();
    expect(() => keysOf({ protection: [{ name: 'r', kind: 'ring', working: ['a'] }] })).toThrow();
    expect(keysOf({})).toEqual({ epsilon: 1 / 3600, revert: 5 / 60, protection: [], restoration: [] });
  });
});
