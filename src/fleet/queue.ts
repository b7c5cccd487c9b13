/** The queue that machines share, on Redis or on PostgreSQL: its address, how it is opened, and what is told of it. */
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import type { ConnectionOptions, PostgresConnectionOptions, Queue, Worker } from 'bullmq';

/** The queue cannot be used as asked; the message is for a person. */
export class QueueFault extends Error {
  override name = 'QueueFault';
}

/** Where a queue is. */
export interface QueueAddress {
  readonly engine: 'redis' | 'postgres';
  readonly url: URL;
  /** Without the password, and without what may hold one. */
  readonly shown: string;
}

type Tell = (text: string) => void;
type Bullmq = typeof import('bullmq');

const ENGINES: Readonly<Record<string, QueueAddress['engine']>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/** What each engine is spoken to with. */
const DRIVERS = { redis: 'ioredis', postgres: 'pg' } as const;

/** What a queue may be called. */
const QUEUE_NAME = /^[A-Za-z][\w.-]{0,63}$/;

/** How long a queue is waited for when a command starts. */
const REACH_MS = 10_000;
const TRY_AGAIN_MS = 500;

/** A queue that has not said goodbye by then is left. */
const GOODBYE_MS = 2000;

/** Longest pause between two attempts to reach a queue that was lost. */
const LONGEST_PAUSE_MS = 5000;

/** Connections to PostgreSQL of each queue. */
const MOST_CONNECTIONS = 3;

/** @throws QueueFault which does not repeat what was typed: there may be a password in it */
export function queueAddress(text: string): QueueAddress {
  const expected = 'redis://host:6379, rediss://… (TLS), postgres://user:password@host:5432/database or postgresql://…';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const engine = url === undefined || !Object.hasOwn(ENGINES, url.protocol) ? undefined : ENGINES[url.protocol];
  if (url === undefined || engine === undefined) {
    const scheme = url === undefined ? 'no URL' : `a URL of the kind ${url.protocol}//`;
    throw new QueueFault(`the address of the queue: found ${scheme}, expected ${expected}`);
  }
  if (engine === 'redis' && !/^\/?\d*$/.test(url.pathname))
    throw new QueueFault('the address of the queue: found a path that is no number, expected redis://host:6379/0');
  const user = url.username === '' && url.password === '' ? '' : `${url.username}${url.password === '' ? '' : ':***'}@`;
  return { engine, url, shown: `${url.protocol}//${user}${url.host}${url.pathname}` };
}

/** @throws QueueFault when a queue cannot be called that */
export function checkQueueName(name: string): void {
  if (!QUEUE_NAME.test(name))
    throw new QueueFault(
      `--queue-name: found ${JSON.stringify(name.slice(0, 80))}, expected a letter and up to 63 letters, digits and any of _ - .`,
    );
}

