/** `sim protocol list` and `sim protocol show`, as a person meets them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { protocolList } from '../../src/cli/protocol-list.ts';
import { protocolShow } from '../../src/cli/protocol-show.ts';
import { ROOT } from '../worlds.ts';
import { simAlone } from './sim.ts';

let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What a command writes and, if it ends early, the code that it ends with. */
function said(command: () => void): { code: number; out: string; err: string } {
  let code = 0;
  try {
    command();
  } catch (end) {
    code = (end as { code: number }).code;
  }
  return { code, out, err };
}

interface Shown {
  values: { block: string; path: string; [key: string]: unknown }[];
  [key: string]: unknown;
}

describe('sim protocol list', () => {
  it('names protocols, the simplest first, with what they extend, then mix-ins block by block', () => {
    const lines = said(() => protocolList({})).out.split('\n');
    expect(lines[0]).toBe('protocols');
    expect(lines[1]).toMatch(/^ {2}siloed +each operator sees and mends only its own faults/);
    const names = lines.flatMap((line) => /^ {2}([+a-z-]+) /.exec(line)?.[1] ?? []);
    const variants = [
      'siloed',
      'shared-picture',
      'siloed-trained',
      'joint-dispatch',
      'oracle-bound',
      'cmg-core',
      'cmg-satellite',
      'cmg-full',
      'cmg-regional',
    ];
    expect(names.filter((name) => variants.includes(name))).toEqual(variants);
    const mixIns = names.filter((name) => name.startsWith('+'));
    expect(mixIns.slice(0, 3)).toEqual(['+shared-picture', '+clairvoyant', '+joint-dispatch']);
    expect(names.indexOf(mixIns[0])).toBe(names.length - mixIns.length);
    expect(out).toMatch(/cmg-regional +cmg-full with crews of partners abroad\n +extends cmg-full, \+mutual-aid/);
    expect(out).toMatch(/\+roaming +sharing: an hour after/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('prints the same as JSON', () => {
    const list = JSON.parse(said(() => protocolList({ json: true })).out) as Record<string, { name: string }[]>;
    expect(list).toMatchObject({ format: 'resplice.protocols/1' });
    expect(list.protocols.find(({ name }) => name === 'cmg-satellite')).toMatchObject({
      title: 'Crisis Management Group with satellite capacity',
      extends: ['cmg-core', '+satellite-hot'],
    });
    expect(list.mixIns.find(({ name }) => name === '+fuel-pool')).toMatchObject({ block: 'power' });
  });
});

describe('sim protocol show', () => {
  it('prints every value with law, flag, origin and source in 120 columns', () => {
    const { code } = said(() => protocolShow('cmg-regional', {}));
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
    expect(lines[0]).toBe('cmg-regional: Crisis Management Group with its neighbours');
    expect(out).toContain('  extends cmg-full, +mutual-aid\n');
    expect(out).toMatch(/\d+ values, 0 of them facts \(published, measured, computed or derived\), \d+ assumptions/);
    expect(out).toMatch(
      /\n {2}arrival +lognormal \[36h, 0\.5\] +40\.8 h +2\.85 d +assumed +\+mutual-aid:\d+ +response/,
    );
    expect(out).toMatch(/\n {2}shareDelay +exponential 30min +30 min +1\.15 h +assumed +\+shared-picture:\d+ /);
    expect(out).toMatch(/\n {2}replanInterval +15min {10,}assumed +\+joint-dispatch:\d+ /);
    expect(out).toMatch(/\n {2}timeEffect +0\.3 +assumed +siloed:\d+ /);
    expect(out).toMatch(/\+mutual-aid +shipped:scenarios\/protocols\/blocks\/mutual-aid\.yaml\n/);
    expect(lines.filter((line) => /^[a-z]+[A-Za-z]*$/.test(line))).toEqual([
      'awareness',
      'dispatch',
      'resources',
      'mutualAid',
      'priorities',
      'sharing',
      'satellite',
      'preposition',
      'training',
      'traffic',
      'power',
    ]);
  });

  it('prints the same as JSON, with mean and 90th percentile in hours', () => {
    const { out: text } = said(() => protocolShow('cmg-regional', { json: true }));
    const shown = JSON.parse(text) as Shown;
    expect(shown).toMatchObject({
      format: 'resplice.protocol/1',
      name: 'cmg-regional',
      extends: ['cmg-full', '+mutual-aid'],
    });
    const arrival = shown.values.find(({ path }) => path === 'arrival');
    expect(arrival).toMatchObject({
      block: 'mutualAid',
      value: { lognormal: ['36h', 0.5] },
      flag: 'assumed',
      fact: false,
      source: 'response science 5.1',
      from: '+mutual-aid',
      file: 'shipped:scenarios/protocols/blocks/mutual-aid.yaml',
    });
    expect(arrival?.meanHours).toBeCloseTo(36 * Math.exp(0.125), 9);
    expect(arrival?.p90Hours).toBeCloseTo(36 * Math.exp(0.5 * 1.2815515655446004), 9);
  });

  it('shows a mix-in by name and by file, and leaves out columns that have nothing to say', () => {
    said(() => protocolShow('+roaming', {}));
    expect(out).toMatch(/^\+roaming: Roaming among operators\n/);
    expect(out).toMatch(/\n +value +flag +from +source\nsharing\n {2}roaming\.activation +1h +assumed +\+roaming:\d+/);
    const byName = out;
    out = '';
    said(() => protocolShow(join(ROOT, 'scenarios/protocols/blocks/roaming.yaml'), {}));
    expect(out.split('\n').slice(0, -2)).toEqual(byName.split('\n').slice(0, -2));
  });

  it('shows a file of one’s own: lists, values without a flag, and warnings on stderr', () => {
    const folder = mkdtempSync(join(tmpdir(), 'resplice-'));
    mkdirSync(join(folder, 'protocols/blocks'), { recursive: true });
    writeFileSync(
      join(folder, 'protocols/blocks/near.yaml'),
      'block: mutualAid\ntitle: t\nsummary: s\nmutualAid: { partners: { value: [georgia], flag: published, source: S-OTS } }\n',
    );
    writeFileSync(
      join(folder, 'protocols/mine.yaml'),
      'name: mine\ntitle: Mine\nsummary: s\nextends: [siloed, +mutual-aid, +near]\nmutualAid: { efficiency: 0.5 }\n',
    );
    const { code } = said(() => protocolShow(join(folder, 'protocols/mine.yaml'), {}));
    expect(code).toBe(0);
    expect(err).toMatch(/mine\.yaml:4:32 warning: extends\[2\]: found \+near upon \+mutual-aid/);
    expect(out).toMatch(/\n {2}partners +\[georgia\] +published +\+near:4 +S-OTS\n/);
    expect(out).toMatch(/\n {2}efficiency +0\.5 +not stated +mine:5\n/);
    expect(out).toMatch(/, 1 of them facts /);
  });

  it.each([
    ['cmg-ful', /found no protocol "cmg-ful", .*\(did you mean "cmg-full"\?\)$/m],
    ['roaming', /found no protocol "roaming", .*\(did you mean "\+roaming"\?\)$/m],
    ['+roming', /found no mix-in "\+roming", .*\(did you mean "\+roaming"\?\)$/m],
    ['nowhere.yaml', /found no file nowhere\.yaml/],
  ])('refuses %s with the nearest name', (name, message) => {
    expect(said(() => protocolShow(name, {}))).toEqual({ code: 2, out: '', err: expect.stringMatching(message) });
  });
});

describe('the command', () => {
  it('ends with 2 for an unknown name and writes nothing to stdout', async () => {
    vi.restoreAllMocks();
    const [wrong, shown] = await Promise.all(
      ['nobody', '+fuel-pool'].map((name) => simAlone(ROOT, 'protocol', 'show', name)),
    );
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toMatch(/^the command line:1:1 protocol: found no protocol "nobody"/);
    expect(shown.out).toMatch(/^\+fuel-pool: Generators and fuel in one pool\n/);
  });
});
