/** Two folders of results, laid beside each other replication by replication. */
import { firstOf, metricsOfBoth, type Sample } from '../experiment/pairs.ts';
import { type KeptRun, readRun } from '../results/run-reading.ts';
import { FolderFault } from '../results/sweep-store.ts';
import { nearestName, oneOf } from '../text/problem.ts';
import { CommandEnd, EXIT, warn } from './output.ts';

/** Two runs of one seed, in the order in which they were named. */
interface TwoRuns {
  readonly folders: readonly [string, string];
  readonly before: KeptRun;
  readonly after: KeptRun;
}

export interface Pair {
  readonly baseline: Sample;
  readonly candidate: Sample;
}

/** Which protocols of the two runs are compared. */
interface Wanted {
  readonly baseline?: string | undefined;
  readonly protocols?: readonly string[] | undefined;
}

/** @throws CommandEnd with code 2, after all that is wrong is told */
export async function readTwo(first: string, second: string): Promise<TwoRuns> {
  const runs: KeptRun[] = [];
  const wrong: string[] = [];
  for (const folder of [first, second])
    try {
      runs.push(await readRun(folder));
    } catch (fault) {
      if (!(fault instanceof FolderFault)) throw fault;
      wrong.push(fault.message);
    }
  if (wrong.length > 0) end(wrong);
  const [before, after] = runs;
  const [old, now] = [before.manifest, after.manifest];
  // A seed may be written as a number or as text: 7 and "7" are the same.
  if (String(old.seed) !== String(now.seed))
    wrong.push(
      `${second}: found seed ${now.seed}, expected ${old.seed} as in ${first}: only replications of one seed are broken the same way`,
    );
  if (old.horizonHours !== now.horizonHours)
    wrong.push(`${second}: found a horizon of ${now.horizonHours} h, expected ${old.horizonHours} h as in ${first}`);
  if (metricsOfBoth(before.samples[0], after.samples[0]).length === 0)
    wrong.push(`${second}: found no metric that ${first} has, too`);
  if (wrong.length > 0) end(wrong);
  return { folders: [first, second], before, after };
}

/** The protocols of the second run that are compared: those that were asked for, or those that have a partner. */
export const comparedIn = ({ before, after }: TwoRuns, { baseline, protocols }: Wanted): readonly string[] =>
  protocols ??
  after.samples
    .map(({ name }) => name)
    .filter((name) => baseline !== undefined || before.samples.some((sample) => sample.name === name));

/**
 * Each protocol of the second run beside the one of the same name in the first; with a baseline, beside that one.
 * @throws CommandEnd with code 2, after all that is wrong is told
 */
export function pairsIn(runs: TwoRuns, wanted: Wanted): Pair[] {
  const { before, after, folders } = runs;
  const [first, second] = folders;
  const count = Math.min(before.manifest.replications, after.manifest.replications);
  const wrong: string[] = [];
  const found = (run: KeptRun, folder: string, name: string): Sample | undefined => {
    const sample = run.samples.find((one) => one.name === name);
    if (sample === undefined) wrong.push(lacks(folder, name, run));
    return sample === undefined ? undefined : firstOf(sample, count);
  };
  const pairs = comparedIn(runs, wanted).flatMap((name): Pair[] => {
    const baseline = found(before, first, wanted.baseline ?? name);
    const candidate = found(after, second, name);
    return baseline === undefined || candidate === undefined ? [] : [{ baseline, candidate }];
  });
  if (pairs.length === 0 && wrong.length === 0)
    wrong.push(
      `${second}: found the protocols ${after.manifest.protocols.join(', ')}, expected one of ${before.manifest.protocols.join(', ')} as in ${first} (or --baseline)`,
    );
  if (wrong.length > 0) end(wrong);
  return pairs;
}

const lacks = (folder: string, name: string, { manifest }: KeptRun): string => {
  const near = nearestName(name, manifest.protocols);
  return `${folder}: found "${name}", expected ${oneOf(manifest.protocols)}${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
};

function end(wrong: readonly string[]): never {
  for (const sentence of new Set(wrong)) warn(sentence);
  throw new CommandEnd(EXIT.input);
}

/** Seed, version and fingerprint, for the reader to tell the runs apart by. */
export const aboutRun = ({ manifest }: KeptRun): string =>
  `${manifest.scenario}, seed ${manifest.seed}, resplice ${manifest.version}, fingerprint ${manifest.fingerprint}`;

/** What differs between the runs besides their protocols: any of it may be what the comparison shows. */
export function differencesOf({ folders, before, after }: TwoRuns): string[] {
  const [first, second] = folders;
  const [old, now] = [before.manifest, after.manifest];
  const told: string[] = [];
  if (old.replications !== now.replications)
    told.push(
      `${first} holds ${old.replications} replications and ${second} ${now.replications}: the first ${Math.min(old.replications, now.replications)} of both are compared`,
    );
  if (old.version !== now.version)
    told.push(`${first} is of resplice ${old.version} and ${second} of ${now.version}: the tool may be what differs`);
  if (JSON.stringify(old.overrides) !== JSON.stringify(now.overrides))
    told.push(
      `the command lines differ: ${JSON.stringify(old.overrides)} of ${first}, ${JSON.stringify(now.overrides)} of ${second}`,
    );
  const inputs = differingInputs(old.inputs, now.inputs);
  if (inputs.length > 0) told.push(`inputs that differ: ${inputs.join(', ')}`);
  const count = Math.min(before.faults.length, after.faults.length);
  let broken = 0;
  for (let row = 0; row < count; row++) {
    const onsets = [before, after].map(({ samples }) => samples[0].onset[row]);
    if (before.faults[row] !== after.faults[row] || !Object.is(onsets[0], onsets[1])) broken++;
  }
  if (broken > 0)
    told.push(
      `in ${broken} of ${count} replications the damage differs: it is not the protocols alone that are compared`,
    );
  return told;
}

/**
 * Files read for both runs with other contents, and files read for one of them. The same file may lie in two checkouts: what
 * only one run names is looked for in the other where the most of its path, from its end, is the same.
 */
function differingInputs(old: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const isLacking = (from: typeof old, to: typeof old): string[] =>
    Object.keys(from).filter((name) => partnerOf(name, Object.keys(to)) === undefined);
  const isChanged = (name: string): boolean => {
    const partner = partnerOf(name, Object.keys(now));
    return partner !== undefined && now[partner] !== old[name];
  };
  return [...Object.keys(old).filter(isChanged), ...isLacking(old, now), ...isLacking(now, old)].sort();
}

/** The one of some paths that is most like a path from its end; undefined when none, or more than one, is. */
function partnerOf(path: string, others: readonly string[]): string | undefined {
  const parts = path.split('/').reverse();
  const alike = (other: string): number => {
    const theirs = other.split('/').reverse();
    const end = parts.findIndex((part, place) => part !== theirs[place]);
    return end < 0 ? parts.length : end;
  };
  const most = Math.max(0, ...others.map(alike));
  const best = others.filter((other) => alike(other) === most);
  return most > 0 && best.length === 1 ? best[0] : undefined;
}
