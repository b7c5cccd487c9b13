/** Which part of a sweep is for this machine: typed as `2/8`, or told by what started it. */
import type { Shard } from '../experiment/sweep-plan.ts';
import { wrongOption } from './output.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where schedulers tell a place, the first place of all, and how many there are. */
const TOLD = [
  { place: 'SLURM_ARRAY_TASK_ID', first: 'SLURM_ARRAY_TASK_MIN', of: 'SLURM_ARRAY_TASK_COUNT', least: 0 },
  { place: 'JOB_COMPLETION_INDEX', first: undefined, of: 'JOB_COMPLETIONS', least: 0 },
  { place: 'CI_NODE_INDEX', first: undefined, of: 'CI_NODE_TOTAL', least: 1 },
] as const;

const whole = (text: string | undefined): number =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;

/** A shard from `i/n` (i from 0), or from the environment for `auto`. */
export function shardOf(written: string, environment: Environment): Shard {
  if (written !== 'auto') {
    const match = /^(\d{1,9})\/(\d{1,9})$/.exec(written);
    const shard = { place: whole(match?.[1]), of: whole(match?.[2]) };
    if (!(shard.place < shard.of))
      wrongOption('--shard', `"${written}"`, 'i/n with i from 0 to n - 1, such as 0/8, or auto');
    return shard;
  }
  for (const { place, first, of, least } of TOLD) {
    if (environment[place] === undefined) continue;
    const begin = first === undefined || environment[first] === undefined ? least : whole(environment[first]);
    const shard = { place: whole(environment[place]) - begin, of: whole(environment[of]) };
    if (shard.place >= 0 && shard.place < shard.of) return shard;
    const found = [place, first, of].flatMap((name) =>
      name === undefined ? [] : [`${name}=${environment[name] ?? ''}`],
    );
    wrongOption('--shard auto', found.join(' '), `a place from ${least} on, below the number in ${of}`);
  }
  wrongOption(
    '--shard auto',
    'no variable that tells a place',
    TOLD.map(({ place, of }) => `${place} and ${of}`).join(', or '),
  );
}
