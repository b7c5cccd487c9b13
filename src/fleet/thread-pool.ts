/** Pools of worker threads: the flags of Node with which they are started, and what they may say while they are ended. */
import { Piscina } from 'piscina';

/**
 * A thread that is ended while `require` reads an ES module takes the process with it (Node 20: "IsGraphAsync must be used on
 * an instantiated module"); without that, its file is imported, which may be broken off.
 */
const IMPORTED = process.allowedNodeEnvironmentFlags.has('--experimental-require-module')
  ? ['--no-experimental-require-module']
  : [];

/** How Piscina says that a thread has answered for a piece that was given up in the same moment. */
const GIVEN_UP = 'Unexpected message from Worker';

/**
 * Starts a pool whose pieces may be given up at any time. A thread's last word of such a piece is nobody's business; every
 * other fault that belongs to no piece is thrown, since whoever waits would wait for ever.
 * @param file of the threads, TypeScript when they run from the sources (tests, development)
 */
export function threadPool<Task, Result>(
  file: URL,
  threads: number,
  more: Omit<
    NonNullable<ConstructorParameters<typeof Piscina>[0]>,
    'filename' | 'minThreads' | 'maxThreads' | 'execArgv'
  >,
): Piscina<Task, Result> {
  const pool = new Piscina<Task, Result>({
    filename: file.href,
    minThreads: threads,
    maxThreads: threads,
    execArgv: file.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [...IMPORTED],
    ...more,
  });
  pool.on('error', (fault: Error) => {
    if (!fault.message.startsWith(GIVEN_UP)) throw fault;
  });
  return pool;
}

/** A file beside this one, as it is here: TypeScript from the sources, else JavaScript. */
export const threadFile = (name: string): URL =>
  new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
