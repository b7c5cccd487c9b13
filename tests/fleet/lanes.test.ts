/** Work shared out among threads: each piece once, by whoever is free, a few at a time, and none after a fault. */
import { Piscina } from 'piscina';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChunkRunner } from '../../src/fleet/chunk-runner.ts';
import { type Lanes, shareOut } from '../../src/fleet/lanes.ts';
import { planned } from './queue-world.ts';

const { work, indices } = planned(40, 2);
const runner = new ChunkRunner(work);

afterEach(() => {
  vi.restoreAllMocks();
});

/** Chunks of a small sweep, whatever they cost shared out as if it were worth it. */
function lanes(threads: number, keep: (index: number) => void): Lanes<number, Uint8Array> {
  const here = vi.fn((index: number) => runner.run(index));
  return { threads, here, worker: { name: 'sweepChunk', data: work }, keep, warmUp: 1, worthSeconds: 0 };
}

/** The same pieces, and how many of them have been handed out so far. */
function watched(tasks: readonly number[]): { tasks: readonly number[]; handedOut: () => number } {
  let count = 0;
  const get = (all: readonly number[], key: string | symbol): unknown => {
    if (typeof key === 'string' && /^\d+$/.test(key)) count++;
    return Reflect.get(all, key);
  };
  return { tasks: new Proxy(tasks, { get }), handedOut: () => count };
}

const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

/** This thread does one piece; each worker does one, and one waits there. */
const mostUnderWay = (threads: number): number => 1 + 2 * (threads - 1);

describe('work shared out', () => {
  it.each([2, 3])('among %i threads is done once each, in no order, a few pieces at a time', async (threads) => {
    const destroy = vi.spyOn(Piscina.prototype, 'destroy');
    const { tasks, handedOut } = watched(indices);
    const kept: number[] = [];
    let most = 0;
    const asked = lanes(threads, (index) => {
      most = Math.max(most, handedOut() - kept.length);
      kept.push(index);
    });
    await shareOut(tasks, asked);
    expect(sorted(kept)).toEqual(indices);
    expect(handedOut()).toBe(indices.length);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(mostUnderWay(threads));
    // The workers did the rest of what was not done here.
    expect(vi.mocked(asked.here).mock.calls.length).toBeLessThan(indices.length);
    expect(destroy).toHaveBeenCalledOnce();
    expect(destroy.mock.contexts[0]).toMatchObject({ threads: [] });
  });

  it.each([0, 1, 9])(
    'ends when what comes after %i pieces cannot be kept: no more is begun, and no thread is left',
    async (after) => {
      const destroy = vi.spyOn(Piscina.prototype, 'destroy');
      const { tasks, handedOut } = watched(indices);
      let kept = 0;
      const keep = (): void => {
        if (kept === after) throw new Error('full');
        kept++;
      };
      await expect(shareOut(tasks, lanes(2, keep))).rejects.toThrow('full');
      expect(kept).toBe(after);
      expect(handedOut()).toBeLessThanOrEqual(after + mostUnderWay(2));
      // The first piece is done before any thread is started.
      expect(destroy).toHaveBeenCalledTimes(after === 0 ? 0 : 1);
      for (const pool of destroy.mock.contexts) expect(pool).toMatchObject({ threads: [] });
      const begun = handedOut();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([kept, handedOut()]).toEqual([after, begun]);
    },
  );

  it('is not waited for where the workers are still starting: what they hold is done here', async () => {
    const destroy = vi.spyOn(Piscina.prototype, 'destroy');
    const kept: number[] = [];
    const asked = lanes(3, (index) => kept.push(index));
    await shareOut(indices, { ...asked, worthSeconds: 1e-9 });
    expect(sorted(kept)).toEqual(indices);
    expect(vi.mocked(asked.here).mock.calls.length).toBe(indices.length);
    expect(destroy).toHaveBeenCalledOnce();
    expect(destroy.mock.contexts[0]).toMatchObject({ threads: [] });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(kept.length).toBe(indices.length);
  });

  it('ends when a worker throws', async () => {
    const asked = lanes(2, () => undefined);
    const worker = { name: 'sweepChunk', data: { ...work, plan: undefined } };
    await expect(shareOut(indices, { ...asked, worker })).rejects.toThrow();
  });

  it('ends when this thread throws', async () => {
    const kept: number[] = [];
    const asked = lanes(2, (index) => kept.push(index));
    const here = (index: number): Uint8Array => {
      if (kept.length > 3) throw new Error('broken');
      return asked.here(index);
    };
    await expect(shareOut(indices, { ...asked, here })).rejects.toThrow('broken');
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept.length).toBeLessThan(indices.length);
  });

  it('is done here, in order, by one thread or where others are not worth starting', async () => {
    const destroy = vi.spyOn(Piscina.prototype, 'destroy');
    for (const [threads, worthSeconds] of [
      [1, 0],
      [2, Number.POSITIVE_INFINITY],
    ]) {
      const kept: number[] = [];
      await shareOut(indices, { ...lanes(threads, (index) => kept.push(index)), worthSeconds });
      expect(kept).toEqual(indices);
    }
    await shareOut(
      [],
      lanes(2, () => expect.unreachable()),
    );
    expect(destroy).not.toHaveBeenCalled();
  });
});
