/** Sweeps on the queue: the same bytes as in one process, whichever engine and way; and what a worker does not trust. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { withoutPasswords } from '../../src/cli/queue-url.ts';
import { chunkAt } from '../../src/experiment/sweep-plan.ts';
import { faultText, Hearing, openConsumer, QueueFault, queueAddress } from '../../src/fleet/queue.ts';
import { chunkId, readJob, readWork, workId, writeWork } from '../../src/fleet/queue-work.ts';
import { sha256 } from '../../src/results/store.ts';
import { chunkPath, sweepKey } from '../../src/results/sweep-store.ts';
import { DIST, newFolder, type Said, saidBy } from '../cli/sim.ts';
import { ROOT } from '../worlds.ts';
import {
  alone,
  expectSame,
  folderOf,
  obliterate,
  onQueues,
  type Planned,
  planned,
  produce,
  queueName,
  SERVERS,
  SMALL,
  spawnWorker,
  until,
  version,
  withWorker,
} from './queue-world.ts';

const small = planned(12, 2);
const expected = alone(small);

/** One chunk that takes longer than any test. */
const endless = planned(40_000, 40_000, `${ROOT}scenarios/quake.yaml`, 'siloed');

/** The sweep with another bundle, under the key that belongs to it. */
function rekeyed(change: (texts: Record<string, string>) => void): Planned {
  const texts = { ...small.work.bundle.texts };
  change(texts);
  const inputs = Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, sha256(text)]));
  const key = sweepKey({ ...small.manifest, inputs });
  return {
    ...small,
    work: { ...small.work, key, bundle: { ...small.work.bundle, texts } },
    manifest: { ...small.manifest, key },
  };
}

/** A work as it is queued, changed as a value. */
function forged(change: (work: Record<string, never>) => void): string {
  const work = JSON.parse(writeWork(small.work, small.manifest)) as Record<string, never>;
  change(work);
  return JSON.stringify(work);
}

describe('the address of a queue', () => {
  it('is shown without its password, and wrong ones are not repeated', () => {
    expect(queueAddress('redis://:top%20secret@host:1/2').shown).toBe('redis://:***@host:1/2');
    expect(queueAddress('postgres://me:secret@host/db?sslmode=require&password=secret').shown).toBe(
      'postgres://me:***@host/db',
    );
    for (const wrong of ['secret', 'http://a:secret@b', 'redis://u:secret@host/name', 'redis://u:se/cret@host'])
      expect(() => queueAddress(wrong)).toThrow(
        expect.objectContaining({
          name: 'QueueFault',
          message: expect.not.stringContaining('cret'),
        }),
      );
    expect(faultText(new Error('no user me with top secret'), queueAddress('redis://:top%20secret@host'))).toBe(
      'no user me with ***',
    );
    const words = ['--queue', 'redis://u:se/c@ret@host:1', '--queue=postgres://h/d?password=secret&x=1'];
    expect(withoutPasswords(words)).toEqual([
      '--queue',
      'redis://u:***@host:1',
      '--queue=postgres://h/d?password=***&x=1',
    ]);
  });

  it('that is lost is told once, and that it is back', () => {
    const told: string[] = [];
    const hearing = new Hearing(queueAddress('redis://u:secret@host:1'), (text) => told.push(text));
    for (let times = 0; times < 100; times++) hearing.hear(new Error(`connect ECONNREFUSED ${times}`));
    hearing.hear(new Error('Missing lock for job abc-1'));
    hearing.hear(new Error('Missing lock for job abc-2'));
    hearing.answered();
    hearing.answered();
    expect(told).toEqual([
      'the queue at redis://u:***@host:1 is not to be reached (connect ECONNREFUSED 0); it is tried again',
      'the queue at redis://u:***@host:1: Missing lock for job abc-1',
      'the queue at redis://u:***@host:1 is back',
    ]);
  });
});

