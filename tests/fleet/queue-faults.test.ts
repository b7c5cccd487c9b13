/** What breaks while a sweep is on the queue: workers, the server, the disk. Nothing is lost, doubled or changed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { afterAll, describe, expect, it } from 'vitest';
import type { SweepQueues } from '../../src/fleet/queue.ts';
import { newFolder } from '../cli/sim.ts';
import { freePort, isInstalled, ownRedis } from './own-servers.ts';
import {
  alone,
  expectSame,
  folderOf,
  obliterate,
  onQueues,
  planned,
  produce,
  queueName,
  SERVERS,
  spawnWorker,
  until,
  type WorkerProcess,
  withWorker,
} from './queue-world.ts';

/** 24 chunks, each long enough for a worker to die in it. */
const sweep = planned(24 * 400, 400);
const expected = alone(sweep);
const count = sweep.indices.length;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Every chunk once, and the bytes of one process. */
function expectWhole(folder: string, kept: readonly number[]): void {
  expect([...kept].sort((a, b) => a - b)).toEqual(sweep.indices);
  expectSame(folder, sweep, expected);
}

/** Sweeps on each engine in which a worker dies: 20 together. */
const DEATHS = 10;

describe.for(SERVERS)('workers that die, on $engine', { concurrent: true }, ({ variable, url = '' }) => {
  const on = it.skipIf(url === '');
  if (url === '') it.skip(`${variable} is not set: skipped`);

  on(`lose nothing: ${DEATHS} sweeps, a worker of each killed at a moment drawn from a seed`, async () => {
    const name = queueName();
    const draw = seedrandom(`deaths on ${url.split(':')[0]}`);
    let workers: WorkerProcess[] = [spawnWorker(url, name), spawnWorker(url, name)];
    const all = [...workers];
    const isReady = ({ said }: WorkerProcess): boolean => said().includes('waits for chunks');
    let inTheMidst = 0;
    const oneDies = async ({ chunks }: SweepQueues): Promise<void> => {
      await until(() => workers.every(isReady));
      const folder = folderOf(sweep);
      let done = 0;
      const producing = produce(url, name, sweep, folder, {}, (count) => {
        done = count;
      });
      const victim = Math.floor(draw() * 2);
      const delay = 250 * draw();
      await until(async () => done > 0 || (await chunks.getActiveCount()) > 0);
      await sleep(delay);
      if (done < count) inTheMidst++;
      workers[victim].child.kill('SIGKILL');
      expect(await workers[victim].ended).toBe('SIGKILL');
      const next = spawnWorker(url, name);
      all.push(next);
      workers = workers.with(victim, next);
      expectWhole(folder, (await producing).kept);
    };
    try {
      await onQueues(url, name, async (queues) => {
        for (let round = 0; round < DEATHS; round++) await oneDies(queues);
      });
      expect(inTheMidst).toBeGreaterThan(0);
    } finally {
      for (const { child } of all) child.kill('SIGKILL');
      await obliterate(url, name);
    }
  });
});

describe('a server that is killed', { concurrent: true }, () => {
  const isThere = isInstalled('redis-server');
  if (!isThere) it.skip('redis-server is not installed: skipped');

  it.skipIf(!isThere)('and comes back empty, three times: all jobs are put in again, and it is told once', async () => {
    const port = await freePort();
    const redis = ownRedis(port);
    const url = `redis://127.0.0.1:${port}`;
    await redis.start();
    const draw = seedrandom('restarts');
    try {
      const name = queueName();
      await withWorker(url, name, {}, async () => {
        for (let round = 0; round < 3; round++) {
          const after = 1 + Math.floor(draw() * (count - 2));
          let restarting: Promise<void> | undefined;
          const restart = async (): Promise<void> => {
            await redis.kill();
            await sleep(300 * draw());
            await redis.start();
          };
          const folder = folderOf(sweep);
          const { kept, told } = await produce(url, name, sweep, folder, {}, (done) => {
            if (done >= after) restarting ??= restart();
          });
          await restarting;
          expectWhole(folder, kept);
          expect(told.filter((text) => text.includes('is not to be reached')).length).toBeLessThanOrEqual(1);
          expect(told.join('\n')).not.toContain('is asked for anew');
        }
      });
      const worker = spawnWorker(url, name);
      await until(() => worker.said().includes('waits for chunks'));
      await redis.kill();
      await until(() => worker.said().includes('is not to be reached'));
      worker.child.kill('SIGTERM');
      expect(await worker.ended).toBe(0);
      expect(worker.said().match(/is not to be reached/g)).toHaveLength(1);
    } finally {
      await redis.kill();
    }
  });
});

const postgres = process.env.DATABASE_URL ?? '';

/** What is used here of the driver, which has no types of its own. */
interface PgModule {
  Client: new (options: {
    connectionString: string;
  }) => {
    connect(): Promise<void>;
    query(text: string, values: string[]): Promise<{ rows: { ended: boolean }[] }>;
    end(): Promise<void>;
  };
}

describe('a server that ends all connections', { concurrent: true }, () => {
  if (postgres === '') it.skip('DATABASE_URL is not set: skipped');

  it.skipIf(postgres === '')('twice: they are made again, and the sweep is whole', async () => {
    const { Client } = createRequire(import.meta.url)('pg') as PgModule;
    const name = queueName();
    const own = new URL(postgres);
    own.searchParams.set('application_name', name);
    const client = new Client({ connectionString: postgres });
    await client.connect();
    const endAll = async (): Promise<number> => {
      const asked = 'select pg_terminate_backend(pid) as ended from pg_stat_activity where application_name like $1';
      return (await client.query(asked, [`${name}%`])).rows.length;
    };
    const draw = seedrandom('terminated');
    try {
      await withWorker(own.href, name, {}, async () => {
        for (let round = 0; round < 2; round++) {
          const after = 1 + Math.floor(draw() * (count - 2));
          let ending: Promise<number> | undefined;
          const folder = folderOf(sweep);
          const { kept } = await produce(own.href, name, sweep, folder, {}, (done) => {
            if (done >= after) ending ??= endAll();
          });
          expect(await ending).toBeGreaterThan(0);
          expectWhole(folder, kept);
        }
      });
    } finally {
      await client.end();
      await obliterate(postgres, name);
    }
  });
});

describe('a disk that is full', { concurrent: true }, () => {
  const url = process.env.REDIS_URL ?? '';
  const small = newFolder();
  const kib = Math.ceil((expected[0].length * count) / 2 / 1024);
  let isMounted = false;
  try {
    mkdirSync(small, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', small], { stdio: 'ignore' });
    isMounted = true;
  } catch {
    it.skip('no small disk can be mounted here: skipped');
  }
  if (url === '') it.skip('REDIS_URL is not set: skipped');
  afterAll(() => {
    if (isMounted) execFileSync('umount', [small]);
    rmSync(small, { recursive: true, force: true });
  });

  it.skipIf(!isMounted || url === '')('ends the sweep; what was kept is whole, and it goes on elsewhere', async () => {
    const name = queueName();
    try {
      await withWorker(url, name, {}, async () => {
        const full = folderOf(sweep, join(small, 'results'));
        const kept: number[] = [];
        await expect(produce(url, name, sweep, full, {}, () => kept.push(kept.length))).rejects.toThrow(/ENOSPC/);
        expect(kept.length).toBeLessThan(count);
        const folder = folderOf(sweep);
        expectWhole(folder, (await produce(url, name, sweep, folder)).kept);
      });
    } finally {
      await obliterate(url, name);
    }
  });
});
