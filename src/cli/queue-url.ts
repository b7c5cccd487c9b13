/** The queue that a command was given, by its option or by the environment. */
import { checkQueueName, type QueueAddress, QueueFault, queueAddress } from '../fleet/queue.ts';
import { CommandEnd, EXIT, warn } from './output.ts';

/** Holds the address where it should not stand on a command line, for it has a password in it. */
const VARIABLE = 'RESPLICE_QUEUE';

export interface QueueChoice {
  /** True where --queue stands without an address. */
  queue?: string | true;
  queueName: string;
}

/** The address by `--queue URL`, or from the environment. */
export function chosenQueue({ queue, queueName }: QueueChoice): QueueAddress {
  const text = typeof queue === 'string' ? queue : process.env[VARIABLE];
  if (text === undefined || text === '') endWith(`--queue: found no address, expected one there or in ${VARIABLE}`);
  try {
    checkQueueName(queueName);
    return queueAddress(text);
  } catch (fault) {
    if (fault instanceof QueueFault) endWith(fault.message);
    throw fault;
  }
}

/** What is wrong with a queue is told as a fault of the input; everything else is thrown on. */
export function endOnQueueFault(fault: unknown): never {
  if (!(fault instanceof QueueFault)) throw fault;
  warn(fault.message);
  leaveQueue(EXIT.input);
}

/**
 * Ends at once. A driver that still tries to reach a server would keep the process alive, and a socket that fails when
 * nobody hears it any more would end it with a stack.
 */
export function leaveQueue(code: number): never {
  process.exit(code);
}

function endWith(message: string): never {
  warn(message);
  throw new CommandEnd(EXIT.input);
}

/** Words of a command line as they may be shown: the password of an address is hidden. */
export const withoutPasswords = (words: readonly string[]): string[] =>
  words.map((word) =>
    word.replace(/(\w:\/\/[^/\s:@]*:)\S*@/g, '$1***@').replace(/([?&][^=&]*password=)[^&]*/gi, '$1***'),
  );
