/** The commands on what breaks, called in this process. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { field } from '../../src/cli/hazard-field.ts';
import { joint } from '../../src/cli/hazard-joint.ts';
import { CommandEnd } from '../../src/cli/output.ts';
import { ROOT } from '../worlds.ts';

const QUAKE = `${ROOT}scenarios/quake.yaml`;

const captured = (work: () => void): string => {
  let text = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((more) => {
    text += String(more);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    work();
  } finally {
    out.mockRestore();
  }
  return text;
};
afterEach(() => {
  vi.restoreAllMocks();
});

interface Feature {
  geometry: { coordinates: [number, number] };
  properties: { hazard: string; site?: string; link?: string; pgaG?: number; pgvCmS?: number; mmi: number };
}

describe('sim hazard field', () => {
  it('draws the shaking of a replication at sites and along links, the same each time', () => {
    const file = path(mkdtempSync(path(tmpdir(), 'resplice-')), 'field.geojson');
    const shown = captured(() => field(QUAKE, { replication: 3 }));
    captured(() => field(QUAKE, { replication: 3, geojson: file }));
    const { features } = JSON.parse(shown) as { features: Feature[] };
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ type: 'FeatureCollection', features });
    const shamakhi = features.find(({ properties }) => properties.site === 'shamakhi');
    expect(shamakhi?.geometry.coordinates).toEqual([48.6414, 40.6314]);
    expect(shamakhi?.properties.pgaG).toBeGreaterThan(0.05);
    expect(shamakhi?.properties.mmi).toBeGreaterThan(5);
    const along = features.filter(({ properties }) => properties.link === 'baku--alat');
    expect(along.length).toBeGreaterThanOrEqual(12);
    expect(along.every(({ properties }) => (properties.pgvCmS ?? 0) > 0)).toBe(true);
    expect(captured(() => field(QUAKE, { replication: 4 }))).not.toBe(shown);
  });
  it('says when nothing shakes', () => {
    expect(() => captured(() => field(`${ROOT}scenarios/cable-cut.yaml`, { replication: 0 }))).toThrow(CommandEnd);
  });
});

describe('sim hazard joint', () => {
  it('prints pairs with their excess, as a table and as JSON', () => {
    const table = captured(() => joint(QUAKE, { replications: 300, top: 5 }));
    expect(table.trim().split('\n')).toHaveLength(8);
    expect(table).toMatch(/links that are cut together, in 300 replications/);
    const document = JSON.parse(captured(() => joint(QUAKE, { replications: 300, top: 5, json: true }))) as {
      format: string;
      pairs: { a: string; together: number; independent: number }[];
    };
    expect(document.format).toBe('resplice.joint/1');
    expect(document.pairs[0].together).toBeGreaterThan(document.pairs[0].independent);
  });
});
