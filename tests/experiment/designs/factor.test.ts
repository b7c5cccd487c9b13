import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Factor,
  factorFrom,
  factorOf,
  isMistake,
  mistakeAmong,
  pathOf,
  valueAlong,
  written,
} from '../../../src/experiment/designs/factor.ts';
import { pathText } from '../../../src/text/document.ts';

const factor = (text: string): Factor => {
  const result = factorOf(text);
  if (isMistake(result)) throw new Error(`found ${result.found}, expected ${result.expected}`);
  return result;
};
const levels = (text: string) => {
  const { values } = factor(text);
  return values.kind === 'levels' ? values.levels : values;
};

describe('the text of a factor', () => {
  it('has a path and a range, both ends of it included', () => {
    expect(factor('hazards[0].earthquake.magnitude=6:7.5:0.25')).toEqual({
      path: 'hazards[0].earthquake.magnitude',
      values: { kind: 'levels', levels: [6, 6.25, 6.5, 6.75, 7, 7.25, 7.5] },
    });
  });
  it('gathers no error on the way', () => {
    expect(levels('x=0:1:0.1')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(levels('x=-0.3:0.3:0.1')).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    expect(levels('x=1e-3:3e-3:1e-3')).toEqual([0.001, 0.002, 0.003]);
    expect(levels('x=1e3:3e3:1e3')).toEqual([1000, 2000, 3000]);
  });
  it('ends below the high where the steps do not meet it', () => {
    expect(levels('x=6:7.6:0.5')).toEqual([6, 6.5, 7, 7.5]);
  });
  it('keeps units', () => {
    expect(levels('x=2h:8h:2h')).toEqual(['2h', '4h', '6h', '8h']);
    expect(levels('x=0.5km:1.5km:0.5km')).toEqual(['0.5km', '1km', '1.5km']);
    expect(levels('x=1 Gbit/s:3 Gbit/s:1 Gbit/s')).toEqual(['1 Gbit/s', '2 Gbit/s', '3 Gbit/s']);
    expect(levels('x=10km')).toEqual(['10km']);
    // Readers of quantities take no exponent behind which a unit stands.
    expect(levels('x=1e-7h:2e-7h:1e-7h')).toEqual(['0.0000001h', '0.0000002h']);
  });
  it('may be a list of numbers, quantities or words', () => {
    expect(levels('x=1, 2.5,-3')).toEqual([1, 2.5, -3]);
    expect(levels('horizon=7d,14d')).toEqual(['7d', '14d']);
    expect(levels('repairVessel=resident,import')).toEqual(['resident', 'import']);
    expect(levels('repairVessel=resident')).toEqual(['resident']);
    expect(factorFrom('x', [1, '4h'])).toEqual({ path: 'x', values: { kind: 'levels', levels: [1, '4h'] } });
    expect(factorFrom('x', 3)).toEqual({ path: 'x', values: { kind: 'levels', levels: [3] } });
    expect(['true', 'false', 'truth', 1].map(written)).toEqual([true, false, 'truth', 1]);
  });
  it('may be an interval', () => {
    expect(factor('x=6:7.5').values).toEqual({ kind: 'interval', low: 6, high: 7.5, unit: '' });
    expect(factor('x=1h:12h').values).toEqual({ kind: 'interval', low: 1, high: 12, unit: 'h' });
  });
  it.each([
    ['hazards', '"hazards", without "="', 'a path, "="'],
    ['=1,2', 'no path', 'a path, "="'],
    ['hazards[x].m=1,2', 'the path "hazards[x].m"', 'keys joined by dots'],
    ['a..b=1', 'the path "a..b"', 'keys joined by dots'],
    ['x=', 'no values for x', 'a range low:high:step'],
    ['x=1,,2', 'an empty place in the list for x', 'numbers or words'],
    ['x=1,1.0', '1 twice for x', 'each value once'],
    ['x=1:2:3:4', '4 parts in "1:2:3:4" for x', 'a range low:high:step'],
    ['x=1::2', 'nothing in "1::2" for x', 'a number'],
    ['x=low:high', '"low" in "low:high" for x', 'a number, with its unit'],
    ['x=2:8h:2h', 'no unit and "h" in "2:8h:2h" for x', 'the same unit throughout'],
    ['x=30min:2h:30min', '"min" and "h" in "30min:2h:30min" for x', 'the same unit throughout'],
    ['x=7:6:0.5', '"7:6:0.5" for x', 'a low below the high'],
    ['x=6:6', '"6:6" for x', 'a low below the high'],
    ['x=6:7:0', 'a step of 0 in "6:7:0" for x', 'a step above 0'],
    ['x=6:7:-1', 'a step of -1 in "6:7:-1" for x', 'a step above 0'],
    ['x=0:1:0.00001', '100001 values in "0:1:0.00001" for x', 'at most 10000'],
  ])('%s is told: found %s', (text, found, expected) => {
    const result = factorOf(text);
    expect(isMistake(result)).toBe(true);
    if (!isMistake(result)) return;
    expect(result.found).toBe(found);
    expect(result.expected).toContain(expected);
  });
  it.each([[[true]], [[]], [null], [{ low: 1 }], [Number.NaN]])('values %j of a file are told', (values) => {
    expect(isMistake(factorFrom('x', values))).toBe(true);
  });

  it('reads whatever decimals are written, to the last digit (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 6 }),
        (low, steps, step, places) => {
          const text = (whole: number): string => {
            const digits = String(Math.abs(whole)).padStart(places + 1, '0');
            const cut = digits.length - places;
            return `${whole < 0 ? '-' : ''}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ''}`;
          };
          const all = Array.from({ length: steps + 1 }, (_, index) => Number(text(low + index * step)));
          expect(levels(`x=${text(low)}:${text(low + steps * step)}:${text(step)}`)).toEqual(
            all.map((value) => value + 0),
          );
        },
      ),
    );
  });
});

