import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws, hashName, keyFrom, PURPOSE } from '../../src/engine/draws.ts';
import { threefry4x32 } from '../../src/engine/threefry.ts';

const words = (text: string): number[] => text.split(' ').map((word) => Number.parseInt(word, 16) | 0);

describe('threefry-4x32-20', () => {
  // Known-answer vectors of the Random123 distribution (kat_vectors).
  it.each([
    [
      '00000000 00000000 00000000 00000000',
      '00000000 00000000 00000000 00000000',
      '9c6ca96a e17eae66 fc10ecd4 5256a7d8',
    ],
    [
      'ffffffff ffffffff ffffffff ffffffff',
      'ffffffff ffffffff ffffffff ffffffff',
      '2a881696 57012287 f6c7446e a16a6732',
    ],
    [
      '243f6a88 85a308d3 13198a2e 03707344',
      'a4093822 299f31d0 082efa98 ec4e6c89',
      '59cd1dbb b8879579 86b5d00c ac8b6d84',
    ],
  ])('counter %s, key %s', (counter, key, expected) => {
    const [c0, c1, c2, c3] = words(counter);
    const out = new Int32Array(4);
    threefry4x32(Int32Array.from(words(key)), c0, c1, c2, c3, out);
    expect([...out]).toEqual(words(expected));
  });
});

describe('draws by address', () => {
  const key = keyFrom(seedrandom('7'));
  const drawsWith = (...names: string[]): [Draws, number[]] => {
    const addresses = new Addresses();
    const handles = names.map((name) => addresses.handle(name));
    return [new Draws(key, addresses), handles];
  };

  it('depend on the name alone, not on when it was registered or what else was drawn', () => {
    const [few, [alone]] = drawsWith('link/a--b');
    const [many, [, , third]] = drawsWith('site/x', 'crew/y', 'link/a--b');
    for (let k = 0; k < 10; k++) many.uniform(0, PURPOSE.repair, k);
    few.replication = many.replication = 12;
    expect(many.uniform(third, PURPOSE.repair, 3)).toBe(few.uniform(alone, PURPOSE.repair, 3));
  });

  it('differ by name, purpose, occurrence, replication and seed', () => {
    const [draws, [a, b]] = drawsWith('a', 'b');
    const seen = new Set<number>();
    const add = (): void => {
      seen.add(draws.uniform(a, PURPOSE.repair, 0));
      seen.add(draws.uniform(b, PURPOSE.repair, 0));
      seen.add(draws.uniform(a, PURPOSE.detect, 0));
      seen.add(draws.uniform(a, PURPOSE.repair, 1));
    };
    add();
    draws.replication = 1;
    add();
    const addresses = new Addresses();
    const other = new Draws(keyFrom(seedrandom('8')), addresses);
    seen.add(other.uniform(addresses.handle('a'), PURPOSE.repair, 0));
    expect(seen.size).toBe(9);
  });

  it('are uniform: mean, variance, lag-1 correlation and 100 bins at a fixed seed', () => {
    const [draws, [a]] = drawsWith('a');
    const n = 100_000;
    const bins = new Float64Array(100);
    let sum = 0;
    let squares = 0;
    let lag = 0;
    let before = 0.5;
    for (let k = 0; k < n; k++) {
      const u = draws.uniform(a, PURPOSE.repair, k);
      expect(u > 0 && u < 1).toBe(true);
      bins[Math.floor(100 * u)]++;
      sum += u;
      squares += (u - 0.5) ** 2;
      lag += (u - 0.5) * (before - 0.5);
      before = u;
    }
    const chi2 = bins.reduce((total, count) => total + (count - n / 100) ** 2 / (n / 100), 0);
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(3.29 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(squares / n - 1 / 12)).toBeLessThan(3.29 * Math.sqrt(1 / 180 / n));
    expect(Math.abs(lag / n) * 12 * Math.sqrt(n)).toBeLessThan(3.29);
    // 99.9 % point of chi-square with 99 degrees of freedom.
    expect(chi2).toBeLessThan(148.23);
  });

  it('hash a hundred thousand names without a collision', () => {
    const seen = new Set<string>();
    for (let k = 0; k < 100_000; k++) seen.add(hashName(`link/site${k}--site${k + 1}`).join());
    expect(seen.size).toBe(100_000);
  });
});
