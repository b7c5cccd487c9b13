/** How far a run has come: one line that is drawn over on a terminal, a few plain lines elsewhere. */

interface Sink {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Parts of the way at which a plain line is written when nobody watches, and seconds after which one is due anyway. */
const PLAIN_STEPS = 4;
const PLAIN_SECONDS = 60;
/** Before this many seconds a rate is a guess. */
const SURE_SECONDS = 2;

interface Progress {
  /** Told how many are done in all. */
  readonly done: (count: number) => void;
  readonly end: () => void;
}

/** @param before how many were done before it began: they tell nothing of its pace @param seconds a clock */
export function progressTo(
  sink: Sink,
  total: number,
  before = 0,
  seconds: () => number = () => performance.now() / 1000,
): Progress {
  const begun = seconds();
  let told = Math.floor((PLAIN_STEPS * before) / total);
  let toldAt = begun;
  const pace = (count: number, now: number): string => {
    const passed = now - begun;
    if (passed < SURE_SECONDS || count <= before) return '';
    const rate = (count - before) / passed;
    const left = count < total ? `, ${clock((total - count) / rate)} left` : '';
    return `, ${rate >= 10 ? Math.round(rate) : rate.toPrecision(2)} a second${left}`;
  };
  return {
    done: (count) => {
      const now = seconds();
      if (sink.isTTY === true) {
        const filled = Math.floor((30 * count) / total);
        const bar = `[${'#'.repeat(filled)}${' '.repeat(30 - filled)}]`;
        sink.write(`\r${bar} ${count} of ${total} replications${pace(count, now)}\u001b[K`);
        return;
      }
      const step = Math.floor((PLAIN_STEPS * count) / total);
      if (step <= told && now - toldAt < PLAIN_SECONDS) return;
      told = step;
      toldAt = now;
      sink.write(`${count} of ${total} replications${pace(count, now)}\n`);
    },
    end: () => {
      if (sink.isTTY === true) sink.write('\r\u001b[K');
    },
  };
}

/** Seconds as `42 s`, `3 min 20 s` or `2 h 05 min`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
