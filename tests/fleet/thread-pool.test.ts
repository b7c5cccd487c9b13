/** A pool of threads: what is said of a piece that was given up is no fault, and everything else that nobody waits for is one. */
import { expect, it } from 'vitest';
import { threadFile, threadPool } from '../../src/fleet/thread-pool.ts';
import { planned } from './queue-world.ts';

it('forgives the last word of a piece that was given up, and nothing else', async () => {
  const pool = threadPool<number, Uint8Array>(threadFile('worker'), 1, {
    name: 'sweepChunk',
    workerData: planned(2, 1).work,
  });
  try {
    expect(() => pool.emit('error', new Error('Unexpected message from Worker: { taskId: 15 }'))).not.toThrow();
    expect(() => pool.emit('error', new Error('worker exited with code: 1'))).toThrow('worker exited with code: 1');
    const givenUp = new AbortController();
    const lost = pool.run(0, { signal: givenUp.signal });
    givenUp.abort();
    await expect(lost).rejects.toThrow();
    expect((await pool.run(1)).length).toBeGreaterThan(0);
  } finally {
    await pool.destroy();
  }
});
