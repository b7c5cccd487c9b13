/** Whole worlds drawn at random: whatever the backbone, the hazards and the protocol, what must hold holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../src/simulation/world.ts';
import { compiledFrom, ran, traced } from '../worlds.ts';

const SITES = 7;
const operators = ['alpha', 'beta'];

const worlds = fc.record({
  sites: fc.array(
    fc.record({
      population: fc.integer({ min: 0, max: 1000 }),
      operator: fc.constantFrom(...operators),
      dx: fc.double({ min: -1, max: 1, noNaN: true }),
      dy: fc.double({ min: -1, max: 1, noNaN: true }),
      gateway: fc.boolean(),
    }),
    { minLength: SITES, maxLength: SITES },
  ),
  links: fc.array(
    fc.record({
      a: fc.nat(SITES - 1),
      b: fc.nat(SITES - 1),
      operator: fc.constantFrom(...operators),
      medium: fc.constantFrom('buried', 'duct', 'aerial', 'submarine', 'microwave', 'opgw'),
      group: fc.option(fc.constantFrom('g1', 'g2'), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  crews: fc.array(
    fc.record({
      operator: fc.constantFrom(...operators, '*'),
      base: fc.nat(SITES - 1),
      count: fc.integer({ min: 1, max: 3 }),
      skills: fc.constantFrom(['fibre'], ['site'], ['fibre', 'site']),
    }),
    { maxLength: 3 },
  ),
  vessel: fc.constantFrom('resident', 'converted', 'import', 'none'),
  magnitude: fc.double({ min: 6, max: 8, noNaN: true }),
  depthKm: fc.constantFrom(8, 15, 40),
  rate: fc.integer({ min: 0, max: 3000 }),
  loss: fc.nat(SITES - 1),
  reference: fc.constantFrom('gateway', 'largest-component'),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('any world', () => {
  it('keeps its books', () => {
    fc.assert(
      fc.property(worlds, (drawn) => {
        const topology = JSON.stringify({
          name: 'fuzz',
          sites: drawn.sites.map(({ population, operator, dx, dy, gateway }, k) => ({
            id: `s${k}`,
            role: k === 0 || gateway ? 'gateway' : 'core',
            operator,
            at: [40.5 + dy, 48.5 + dx],
            population,
          })),
          links: drawn.links.map(({ a, b, operator, medium, group }, k) => ({
            id: `l${k}`,
            ends: [`s${a}`, `s${b}`],
            medium,
            operator,
            ...(group === undefined ? {} : { riskGroup: group }),
          })),
        });
        const horizonHours = 24 * 40;
        const compiled = compiledFrom(
          {
            protocols: ['siloed', 'cmg-core'],
            horizon: '40d',
            seed: drawn.seed,
            reference: drawn.reference,
            repairVessel: drawn.vessel,
            crews: drawn.crews.map(({ operator, base, count, skills }, k) => ({
              id: `c${k}`,
              operator,
              base: `s${base}`,
              count,
              skills,
            })),
            hazards: [
              { earthquake: { at: '5h', magnitude: drawn.magnitude, epicentre: [40.5, 48.5], depthKm: drawn.depthKm } },
              { 'random-cuts': { ratesPer1000KmYear: { buried: drawn.rate, submarine: drawn.rate } } },
              { 'cable-cut': { link: 'l0', at: '9h', times: 2 } },
              { 'site-loss': { site: `s${drawn.loss}`, at: '5h' } },
            ],
            watch: ['l0'],
          },
          topology,
        );
        const { people, pairs } = compiled.model.demand;
        for (const variant of [0, 1]) {
          const { world, entries } = traced(compiled, 3, variant);
          const { timeline, damage, status } = world;

          // Every fault is mended, moot or still open; open faults are what the elements count.
          const open = new Map<string, number>();
          for (let fault = 0; fault < damage.length; fault++) {
            expect(damage.times[fault]).toBeLessThanOrEqual(horizonHours);
            const is = status[fault];
            expect(is).not.toBe(STATUS.pending);
            if (is === STATUS.mended || is === STATUS.moot) continue;
            const key = `${damage.isSite[fault]} ${damage.elements[fault]}`;
            open.set(key, (open.get(key) ?? 0) + 1);
          }
          for (const [site, count] of world.siteFaults.entries()) expect(count).toBe(open.get(`1 ${site}`) ?? 0);
          for (const [link, count] of world.linkFaults.entries()) expect(count).toBe(open.get(`0 ${link}`) ?? 0);

          // A crew or a vessel works on one fault at a time, and on nothing that it may not mend.
          const busy = new Map<string, number>();
          for (const { what, name, fault } of entries) {
            if (what === 'assigned') {
              expect(busy.has(name)).toBe(false);
              busy.set(name, fault);
              const crew = compiled.model.crews.find((one) => one.name === name);
              if (crew === undefined) expect(world.isSubmarine(fault)).toBe(true);
              else {
                expect(damage.isSite[fault] === 1 ? crew.mendsSites : crew.mendsLinks).toBe(true);
                if (variant === 0) expect(crew.operator).toBe(compiled.model.operators[world.operatorOf(fault)]);
              }
            }
            if (what === 'mended') for (const [server, work] of busy) if (work === fault) busy.delete(server);
          }

          // The curves stay within what there is to lose, in order of time, and the books of sites and of people agree.
          for (let row = 0; row < timeline.length; row++) {
            expect(timeline.cutOff[row]).toBeGreaterThanOrEqual(0);
            expect(timeline.cutOff[row]).toBeLessThanOrEqual(people);
            expect(timeline.pairsLost[row]).toBeLessThanOrEqual(pairs);
            if (row > 0) expect(timeline.times[row]).toBeGreaterThan(timeline.times[row - 1]);
          }
          if (drawn.reference === 'gateway') {
            const bySite = world.ledger.hours.reduce(
              (sum, hours, site) => sum + hours * compiled.model.network.population[site],
              0,
            );
            const index = compiled.model.metrics.findIndex(({ name }) => name === 'lostUserHours');
            expect(compiled.model.metrics[index].read(timeline)).toBeCloseTo(bySite, 3);
          }
        }
        expect(ran(compiled, 2)).toEqual(ran(compiled, 2));
      }),
      { numRuns: 150, seed: 20261122 },
    );
  }, 300_000);
});
