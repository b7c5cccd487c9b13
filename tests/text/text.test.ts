import { expect, it, describe as suite } from 'vitest';
import { z } from 'zod';
import { merged, pathText, readDocument, validated, valueAt, withOverride } from '../../src/text/document.ts';
import { describe, nearestName, oneOf, Problems, shown } from '../../src/text/problem.ts';
import { durationLaw, isFact, parseHours, sourced } from '../../src/text/quantity.ts';

const read = (text: string, file = 'f.yaml') => {
  const problems = new Problems();
  return { document: readDocument(text, file, problems), problems };
};

suite('quantities', () => {
  it.each([
    ['30min', 0.5],
    ['1.5h', 1.5],
    ['50ms', 50 / 3_600_000],
    ['2 d', 48],
    ['1w', 168],
    [0, 0],
    ['3', undefined],
    [3, undefined],
    ['-3h', undefined],
    ['3 hours', undefined],
  ])('%s is %s hours', (written, hours) => {
    if (hours === undefined) expect(parseHours(written)).toBeUndefined();
    else expect(parseHours(written)).toBeCloseTo(hours, 12);
  });

  it.each([
    ['6h', { law: 'fixed', value: 6 }],
    [{ exponential: '2h' }, { law: 'exponential', mean: 2 }],
    [{ lognormal: ['6h', 0.8] }, { law: 'lognormal', median: 6, sigma: 0.8 }],
    [{ triangular: ['0h', '1d', '2d'] }, { law: 'triangular', low: 0, mode: 24, high: 48 }],
    [{ uniform: ['1h', '2h'] }, { law: 'uniform', low: 1, high: 2 }],
  ])('%j is a law', (written, law) => {
    expect(durationLaw.parse(written)).toEqual(law);
  });

  it.each([
    { exponential: '0h' },
    { lognormal: ['6h', -1] },
    { triangular: ['2d', '1d', '3d'] },
    { uniform: ['3h', '2h'] },
    { exponential: '2h', uniform: ['1h', '2h'] },
    'soon',
    { normal: [1, 2] },
  ])('%j is none', (written) => {
    expect(durationLaw.safeParse(written).success).toBe(false);
  });

  it('carry their source', () => {
    expect(sourced(z.number()).parse(3)).toEqual({ value: 3 });
    expect(sourced(z.number()).parse({ value: 3, flag: 'published', source: 'S' })).toEqual({
      value: 3,
      flag: 'published',
      source: 'S',
    });
    expect(isFact('published')).toBe(true);
    expect(isFact('estimated')).toBe(false);
    expect(isFact(undefined)).toBe(false);
  });
});

suite('problems', () => {
  it('are one line each, with the nearest known name', () => {
    const problems = new Problems();
    problems.error(
      { file: 'a.yaml', line: 3, column: 7 },
      'x[0].y',
      'unknown key "magnitud"',
      'magnitude or depth',
      'magnitude',
    );
    problems.warning({ file: 'a.yaml', line: 1, column: 1 }, '', 'nothing', 'something');
    expect(problems.list.map(describe)).toEqual([
      'a.yaml:3:7 x[0].y: found unknown key "magnitud", expected magnitude or depth (did you mean "magnitude"?)',
      'a.yaml:1:1 warning: found nothing, expected something',
    ]);
    expect([problems.errors.length, problems.warnings.length]).toEqual([1, 1]);
  });
  it('are told once, however often the file is read', () => {
    const problems = new Problems();
    for (let time = 0; time < 2; time++) problems.error({ file: 'a', line: 1, column: 1 }, 'p', 'x', 'y');
    expect(problems.list).toHaveLength(1);
  });
  it('suggest only what is near', () => {
    expect(nearestName('magnitud', ['depth', 'magnitude'])).toBe('magnitude');
    expect(nearestName('zebra', ['depth', 'magnitude'])).toBeUndefined();
    expect(oneOf(['a', 'b', 'c'])).toBe('a, b or c');
    expect(oneOf(Array.from({ length: 14 }, (_, k) => `n${k}`))).toContain('(14 in all)');
    expect(shown('x'.repeat(99))).toHaveLength(58);
    expect(shown(undefined)).toBe('nothing');
  });
});

