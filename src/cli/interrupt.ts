/** What a command says when a person stops it, or the machine that runs it. */
import { EXIT, warn } from './output.ts';

/** A person's Ctrl-C; what schedulers send before they kill. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

let farewell = (): string => 'interrupted: nothing was written';

/** From now on an interrupt is answered with this. */
export const onInterrupt = (tell: () => string): void => {
  farewell = tell;
};

/** Ends at once: whatever a command has written by then is whole. */
export function interrupted(signal: NodeJS.Signals = 'SIGINT'): never {
  warn(`\n${farewell()}`);
  process.exit(signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted);
}

/** From now on a signal that asks for the end is answered by this alone. */
export function answerSignals(answer: (signal: Signal) => void): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => answer(signal));
  }
}

/** Runs what has something to take back before it ends: the first signal asks it to, and a second one is not waited with. */
export async function stoppable(notice: string, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let asked: Signal | undefined;
  answerSignals((signal) => {
    asked = signal;
    warn(`\n${notice}; once more to leave at once`);
    answerSignals(interrupted);
    stop.abort();
  });
  try {
    await work(stop.signal);
  } finally {
    if (asked !== undefined) interrupted(asked);
    answerSignals(interrupted);
  }
}