describe('a path', () => {
  it('is taken apart and put together', () => {
    for (const text of ['horizon', 'hazards[0].earthquake.magnitude', 'a.b[2][3].c-d'])
      expect(pathText(pathOf(text) ?? [])).toBe(text);
    expect(pathOf('hazards[0].earthquake.magnitude')).toEqual(['hazards', 0, 'earthquake', 'magnitude']);
  });
});

describe('the way through a factor', () => {
  it('goes through an interval evenly, in no more digits than matter', () => {
    const magnitude = factor('x=6:7.5');
    expect([0, 0.5, 1].map((u) => valueAlong(magnitude, u))).toEqual([6, 6.75, 7.5]);
    expect(valueAlong(magnitude, 1 / 3)).toBe(6.5);
    expect(valueAlong(factor('x=0:1'), 1 / 3)).toBe(0.333333);
    expect(valueAlong(factor('x=1h:12h'), 0.25)).toBe('3.75h');
    expect(valueAlong(factor('x=0:1e-9'), 1 / 3)).toBe(3.33333e-10);
  });
  it('stays within the interval and near its place (property)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, width, u) => {
          const interval: Factor = { path: 'x', values: { kind: 'interval', low, high: low + width, unit: '' } };
          const value = Number(valueAlong(interval, u));
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(low + width);
          expect(Math.abs(value - (low + u * width))).toBeLessThanOrEqual(1e-6 * width + 1e-9);
        },
      ),
    );
  });
  it('gives each value of a list the same part', () => {
    const vessels = factor('x=none,resident,import');
    expect([0, 0.33, 0.34, 0.66, 0.67, 0.999, 1].map((u) => valueAlong(vessels, u))).toEqual([
      'none',
      'none',
      'resident',
      'resident',
      'import',
      'import',
      'import',
    ]);
  });
});

it('factors are at least one, and each of them once', () => {
  expect(mistakeAmong([])?.found).toBe('no factor');
  expect(mistakeAmong([factor('x=1'), factor('y=1'), factor('x=2')])?.found).toBe('x twice');
  expect(mistakeAmong([factor('x=1'), factor('y=1')])).toBeUndefined();
});
