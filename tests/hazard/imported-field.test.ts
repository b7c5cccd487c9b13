import { describe, expect, it } from 'vitest';
import { Damage } from '../../src/hazard/damage.ts';
import { importedField } from '../../src/hazard/imported-field.ts';
import { link, prepare, site } from './setting.ts';

const SITES = [site('a', 40.5, 48.5), site('b', 40.6, 48.7), site('far', 45, 60)];
const LINKS = [link('ab', SITES, 'a', 'b'), link('bf', SITES, 'b', 'far')];

/** A field of points every 0.1 degree with one motion everywhere. */
const csv = (pga: number, pgv: number): string => {
  const rows = ['lon,lat,PGA,PGV,MMI'];
  for (let lat = 402; lat <= 410; lat++)
    for (let lon = 482; lon <= 490; lon++) rows.push(`${lon / 10},${lat / 10},${pga},${pgv},`);
  return `${rows.join('\n')}\n`;
};
const made = (text: string, more: Record<string, unknown> = {}): ReturnType<typeof prepare> =>
  prepare(importedField, { file: 'field.csv', ...more }, SITES, LINKS, undefined, undefined, { 'field.csv': text });

describe('an imported shake field', () => {
  it('is what the ground does, exactly, where it states no uncertainty; outside it nothing shakes', () => {
    const { hazard, draws, assumptions } = made(csv(0.5, 30));
    const field = hazard.field?.(draws);
    expect(field?.sites.map(({ site: index }) => SITES[index].id)).toEqual(['a', 'b']);
    for (const { pgaG } of field?.sites ?? []) expect(pgaG).toBeCloseTo(0.5, 9);
    const inside = field?.points.filter(({ pgvCmS }) => pgvCmS > 0) ?? [];
    expect(inside.length).toBeGreaterThan(3);
    for (const { pgvCmS } of inside) expect(pgvCmS).toBeCloseTo(30, 9);
    expect(field?.points.some(({ pgvCmS }) => pgvCmS === 0)).toBe(true);
    expect(assumptions.join('\n')).toContain('the shake field is exact at');
  });
  it('damages more where it shakes more', () => {
    const hits = (text: string): number => {
      const { hazard, draws, lengthsKm } = made(text);
      const damage = new Damage();
      for (let replication = 0; replication < 200; replication++) {
        draws.replication = replication;
        hazard.strike(draws, lengthsKm, damage);
      }
      return damage.length;
    };
    expect(hits(csv(0.05, 3))).toBeLessThan(hits(csv(0.3, 20)));
    expect(hits(csv(0.3, 20))).toBeLessThan(hits(csv(1, 80)));
  });
  it('spreads about its medians when a standard deviation is given', () => {
    const { hazard, draws } = made(csv(0.5, 30), { sdLn: 0.6 });
    const logs: number[] = [];
    for (let replication = 0; replication < 2000; replication++) {
      draws.replication = replication;
      logs.push(Math.log((hazard.field?.(draws).sites[0].pgaG ?? 1) / 0.5));
    }
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const sd = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
    expect(Math.abs(mean)).toBeLessThan((3.29 * 0.6) / Math.sqrt(2000));
    expect(sd).toBeCloseTo(0.6, 1);
  });
  it('warns when it lies elsewhere, and tells the faults of its file', () => {
    const elsewhere = 'lon,lat,PGA,PGV,MMI\n10,10,0.2,10,\n10.1,10,0.2,10,\n10,10.1,0.2,10,\n10.1,10.1,0.2,10,\n';
    expect(made(elsewhere).warnings.map(({ found }) => found)).toContain('no site and no link within the field');
    expect(made('lon,lat,PGA,PGV,MMI\n48,40,much,10,\n').problems?.errors[0]).toMatchObject({
      file: 'field.csv',
      line: 2,
    });
  });
});