suite('documents', () => {
  it('know the place of keys and values', () => {
    const { document } = read('a: 1\nb:\n  - x\n  - c: 5\n');
    expect(document!.at(['b', 1, 'c'])).toEqual({ file: 'f.yaml', line: 4, column: 8 });
    expect(document!.keyAt(['b', 1, 'c'])).toEqual({ file: 'f.yaml', line: 4, column: 5 });
    expect(document!.at(['b', 7])).toEqual({ file: 'f.yaml', line: 3, column: 3 });
    expect(pathText(['b', 1, 'c'])).toBe('b[1].c');
  });

  it('refuse what is no YAML, no mapping, or an alias bomb, at its place', () => {
    expect(describe(read('a: [1,\nb: 2').problems.list[0])).toMatch(/^f\.yaml:2:\d+ found YAML that cannot be read/);
    expect(describe(read('').problems.list[0])).toBe(
      'f.yaml:1:1 found an empty document, expected keys and values at the top',
    );
    expect(describe(read('- 1\n').problems.list[0])).toContain('expected keys and values at the top');
    expect(describe(read('a: 1\na: 2\n').problems.list[0])).toMatch(/^f\.yaml:2:1 /);
    const layers = Array.from(
      { length: 9 },
      (_, k) =>
        `l${k}: &l${k} [${Array(9)
          .fill(k === 0 ? '"lol"' : `*l${k - 1}`)
          .join(', ')}]`,
    );
    expect(describe(read(layers.join('\n')).problems.list[0])).toContain('aliases that cannot be resolved');
  });

  it('are merged key by key; lists, sourced values and laws are replaced; every part keeps its place', () => {
    const base = read(
      'a:\n  x: { value: 1, flag: published }\n  y: { lognormal: [6h, 1] }\n  z: 3\nl: [1, 2]\n',
      'base.yaml',
    ).document!;
    const over = read('a:\n  x: 2\n  y: { exponential: 1h }\nl: [9]\n', 'over.yaml').document!;
    const whole = merged(base, over, new Problems());
    expect(whole.value).toEqual({ a: { x: 2, y: { exponential: '1h' }, z: 3 }, l: [9] });
    expect(whole.at(['a', 'x']).file).toBe('over.yaml');
    expect(whole.at(['a', 'z'])).toEqual({ file: 'base.yaml', line: 4, column: 6 });
    expect(whole.at(['l', 1])).toEqual({ file: 'over.yaml', line: 4, column: 4 });
  });

  it('tell every problem of a schema at once, with the known names', () => {
    const schema = z.strictObject({
      list: z.array(z.strictObject({ role: sourced(z.enum(['core', 'gateway'])), size: z.number().min(3).optional() })),
      when: durationLaw,
      few: z.array(z.number()).max(1).optional(),
      big: z.number().max(5).optional(),
    });
    const { document, problems } = read(
      'list:\n  - role: { value: cor }\n    sise: 4\n  - role: gateway\n    size: 1\nwhen: soon\nfew: [1, 2]\nbig: 7\n',
    );
    expect(validated(document!, schema, problems)).toBeUndefined();
    expect(problems.list.map(describe).sort()).toEqual([
      'f.yaml:2:20 list[0].role.value: found "cor", expected core or gateway (did you mean "core"?)',
      'f.yaml:3:5 list[0]: found unknown key "sise", expected role or size (did you mean "size"?)',
      'f.yaml:5:11 list[1].size: found 1, expected at least 3',
      expect.stringMatching(/^f\.yaml:6:7 when: found "soon", expected a duration such as 6h, or a law/),
      'f.yaml:7:6 few: found [1,2], expected at most 1 entries',
      'f.yaml:8:6 big: found 7, expected at most 5',
    ]);
  });

  it('take a value from the command line', () => {
    const document = withOverride(read('a: 1\n').document!, ['b', 'c'], 5, '--c');
    expect(valueAt(document.value, ['b', 'c'])).toBe(5);
    expect(document.at(['b', 'c']).file).toBe('the command line (--c)');
    expect(valueAt(document.value, ['a', 'x'])).toBeUndefined();
  });
});