describe('what comes from the queue', () => {
  const { key } = small.work;
  const job = { version, key, index: 3, results: 'queue' } as const;

  it('is a job of a chunk, or refused with a clause', () => {
    expect(readJob(chunkId(key, 3), job)).toEqual(job);
    for (const [id, data] of [
      [chunkId(key, 4), job],
      [chunkId(key, 3), { ...job, index: -1 }],
      [chunkId(key, 3), { ...job, index: 1.5 }],
      [chunkId(key, 3), { ...job, key: '../../etc/abc' }],
      [chunkId(key, 3), { ...job, out: '/etc' }],
      [chunkId(key, 3), JSON.parse('{"__proto__": {"index": 3}}')],
      [undefined, null],
    ] as const)
      expect(() => readJob(id, data)).toThrow(/^the job /);
  });

  it('is the work of its key, or refused with a clause', () => {
    expect(readWork(writeWork(small.work, small.manifest), key, version)).toMatchObject(small.work);
    const wrong: [string, RegExp][] = [
      ['', /no JSON/],
      ['{"a": {"__proto__": {"isAdmin": true}}}', /__proto__/],
      ['{}', /cannot be used \(version/],
      [forged((work) => Object.assign(work, { extra: 1 })), /cannot be used/],
      [forged((work) => Object.assign(work, { name: '..' })), /cannot be used \(name/],
      [forged((work) => Object.assign(work, { name: '../../etc' })), /cannot be used \(name/],
      [forged((work) => Object.assign(work.plan, { chunk: 0 })), /cannot be used \(plan.chunk/],
      [forged((work) => Object.assign(work.plan, { chunk: 5 })), /not that of the sweep/],
      [forged((work) => Object.assign(work.plan, { points: [[1]] })), /a value for each factor/],
      [forged((work) => Object.assign(work, { protocols: ['cmg-core'] })), /not that of the sweep/],
      [
        forged((work) =>
          Object.assign((work.bundle as { texts: object }).texts, {
            more: 'x',
          }),
        ),
        /not that of the/,
      ],
      [
        forged((work) =>
          Object.assign((work.bundle as { overrides: object }).overrides, {
            seed: 'x',
          }),
        ),
        /seed twice/,
      ],
      [
        forged((work) =>
          Object.assign((work.bundle as { overrides: object }).overrides, {
            topology: 'x',
          }),
        ),
        /topology twice/,
      ],
      [forged((work) => Object.assign(work, { overrides: { topology: 'x' } })), /not that of the sweep/],
    ];
    for (const [text, clause] of wrong) expect(() => readWork(text, key, version)).toThrow(clause);
    expect(() => readWork(writeWork(small.work, small.manifest), key, '9.9.9')).toThrow(/not that of the sweep/);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('without the package', () => {
  it('a person is told what to install, and the exit code is 2', async () => {
    const hook = join(newFolder(), 'hook.cjs');
    writeFileSync(
      hook,
      `const { Module } = require('node:module'); const known = Module._resolveFilename;
       Module._resolveFilename = (name, ...more) => { if (name === process.env.AWAY) throw new Error('away'); return known(name, ...more); };`,
    );
    const missing = [
      ['redis://127.0.0.1:1', 'bullmq'],
      ['redis://127.0.0.1:1', 'ioredis'],
      ['postgres://127.0.0.1:1/x', 'pg'],
    ];
    const tried = missing.map(async ([url, away]) => {
      const env = { ...process.env, AWAY: away };
      const { code, err } = await saidBy(process.execPath, ['--require', hook, DIST, 'worker', '--queue', url], {
        env,
      });
      expect(code).toBe(2);
      expect(err).toMatch(
        new RegExp(`^a queue on \\w+ needs the package ${away}, .* npm install bullmq@6.7.0 \\w+\n$`),
      );
    });
    await Promise.all(tried);
  });
});

describe.for(SERVERS)('a queue on $engine', { concurrent: true }, ({ variable, url = '' }) => {
  const on = it.skipIf(url === '');
  if (url === '') it.skip(`${variable} is not set: skipped`);

  /** A queue of its own, gone afterwards. */
  const queued = async (use: (name: string) => Promise<void>): Promise<void> => {
    const name = queueName();
    try {
      await use(name);
    } finally {
      await obliterate(url, name);
    }
  };

  on('gives the bytes of one process, through the queue and in a folder, and leaves nothing in it', () =>
    queued(async (name) => {
      const out = newFolder();
      await withWorker(url, name, { out }, async () => {
        const home = folderOf(small);
        const { kept, told } = await produce(url, name, small, home);
        expect(kept.sort((a, b) => a - b)).toEqual(small.indices);
        expect(told).toEqual([]);
        expectSame(home, small, expected);
        const folder = folderOf(small, out);
        await produce(url, name, small, folder, { results: 'folder' });
        expectSame(folder, small, expected);
        const left = await onQueues(url, name, async ({ sweeps, chunks }) => [
          await sweeps.getJobCounts(),
          await chunks.getJobCounts(),
        ]);
        expect(left.flatMap((counts) => Object.values(counts)).every((count) => count === 0)).toBe(true);
      });
    }),
  );

  on('serves two producers of one sweep at a time', () =>
    queued(async (name) => {
      const folders = [folderOf(small), folderOf(small)];
      await withWorker(url, name, {}, async () => {
        const both = await Promise.all(folders.map((folder) => produce(url, name, small, folder)));
        for (const { kept } of both) expect(kept.sort((a, b) => a - b)).toEqual(small.indices);
      });
      for (const folder of folders) expectSame(folder, small, expected);
    }),
  );

  on('has a chunk done again whose file in the folder is cut short, or that comes back forged', () =>
    queued(async (name) => {
      const out = newFolder();
      const folder = folderOf(small, out);
      const first = chunkPath(folder, chunkAt(small.manifest.plan, 0));
      writeFileSync(first, expected[0]);
      truncateSync(first, 100);
      // Somebody says that the chunk is in the folder, and gives another for the next one.
      await onQueues(url, name, async ({ chunks }) => {
        const data = {
          version,
          key: small.work.key,
          index: 0,
          results: 'folder',
        };
        await chunks.add('chunk', data, {
          jobId: chunkId(small.work.key, 0),
        });
        await chunks.add('chunk', { ...data, index: 1 }, { jobId: chunkId(small.work.key, 1) });
      });
      let lies = 0;
      const liar = await openConsumer(
        queueAddress(url),
        name,
        async ({ id }) => {
          lies++;
          return id?.endsWith('-0') ? { folder: true } : { bytes: Buffer.from(expected[2]).toString('base64') };
        },
        { concurrency: 1, takeoverMs: 5000 },
      );
      await until(() => lies === 2);
      await liar.close();
      await withWorker(url, name, { out }, async () => {
        const { told } = await produce(url, name, small, folder, { results: 'folder' });
        expect(told.sort()).toEqual([
          expect.stringMatching(/^chunk 0: it is cut short or no Parquet file \(100 bytes\); it is asked for anew$/),
          expect.stringMatching(/^chunk 1: it holds 2 replications from 4 of point 0; it is asked for anew$/),
        ]);
      });
      expectSame(folder, small, expected);
    }),
  );

  on('tells a folder that is not shared, and a worker leaves to others what is not for it', () =>
    queued(async (name) => {
      await withWorker(url, name, {}, async (told) => {
        await onQueues(url, name, async ({ chunks }) => {
          const data = {
            version: '99.0.0',
            key: small.work.key,
            index: 0,
            results: 'queue',
            more: 'of another age',
          };
          await chunks.add('chunk', data, {
            jobId: chunkId(small.work.key, 0),
          });
          await chunks.add(
            'chunk',
            { version, key: small.work.key, index: 1, results: 'folder' },
            { jobId: chunkId(small.work.key, 1) },
          );
          await until(() => told.length >= 3);
          expect(told.slice(1).sort()).toEqual([
            'chunks that belong in a folder are left to others: this worker has no --out',
            `work of resplice 99.0.0 is left to others: this is ${version}`,
          ]);
          expect(await chunks.getJobCounts('failed')).toEqual({ failed: 0 });
          await chunks.obliterate({ force: true });
        });
      });
      const lonely = { ...small, indices: [0] };
      await withWorker(url, name, { out: newFolder() }, async () => {
        await expect(produce(url, name, lonely, folderOf(small), { results: 'folder' })).rejects.toThrow(
          /chunk 0 of the sweep \w+ failed on its workers: there is no folder .* is --out the one/,
        );
      });
    }),
  );

  on('fails poisoned jobs with a clause and goes on', () =>
    queued(async (name) => {
      const reading = rekeyed((texts) => {
        const [file] = Object.keys(texts).filter((one) => one.endsWith('small.yaml'));
        texts[file] += '\ntopology: /etc/passwd\n';
      });
      const shipped = rekeyed((texts) => {
        const [file] = Object.keys(texts).filter((one) => one.endsWith('small.yaml'));
        texts[file] += '\ntopology: shipped:package.json\n';
      });
      await withWorker(url, name, {}, async (told) => {
        await onQueues(url, name, async ({ sweeps, chunks }) => {
          const [a, b] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'];
          await sweeps.add('sweep', { work: writeWork(small.work, small.manifest) }, { jobId: workId(a) });
          await sweeps.add('sweep', { work: '{"__proto__": {"isAdmin": 1}}' }, { jobId: workId(b) });
          for (const key of [a, b])
            await chunks.add('chunk', { version, key, index: 0, results: 'queue' }, { jobId: chunkId(key, 0) });
          await chunks.add('chunk', null, { jobId: 'nothing' });
          await chunks.add(
            'chunk',
            { version, key: a, index: 1, results: 'queue', eval: '1' },
            { jobId: chunkId(a, 1) },
          );
          await until(() => told.length >= 5);
        });
        expect(told.slice(1).sort()).toEqual([
          expect.stringMatching(/^aaaaaaaaaaaa-0: the work is not that of the sweep a+: its own hash is /),
          expect.stringMatching(/^aaaaaaaaaaaa-1: the job is not one of a chunk \(it: Unrecognized key/),
          expect.stringMatching(/^bbbbbbbbbbbb-0: the work of the sweep has a key __proto__$/),
          expect.stringMatching(/^nothing: the job is not one of a chunk/),
        ]);
        for (const [one, clause] of [
          [reading, /does not compile: no file \/etc\/passwd$/],
          [shipped, /does not compile: no file \S*shipped:package\.json$/],
        ] as const)
          await expect(produce(url, name, one, folderOf(one))).rejects.toThrow(clause);
        const beyond = { ...small, indices: [0] };
        const home = folderOf(small);
        await onQueues(url, name, async ({ sweeps, chunks }) => {
          const { key } = small.work;
          await sweeps.add('sweep', { work: writeWork(small.work, small.manifest) }, { jobId: workId(key) });
          await chunks.add('chunk', { version, key, index: 6, results: 'queue' }, { jobId: chunkId(key, 6) });
          await until(() => told.some((text) => text.includes('has no chunk 6')));
        });
        await produce(url, name, beyond, home);
        expect(Buffer.compare(readFileSync(chunkPath(home, chunkAt(small.manifest.plan, 0))), expected[0])).toBe(0);
      });
    }),
  );

  on('ends a chunk that takes too long, and goes on', () =>
    queued(async (name) => {
      await withWorker(url, name, { chunkLimitMs: 500 }, async (told) => {
        await expect(produce(url, name, endless, folderOf(endless))).rejects.toThrow(QueueFault);
        expect(
          told.filter((text) => /took longer than 0\.5 s \(--chunk-limit\) and was ended$/.test(text)),
        ).toHaveLength(3);
      });
      await withWorker(url, name, { chunkLimitMs: 60_000 }, async () => {
        const folder = folderOf(small);
        await produce(url, name, small, folder);
        expectSame(folder, small, expected);
      });
    }),
  );

  on('has workers that end when it is empty, and that give back what they have when they are stopped', () =>
    queued(async (name) => {
      const once = spawnWorker(url, name, '--once');
      const folder = folderOf(small);
      await produce(url, name, small, folder);
      expectSame(folder, small, expected);
      expect(await once.ended).toBe(0);
      expect(once.said()).toMatch(/\n6 chunks done\n$/);
      expect(once.said()).not.toMatch(/^\s+at /m);

      const stopped = spawnWorker(url, name);
      const home = folderOf(endless);
      const producing = produce(url, name, endless, home);
      await onQueues(url, name, async ({ chunks }) => {
        await until(async () => (await chunks.getJobCounts('active')).active === 1);
        stopped.child.kill('SIGINT');
        expect(await stopped.ended).toBe(130);
        expect(await chunks.getJobCounts('waiting', 'active')).toEqual({
          waiting: 1,
          active: 0,
        });
        // Nobody is to run it to its end.
        const id = chunkId(endless.work.key, 0);
        await chunks.remove(id);
        await chunks.add('chunk', null, { jobId: id });
      });
      expect(stopped.said()).toContain('stops when what is under way is done');
      await withWorker(url, name, {}, () => expect(producing).rejects.toThrow(/the job is not one of a chunk/));
    }),
  );
});

describe.for(SERVERS)('sim sweep --queue on $engine', { concurrent: true }, ({ variable, url = '' }) => {
  const on = it.skipIf(url === '');
  if (url === '') it.skip(`${variable} is not set: skipped`);
  const WORDS = ['sweep', SMALL, '--replications', '12', '--chunk', '2', '--protocol', 'plain'];
  const words = (out: string, ...more: string[]): string[] => [DIST, ...WORDS, '--out', out, ...more];
  const env = { ...process.env, RESPLICE_QUEUE: url };
  const run = (out: string, ...more: string[]): Promise<Said> => saidBy(process.execPath, words(out, ...more), { env });

  on('keeps what sim sweep keeps, and shows no password', async () => {
    const name = queueName();
    const out = newFolder();
    const worker = spawnWorker(url, name, '--once', '--out', out);
    try {
      const [first, wrong] = await Promise.all([
        run(out, '--queue', '--queue-name', name, '--results', 'folder'),
        run(newFolder(), '--queue', 'redis://me:secret@127.0.0.1:1/none'),
      ]);
      expect(first.err).toContain('fingerprint');
      expect(first.code).toBe(0);
      expectSame(folderOf(small, out), small, expected);
      expect(wrong.code).toBe(2);
      expect(wrong.err).not.toContain('secret');
      expect(await worker.ended).toBe(0);
    } finally {
      worker.child.kill('SIGKILL');
      await obliterate(url, name);
    }
  });

  on('says how to go on when a chunk fails on its workers', async () => {
    const name = queueName();
    const out = newFolder();
    try {
      await onQueues(url, name, async () => {
        const fail = async (): Promise<never> => {
          throw Object.assign(new Error('there is no bread'), { name: 'UnrecoverableError' });
        };
        const failing = await openConsumer(queueAddress(url), name, fail, { concurrency: 1, takeoverMs: 5000 });
        const { code, err } = await run(out, '--queue', '--queue-name', name);
        await failing.close();
        expect(code).toBe(2);
        expect(err).toMatch(
          /^chunk \d of the sweep \w+ failed on its workers: there is no bread\n0 of 6 chunks are kept/m,
        );
        const goOn = `sim ${[...WORDS, '--out', out, '--queue', '--queue-name', name].join(' ')} --resume`;
        expect(err).toContain(`; to go on:\n  ${goOn}\n`);
      });
    } finally {
      await obliterate(url, name);
    }
  });

  on.for([
    { signal: 'SIGINT', code: 130 },
    { signal: 'SIGTERM', code: 143 },
  ] as const)(
    'takes out of the queue what nobody has begun on $signal, and says how to go on',
    async ({ signal, code }) => {
      const name = queueName();
      const out = newFolder();
      const child = spawn(process.execPath, words(out, '--queue', '--queue-name', name), {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      try {
        const ended = once(child, 'exit');
        const said = text(child.stderr);
        await onQueues(url, name, async ({ sweeps, chunks }) => {
          await until(async () => (await chunks.getWaitingCount()) === small.indices.length);
          // Somebody has begun one.
          let isBegun = false;
          let finish = (): void => {};
          const finished = new Promise<void>((resolve) => (finish = resolve));
          const process = async (): Promise<object> => {
            isBegun = true;
            await finished;
            return { bytes: '' };
          };
          const slow = await openConsumer(queueAddress(url), name, process, { concurrency: 1, takeoverMs: 5000 });
          await until(() => isBegun);
          child.kill(signal);
          expect(await ended).toEqual([code, null]);
          const counts = await chunks.getJobCounts('waiting', 'active', 'delayed', 'completed');
          expect(counts).toEqual({ waiting: 0, active: 1, delayed: 0, completed: 0 });
          expect(await sweeps.getWaitingCount()).toBe(0);
          finish();
          await slow.close();
        });
        expect(await said).toMatch(
          /interrupted: 0 of 6 chunks are kept in .*; to go on:\n {2}sim sweep .* --resume\n$/,
        );
      } finally {
        child.kill('SIGKILL');
        await obliterate(url, name);
      }
    },
  );
});
