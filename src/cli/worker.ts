/** `sim worker`: takes chunks of sweeps from a queue until it is stopped. */
import { availableParallelism } from 'node:os';
import { type WorkerOptions, workOnQueue } from '../fleet/queue-worker.ts';
import { parseHours } from '../text/quantity.ts';
import { answerSignals } from './interrupt.ts';
import { EXIT, warn, wrongOption } from './output.ts';
import { chosenQueue, endOnQueueFault, leaveQueue, type QueueChoice } from './queue-url.ts';

interface WorkerChoice extends QueueChoice {
  threads?: number;
  out?: string;
  once?: boolean;
  chunkLimit: string;
  takeover: string;
}

/** Shorter than this, a busy machine would be taken for a dead one; longer, a timer could not hold it. */
const SHORTEST_MS = 500;
const LONGEST_MS = 7 * 86_400_000;

export async function worker(options: WorkerChoice, version: string): Promise<void> {
  const address = chosenQueue(options);
  const stop = new AbortController();
  let signal: NodeJS.Signals | undefined;
  // A worker has something to finish before it leaves.
  answerSignals((received) => {
    if (signal !== undefined) process.exit(codeOf(signal));
    signal = received;
    warn('stops when what is under way is done; once more to leave at once');
    stop.abort();
  });
  const asked: WorkerOptions = {
    address,
    name: options.queueName,
    version,
    threads: options.threads ?? availableParallelism(),
    ...(options.out === undefined ? {} : { out: options.out }),
    once: options.once === true,
    chunkLimitMs: millisecondsOf('--chunk-limit', options.chunkLimit),
    takeoverMs: millisecondsOf('--takeover', options.takeover),
    stop: stop.signal,
    tell: warn,
  };
  const done = await workOnQueue(asked).catch(endOnQueueFault);
  warn(`${done} chunk${done === 1 ? '' : 's'} done`);
  leaveQueue(signal === undefined ? EXIT.ok : codeOf(signal));
}

/** Who asks politely for the end gets a plain one. */
const codeOf = (signal: NodeJS.Signals): number => (signal === 'SIGINT' ? EXIT.interrupted : EXIT.ok);

function millisecondsOf(option: string, written: string): number {
  const milliseconds = (parseHours(written) ?? Number.NaN) * 3_600_000;
  if (!(milliseconds >= SHORTEST_MS && milliseconds <= LONGEST_MS))
    wrongOption(option, JSON.stringify(written), 'a duration from 500ms to 7d, such as 10min');
  return Math.round(milliseconds);
}