/** What a fault of the queue says, whoever threw it, without the password. */
export function faultText(fault: unknown, { url }: QueueAddress): string {
  const { message, code } = fault as { message?: string; code?: string };
  let text = message === undefined || message === '' ? (code ?? String(fault)) : message;
  for (const secret of [url.password, decoded(url.password)])
    if (secret.length > 0) text = text.replaceAll(secret, '***');
  return text.split('\n', 1)[0];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** BullMQ is asked for by those who use a queue only. @throws QueueFault when it or its driver is not installed */
async function bullmqFor({ engine }: QueueAddress): Promise<Bullmq> {
  const { resolve } = createRequire(import.meta.url);
  const driver = DRIVERS[engine];
  for (const name of ['bullmq', driver]) {
    try {
      resolve(name);
    } catch {
      throw new QueueFault(
        `a queue on ${engine} needs the package ${name}, which is not installed; to add it: npm install bullmq@6.7.0 ${driver}`,
      );
    }
  }
  return import('bullmq');
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

function redisOptions({ url }: QueueAddress): ConnectionOptions {
  const db = url.pathname.slice(1);
  return {
    host: hostOf(url) || '127.0.0.1',
    port: url.port === '' ? 6379 : Number(url.port),
    ...(url.username === '' ? {} : { username: decoded(url.username) }),
    ...(url.password === '' ? {} : { password: decoded(url.password) }),
    ...(db === '' ? {} : { db: Number(db) }),
    // A certificate is asked for by name; an address has none.
    ...(url.protocol === 'rediss:' ? { tls: isIP(hostOf(url)) === 0 ? { servername: hostOf(url) } : {} } : {}),
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
  };
}

const postgresOptions = ({ url }: QueueAddress): PostgresConnectionOptions => ({
  connectionString: url.href,
  migrate: true,
  max: MOST_CONNECTIONS,
  connectionTimeoutMillis: REACH_MS,
});

/** The two queues of a name: the sweeps, which nobody processes, and their chunks. */
export interface SweepQueues {
  readonly sweeps: Queue;
  readonly chunks: Queue;
  readonly hearing: Hearing;
  close(): Promise<void>;
}

const chunksOf = (name: string): string => `${name}-chunks`;
const sweepsOf = (name: string): string => `${name}-sweeps`;

/** @throws QueueFault when the queue cannot be reached in {@link REACH_MS} */
export async function openQueues(address: QueueAddress, name: string, tell: Tell): Promise<SweepQueues> {
  checkQueueName(name);
  const bullmq = await bullmqFor(address);
  const begun = performance.now();
  for (;;) {
    const hearing = new Hearing(address, tell);
    const open = (queue: string): Queue =>
      address.engine === 'redis'
        ? new bullmq.Queue(queue, { connection: redisOptions(address) })
        : (new (bullmq.withBackend(bullmq.createPostgresBackend).Queue)(queue, {
            connection: postgresOptions(address),
          }) as unknown as Queue);
    const both = [open(sweepsOf(name)), open(chunksOf(name))];
    let reason = 'no answer';
    const refused = new Promise<never>((_, reject) => {
      for (const queue of both)
        queue.on('error', (fault) => {
          reason = faultText(fault, address);
          if (REFUSED.test(reason)) reject(new QueueFault(reason));
        });
    });
    // Who is not waited for any more is not told.
    refused.catch(() => undefined);
    try {
      const left = REACH_MS - (performance.now() - begun);
      // One after the other: the first one makes the tables of a new database.
      for (const queue of both) await Promise.race([within(Math.max(left, 1), queue.waitUntilReady()), refused]);
      for (const queue of both) {
        queue.removeAllListeners('error');
        hearing.listen(queue);
      }
      const [sweeps, chunks] = both;
      return { sweeps, chunks, hearing, close: () => goodbye(both) };
    } catch (fault) {
      if (!(fault instanceof TimeOut)) reason = faultText(fault, address);
      await goodbye(both);
      if (REFUSED.test(reason) || performance.now() - begun + TRY_AGAIN_MS >= REACH_MS)
        throw new QueueFault(`the queue at ${address.shown} cannot be used: ${reason}`);
      await pause(TRY_AGAIN_MS);
    }
  }
}

export interface ConsumerOptions {
  readonly concurrency: number;
  /** Milliseconds after which the job of a worker that fell silent is given to another. */
  readonly takeoverMs: number;
}

/** A worker on the chunks of a name. The queue must have been reached before. */
export async function openConsumer(
  address: QueueAddress,
  name: string,
  process: (job: QueuedJob, token: string) => Promise<unknown>,
  { concurrency, takeoverMs }: ConsumerOptions,
): Promise<Worker> {
  const bullmq = await bullmqFor(address);
  const common = {
    concurrency,
    lockDuration: takeoverMs,
    stalledInterval: takeoverMs / 2,
    maxStalledCount: MOST_STALLS,
    runRetryDelay: 1000,
    drainDelay: 2,
  };
  const handle = (job: QueuedJob, token = ''): Promise<unknown> => process(job, token);
  return address.engine === 'redis'
    ? new bullmq.Worker(chunksOf(name), handle, { ...common, connection: redisOptions(address) })
    : (new (bullmq.withBackend(bullmq.createPostgresBackend).Worker)(chunksOf(name), handle, {
        ...common,
        connection: postgresOptions(address),
      }) as unknown as Worker);
}

/** A chunk whose workers die again and again is taken for what kills them. */
const MOST_STALLS = 5;

/** What a worker needs of a job. */
export interface QueuedJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly attemptsStarted: number;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
  moveToWait(token?: string): Promise<unknown>;
}

/** Hears the faults of a queue and tells each once until the queue is well again, however often it is heard. */
export class Hearing {
  readonly #address: QueueAddress;
  readonly #tell: Tell;
  readonly #told = new Set<string>();

  constructor(address: QueueAddress, tell: Tell) {
    this.#address = address;
    this.#tell = tell;
  }

  listen(source: Queue | Worker): void {
    (source as Queue).on('error', (fault) => this.hear(fault));
  }

  hear(fault: unknown): void {
    const text = faultText(fault, this.#address);
    const isLost = LOST.test(text) || LOST.test(String((fault as { code?: unknown }).code));
    // Two faults that differ in the number of a job are one.
    const kind = isLost ? 'lost' : text.replace(/\S*\d\S*/g, '#');
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#tell(
      isLost
        ? `the queue at ${this.#address.shown} is not to be reached (${text}); it is tried again`
        : `the queue at ${this.#address.shown}: ${text}`,
    );
  }

  /** It has answered: what goes wrong from now on is news. */
  answered(): void {
    if (this.#told.delete('lost')) this.#tell(`the queue at ${this.#address.shown} is back`);
  }
}

/** How the drivers say that a connection is lost. */
const LOST =
  /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|[Cc]onnection (is closed|terminated|lost)|not queryable|terminating connection|57P0|no answer/;

/** How servers and drivers say no: asking again would not help. */
const REFUSED =
  /certificate|WRONGPASS|NOAUTH|NOPERM|invalid password|authentication failed|no pg_hba\.conf entry|does not exist|does not support SSL/i;

class TimeOut extends Error {
  constructor() {
    super('no answer');
  }
}

/** @throws TimeOut when it takes longer */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeOut()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function goodbye(queues: readonly Queue[]): Promise<void> {
  for (const queue of queues) {
    try {
      await within(GOODBYE_MS, queue.close());
    } catch {
      await within(GOODBYE_MS, queue.disconnect()).catch(() => undefined);
    }
  }
}
