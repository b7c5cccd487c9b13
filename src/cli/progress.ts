/** How far a run has come: one line that is drawn over on a terminal, a few plain lines elsewhere. */

interface Sink {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Tenths of the way at which a plain line is written when nobody watches. */
const PLAIN_STEPS = 4;

export function progressTo(sink: Sink, total: number): { done: (count: number) => void; end: () => void } {
  let told = 0;
  return {
    done: (count) => {
      if (sink.isTTY === true) {
        const filled = Math.floor((30 * count) / total);
        sink.write(`\r[${'#'.repeat(filled)}${' '.repeat(30 - filled)}] ${count} of ${total} replications`);
        return;
      }
      const step = Math.floor((PLAIN_STEPS * count) / total);
      if (step > told) {
        told = step;
        sink.write(`${count} of ${total} replications\n`);
      }
    },
    end: () => {
      if (sink.isTTY === true) sink.write('\r\u001b[K');
    },
  };
}
