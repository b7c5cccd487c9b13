/** `sim availability` as a person meets it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { availability } from '../../src/cli/availability.ts';
import { ROOT } from '../worlds.ts';
import { type Heard, hearing } from './hearing.ts';

const OPTIONS = { recovery: 'none', mttf: '8748h', mttr: '12h', replications: 10, years: 20 };

function run(file: string, options: Partial<Parameters<typeof availability>[1]> = {}): Heard {
  const { said, ended, end } = hearing();
  try {
    availability(file, { ...OPTIONS, ...options });
  } catch (fault) {
    ended(fault);
  } finally {
    end();
  }
  return said;
}

function written(text: string, name = 'net.yaml'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'resplice-')), name);
  writeFileSync(file, text);
  return file;
}

const TRIANGLE = `name: triangle
sites:
  - { id: a, role: core, operator: op, at: [0.5, 10] }
  - { id: b, role: core, operator: op, at: [0.5, 11] }
  - { id: c, role: core, operator: op, at: [1.5, 10] }
  - { id: d, role: core, operator: op, at: [2.5, 10] }
links:
  - { id: ab, ends: [a, b], medium: buried, operator: op, lengthKm: 120 }
  - { id: bc, ends: [b, c], medium: buried, operator: op, lengthKm: 170 }
  - { id: ca, ends: [c, a], medium: buried, operator: op, lengthKm: 120, mttf: 1000h, mttr: 10h }
  - { id: cd, ends: [c, d], medium: buried, operator: op, lengthKm: 120, status: planned }
`;

describe('sim availability', () => {
  it('prints bounds, simulation and worst demands as JSON', () => {
    const file = written(TRIANGLE);
    for (const recovery of ['none', 'protection', 'ideal']) {
      const { code, out } = run(file, { recovery, json: true });
      expect(code).toBe(0);
      const told = JSON.parse(out) as {
        pessimistic: number;
        optimistic: number;
        exact: number;
        simulated: { mean: number; ci95: [number, number]; seed: number };
        worst: { from: string; to: string; availability: number; minutesPerYear: number }[];
        assumptions: string[];
        unreachable: number;
      };
      const u = 12 / 8760;
      const v = 10 / 1010;
      if (recovery === 'none') expect(told.exact).toBeCloseTo(1 - (2 * u + v) / 3, 13);
      // Each demand: its own link, and either of the two others.
      else expect(told.exact).toBeCloseTo(1 - (2 * u * (1 - (1 - u) * (1 - v)) + v * (1 - (1 - u) ** 2)) / 3, 13);
      expect(told.pessimistic).toBeLessThanOrEqual(told.exact + 1e-14);
      expect(told.optimistic).toBeGreaterThanOrEqual(told.exact - 1e-14);
      expect(told.simulated.ci95[0]).toBeLessThanOrEqual(told.simulated.mean);
      expect(told.simulated.seed).toBe(1);
      expect(told.worst).toHaveLength(3);
      if (recovery === 'none') expect(told.worst[0]).toMatchObject({ from: 'a', to: 'c' });
      // The planned link is left out, and so is the site that hangs on it.
      expect(told.unreachable).toBe(3);
      expect(told.assumptions).toContain('MTTF 8748 h and MTTR 12 h where the file states none: in 2 of 3 groups');
    }
  });

  it('takes the demands of the file when it is asked to, weighed by their sizes', () => {
    const design = written(
      `<network version="6"><node id="1" name="A" xCoord="1" yCoord="1"/><node id="2" name="B" xCoord="2" yCoord="1"/>
<node id="3" name="C" xCoord="3" yCoord="1"/><layer id="0">
<link id="4" originNodeId="1" destinationNodeId="2" lengthInKm="200"/><link id="5" originNodeId="2" destinationNodeId="3" lengthInKm="200"/>
<demand id="6" ingressNodeId="1" egressNodeId="2" offeredTraffic="3"/>
<demand id="7" ingressNodeId="1" egressNodeId="3" offeredTraffic="1"/></layer></network>`,
      'net.n2p',
    );
    const told = (demands?: string): { exact: number; demands: number; demandSet: string; assumptions: string[] } =>
      JSON.parse(run(design, { json: true, ...(demands === undefined ? {} : { demands }) }).out);
    const u = 12 / 8760;
    const file = told('file');
    expect(file.exact).toBeCloseTo((3 * (1 - u) + (1 - u) ** 2) / 4, 13);
    expect([file.demands, file.demandSet]).toEqual([2, 'file']);
    expect(file.assumptions.join()).toContain('the demands of the file, weighed by their sizes');
    for (const uniform of [told(), told('uniform')]) {
      expect(uniform.exact).toBeCloseTo((2 * (1 - u) + (1 - u) ** 2) / 3, 13);
      expect([uniform.demands, uniform.demandSet]).toEqual([3, 'uniform']);
      expect(uniform.assumptions).toContain(
        'the 2 demands that the file states are not used (--demands file takes them)',
      );
    }
  });

  it('says so when the file states no demands, or the set of demands is none', () => {
    const none = run(written(TRIANGLE), { demands: 'file' });
    expect(none.code).toBe(2);
    expect(none.err).toMatch(/\(--demands\):1:1 found "file", and .*net\.yaml states no demands, expected uniform/);
    const unknown = run(written(TRIANGLE), { demands: 'fil' });
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('(--demands):1:1 found "fil", expected uniform or file (did you mean "file"?)');
  });

  it('prints a table for a person', () => {
    const { code, out } = run(written(TRIANGLE), { recovery: 'protection' });
    expect(code).toBe(0);
    for (const text of ['pessimistic bound', 'optimistic bound', 'simulated', 'a – c', 'min/year', '1 planned link'])
      expect(out).toContain(text);
  });

  it('works on the shipped backbones', () => {
    const { code, out } = run(`${ROOT}topologies/azerbaijan-caspian.yaml`, { recovery: 'ideal', json: true });
    expect(code).toBe(0);
    const told = JSON.parse(out) as { pessimistic: number; optimistic: number };
    expect(told.pessimistic).toBeGreaterThan(0.9);
    expect(told.optimistic).toBeGreaterThan(told.pessimistic);
    expect(told.optimistic).toBeLessThan(1);
  });

  it('tells all that is wrong at once', () => {
    const { code, out, err } = run(written('name: x\nsites: []\nlinks: [{}]\n'), {
      recovery: 'protecton',
      mttf: '0h',
      mttr: '12',
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      'the command line (--recovery):1:1 found "protecton", expected none, protection or ideal (did you mean "protection"?)',
    );
    expect(err).toContain('the command line (--mttf):1:1 found "0h"');
    expect(err).toContain('the command line (--mttr):1:1 found "12", expected a duration with its unit');
    expect(err).toContain('links[0].id');
    expect(run('nowhere.yaml').err).toContain('found no file nowhere.yaml');
    const one = 'name: x\nsites: [{ id: a, role: core, operator: op, at: [1, 1] }]\nlinks: []\n';
    expect(run(written(one))).toMatchObject({ code: 2, err: expect.stringContaining('no two sites that a way joins') });
    const often = run(written(TRIANGLE), { mttf: '1min', mttr: '1s', years: 1000 });
    expect(often).toMatchObject({ code: 2, err: expect.stringContaining('failures to simulate') });
  });
});
