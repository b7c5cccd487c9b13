/** The agenda and the draws, beside the plain ways of doing the same. */
import { bench, do_not_optimize, run, summary } from 'mitata';
import seedrandom from 'seedrandom';
import { Agenda } from '../src/engine/agenda.ts';
import { quantile } from '../src/engine/distribution.ts';
import { Addresses, Draws, keyFrom, PURPOSE } from '../src/engine/draws.ts';

const HELD = 200;
const TAKEN = 10_000;

const addresses = new Addresses();
const handle = addresses.handle('link/baku--alat');
const draws = new Draws(keyFrom(seedrandom('bench')), addresses);
const delays = Float64Array.from({ length: TAKEN }, (_, k) => 10 * draws.uniform(handle, PURPOSE.repair, k));

summary(() => {
  bench(`agenda: hold ${HELD}, take and schedule ${TAKEN}`, () => {
    const agenda = new Agenda(HELD + 1);
    for (let k = 0; k < HELD; k++) agenda.schedule(delays[k], 0, 0, k);
    for (let k = 0; k < TAKEN; k++) {
      agenda.next();
      agenda.schedule(delays[k], 0, 0, agenda.subject);
    }
    do_not_optimize(agenda.time);
  }).gc('inner');
  bench(`a sorted array of objects: the same`, () => {
    const list: { time: number; subject: number }[] = [];
    const insert = (time: number, subject: number): void => {
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle].time <= time) low = middle + 1;
        else high = middle;
      }
      list.splice(low, 0, { time, subject });
    };
    for (let k = 0; k < HELD; k++) insert(delays[k], k);
    let time = 0;
    for (let k = 0; k < TAKEN; k++) {
      const event = list.shift();
      if (event === undefined) break;
      time = event.time;
      insert(time + delays[k], event.subject);
    }
    do_not_optimize(time);
  }).gc('inner');
});

summary(() => {
  let occurrence = 0;
  bench('a draw by address (Threefry-4x32-20)', () => {
    occurrence = (occurrence + 1) & 0xffff;
    return do_not_optimize(draws.uniform(handle, PURPOSE.repair, occurrence));
  });
  bench('a generator of seedrandom made for one draw', () => {
    occurrence = (occurrence + 1) & 0xffff;
    return do_not_optimize(seedrandom(`bench/link/baku--alat/repair/${occurrence}`)());
  });
  const sequence = seedrandom('bench');
  bench('the next of one sequence of seedrandom (no address)', () => do_not_optimize(sequence()));
});

summary(() => {
  const law = { law: 'lognormal', median: 7, sigma: 0.6 } as const;
  let u = 0;
  bench('a lognormal value by inversion', () => {
    u = (u + 0.001) % 0.998;
    return do_not_optimize(quantile(law, u + 0.001));
  });
});

await run();
