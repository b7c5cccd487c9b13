/** Equipment that fails by itself. */
import { describe, expect, it } from 'vitest';
import { equipment } from '../../src/hazard/equipment.ts';
import type { Role } from '../../src/network/network.ts';
import { countFaults, expectPoisson, expectUntouched } from './counting.ts';
import { faults, link, prepare, site, struck } from './setting.ts';

const roles: Role[] = ['core', 'junction', 'landing-station', 'teleport', 'satellite'];
const SITES = roles.map((role, place) => site(role, 40, 48 + place, { role }));
const LINKS = [link('l', SITES, 'core', 'junction')];

describe('equipment', () => {
  it('fails as often as the units of its role, on the ground only', () => {
    const prepared = prepare(equipment, {}, SITES, LINKS);
    const counts = SITES.map(() => 0);
    countFaults(prepared, 4000, ({ elements, isSite, states, times, lons }, fault) => {
      counts[elements[fault]]++;
      expect([isSite[fault], states[fault]]).toEqual([1, 1]);
      expect(times[fault]).toBeLessThan(8766);
      expect(lons[fault]).toBe(48 + elements[fault]);
    });
    const hours = 4000 * 8766;
    expectPoisson(counts[0], hours * (1e-5 + 1e-5 + 0.25e-5));
    expectPoisson(counts[1], hours * 0.4e-5);
    expectPoisson(counts[2], hours * 1.25e-5);
    expectPoisson(counts[3], hours * 1.25e-5);
    expect(counts[4]).toBe(0);
    const told = prepared.assumptions.join('\n');
    for (const word of ['router fails every 100000 h', 'amplifier fails every 250000 h', 'no stand-by'])
      expect(told).toContain(word);
  });
  it('fails as often as the scenario says: one value, by role, or by unit', () => {
    const one = prepare(equipment, { mtbfHours: 1000 }, SITES, LINKS);
    expectPoisson(countFaults(one, 200), (200 * 4 * 8766) / 1000);
    expect(one.assumptions).toEqual([]);
    const { times, length } = struck(one, 0);
    expect(new Set(times.subarray(0, length)).size).toBe(length);
    const guess = { value: 2000, flag: 'estimated' };
    const byRole = prepare(equipment, { mtbfHours: { core: guess } }, SITES.slice(0, 1), []);
    expectPoisson(countFaults(byRole, 500), (500 * 8766) / 2000);
    expect(byRole.assumptions).toHaveLength(1);
    const byUnit = prepare(equipment, { unitMtbfHours: { amplifier: guess } }, SITES.slice(1, 2), []);
    expectPoisson(countFaults(byUnit, 500), (500 * 8766) / 2000);
    expect(byUnit.assumptions.join('\n')).toContain('amplifier: 2000 is estimated');
  });
  it('is the same in the same replication and is not moved by another site', () => {
    const before = prepare(equipment, { mtbfHours: 4000 }, SITES, LINKS);
    const first = faults(struck(before, 1), SITES, LINKS);
    expect(faults(struck(before, 1), SITES, LINKS)).toEqual(first);
    expect(faults(struck(before, 2), SITES, LINKS)).not.toEqual(first);
    const moreSites = [...SITES, site('new', 41, 48)];
    const moreLinks = [...LINKS, link('n', moreSites, 'new', 'core')];
    const after = prepare(equipment, { mtbfHours: 4000 }, moreSites, moreLinks);
    expectUntouched(before, SITES, LINKS, after, moreSites, moreLinks);
  });
  it('refuses what cannot be', () => {
    for (const wrong of [{ mtbfHours: 0 }, { mtbfHours: { cor: 5 } }, { unitMtbfHours: { router: -1 } }])
      expect(equipment.schema.safeParse(wrong).success).toBe(false);
  });
});
