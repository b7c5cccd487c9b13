/** What `sim explain` says of one replication beside its story: the critical path, the waits, one more of each, the laws. */
import { lossPeriods, oneMore, type Saving } from '../experiment/one-more.ts';
import { lostUserHours } from '../metrics/loss.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import type { World } from '../simulation/world.ts';
import { lawText } from '../text/quantity.ts';
import { amount, hours, number } from './amounts.ts';
import { type Chronicle, chronicleOf, isWait, KINDS } from './chronicle.ts';
import { type CriticalPath, criticalPath, type PathStep } from './critical-path.ts';
import { lawsUsed, type UsedLaw } from './laws.ts';
import { describedHazards, story } from './story.ts';
import { aligned, wrapped } from './table.ts';
import { clock, named, stageWords, subject } from './telling.ts';
import { type Wait, waitsOf } from './waits.ts';

/** Columns of a terminal. */
const WIDTH = 120;

/** Savings told; the document has all. */
const MOST_SAVINGS = 8;
const MOST_LOSSES = 3;

export interface Explanation {
  readonly world: World;
  readonly replication: number;
  readonly entries: readonly TraceEntry[];
  readonly chronicle: Chronicle;
  readonly path: CriticalPath;
  readonly waits: readonly Wait[];
  readonly savings: readonly Saving[];
  readonly laws: readonly UsedLaw[];
}

/** @param world as the response to the replication left it  @param entries its trace */
export function explanationOf(world: World, replication: number, entries: readonly TraceEntry[]): Explanation {
  const chronicle = chronicleOf(world, entries);
  const path = criticalPath(world, chronicle);
  return {
    world,
    replication,
    entries,
    chronicle,
    path,
    waits: waitsOf(chronicle, path),
    savings: oneMore(world, world.variant, replication, entries),
    laws: lawsUsed(world, entries),
  };
}

export function explanationText(explanation: Explanation): string {
  const { world, entries, replication, chronicle } = explanation;
  const sections = [
    story(world, world.variant, entries, replication, chronicle).trimEnd(),
    ...[pathLines(explanation), waitLines(explanation), savingLines(explanation), lawLines(explanation)]
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n')),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Consecutive steps of one stage of one fault, told as one. */
interface Stretch {
  readonly first: PathStep;
  readonly steps: readonly PathStep[];
  readonly to: number;
}

function stretchesOf(steps: readonly PathStep[]): Stretch[] {
  const list: Stretch[] = [];
  for (const step of steps) {
    const last = list.at(-1);
    const isQueue = isWait(step.kind) && (step.stage === 'crew' || step.stage === 'vessel');
    if (last !== undefined && !isQueue && last.first.fault === step.fault && last.first.stage === step.stage)
      list[list.length - 1] = { first: last.first, steps: [...last.steps, step], to: step.to };
    else list.push({ first: step, steps: [step], to: step.to });
  }
  return list;
}

function pathLines({ world, chronicle, path }: Explanation): string[] {
  const { loss, lossCount, steps } = path;
  if (loss === undefined) return ['Nobody was cut off: no recovery, and no critical path.'];
  const { to: until, isBack } = loss;
  const end = isBack
    ? `nobody is cut off (${clock(until)})`
    : `the horizon (${clock(until)}), with people still cut off`;
  const begins = steps[0]?.from ?? loss.from;
  const lines = [
    `The critical path, ${hours(until - begins)} from ${clock(begins).replace(/ +/, ' ')} until ${end}:`,
    ...(lossCount > 1 ? [`the greatest of ${lossCount} losses, by user-hours.`] : []),
  ];
  let before: PathStep | undefined;
  for (const { first, steps: parts, to } of stretchesOf(steps)) {
    const held = parts.filter(({ kind }) => kind !== parts[0].kind && isWait(kind));
    const heldHours = held.reduce((sum, step) => sum + (step.to - step.from), 0);
    const text = `${stepWords(world, chronicle, first, before)}${heldHours > 0 ? `, of which ${hours(heldHours)} ${KINDS[held[0].kind]}` : ''}`;
    const head = `${clock(first.from)}  ${hours(to - first.from).padStart(8)}  `;
    lines.push(...wrapped(text, WIDTH, head, ' '.repeat(head.length)));
    before = parts.at(-1);
  }
  return lines;
}

function stepWords(world: World, { entries }: Chronicle, step: PathStep, before: PathStep | undefined): string {
  const { fault, kind, stage, who } = step;
  if (fault < 0) {
    if (kind === 'power') return `${who}: without power`;
    if (kind === 'own-power') return `${who}: without the grid, on its own power`;
    return kind === 'aid' ? `the crews of ${who} are on their way` : `${who}: called on, and not up yet`;
  }
  const isQueue = stage === 'crew' || stage === 'vessel' || stage === 'assessor';
  const what = isQueue
    ? `waits for ${stage === 'assessor' ? 'an' : 'a'} ${stage}: ${KINDS[kind]}`
    : repairWords(stage, wasSent(entries, fault));
  const freed = before !== undefined && before.fault >= 0 && before.fault !== fault;
  const by =
    who === ''
      ? freed && stage === 'assess'
        ? ` (by an assessor, now free from ${subject(world, before.fault)})`
        : ''
      : freed
        ? ` (${who}, now free from ${subject(world, before.fault)})`
        : stage === 'repair' || stage === 'splice'
          ? ` (${who})`
          : '';
  return `${named(world, fault)}: ${what}${by}`;
}

/** Whether somebody was sent to a fault; where it struck a crew at work, that crew stayed. */
const wasSent = (entries: readonly TraceEntry[], fault: number): boolean =>
  entries.some((entry) => entry.what === 'assigned' && entry.fault === fault);

function repairWords(stage: string, isSentFor: boolean): string {
  if (stage !== 'repair') return stageWords(stage);
  return isSentFor ? 'repair' : 'hit anew under repair; the repair from the beginning';
}

function waitLines({ waits, path }: Explanation): string[] {
  if (waits.length === 0) return [];
  const onPath = path.steps.length > 0;
  const cells = ({ hours: all, pathHours, pathShare, userHours }: Omit<Wait, 'kind' | 'isWait'>): string[] => [
    hours(all),
    ...(onPath
      ? [
          pathHours === 0 ? '' : hours(pathHours),
          pathHours === 0 ? '' : amount(pathShare, 'share'),
          userHours === 0 ? '' : amount(userHours, 'user-hours'),
        ]
      : []),
  ];
  const sum = (read: (wait: Wait) => number): number => waits.reduce((total, wait) => total + read(wait), 0);
  const rows = [
    ['Where the hours went', 'all faults', ...(onPath ? ['critical path', 'of it', 'user-hours lost'] : [])],
    ...waits.map((wait) => [`  ${wait.isWait ? 'waiting' : 'at work'}: ${KINDS[wait.kind]}`, ...cells(wait)]),
    [
      '  in all',
      ...cells({
        hours: sum((wait) => wait.hours),
        pathHours: sum((wait) => wait.pathHours),
        pathShare: sum((wait) => wait.pathShare),
        userHours: sum((wait) => wait.userHours),
      }),
    ],
  ];
  return [
    ...aligned(rows),
    ...(onPath ? ['User-hours: of everybody cut off anywhere, while the critical path stood at this.'] : []),
  ];
}

function savingLines({ savings, world }: Explanation): string[] {
  if (savings.length === 0) return [];
  const gains = savings.filter(
    ({ userHoursSaved, hoursSaved }) => userHoursSaved > 0 || (userHoursSaved === 0 && hoursSaved > 0),
  );
  const losses = savings.filter(
    ({ userHoursSaved, hoursSaved }) => userHoursSaved < 0 || (userHoursSaved === 0 && hoursSaved < 0),
  );
  const told = [...gains.slice(0, MOST_SAVINGS), ...losses.slice(-MOST_LOSSES)];
  const nothing = savings.length - gains.length - losses.length;
  const rest = savings.length - told.length - nothing;
  const tries = `${savings.length} ${savings.length === 1 ? 'asset' : 'assets'} tried`;
  if (told.length === 0) return [`One more of anything would have saved nothing here (${tries}).`];
  const wasBack = lossPeriods(world.timeline).every(({ isBack }) => isBack);
  const signed = (value: number, tell: (size: number) => string): string =>
    value === 0 ? '0' : value < 0 ? `−${tell(-value)}` : tell(value);
  const note = ({ isBack }: Saving): string =>
    isBack === wasBack ? '' : isBack ? ' (back by the horizon)' : ' (not back by the horizon)';
  const rows = [
    ['One more, all else the same, would have saved', 'user-hours', 'hours with anybody cut off'],
    ...told.map((saving) => [
      `  ${saving.name}`,
      signed(saving.userHoursSaved, (size) => amount(size, 'user-hours')),
      `${signed(saving.hoursSaved, hours)}${note(saving)}`,
    ]),
  ];
  const others = [
    ...(rest > 0 ? [`${rest} more change less (--json has all)`] : []),
    ...(nothing > 0 ? [`${nothing} would have changed nothing`] : []),
  ];
  return [
    ...aligned(rows),
    ...(others.length > 0 ? [`  … ${others.join('; ')}.`] : []),
    ...(wasBack || world.model.horizonHours === 0
      ? []
      : ['Hours are counted to the horizon where people are still cut off then.']),
    ...(losses.length > 0
      ? [
          'Below 0 it would have made things worse: the order of jobs shifts, and a list schedule can grow (Graham 1969).',
        ]
      : []),
  ];
}

function lawLines({ laws }: Explanation): string[] {
  if (laws.length === 0) return [];
  return [
    ...aligned([
      ['Stages here against their laws', 'law', 'mean', 'p90', 'times', 'least', 'most'],
      ...laws.map(({ name, law, meanHours, p90Hours, count, leastHours, mostHours }) => [
        `  ${name}`,
        lawText(law),
        hours(meanHours),
        hours(p90Hours),
        number(count),
        hours(leastHours),
        hours(mostHours),
      ]),
    ]),
    'Least and most: what they took here, with training, the pace and the shifts of a crew, and work done twice.',
  ];
}

/** JSON has no infinity and no NaN. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The document of `sim explain --json`. */
export function explanationDocument(
  head: { readonly scenario: string; readonly seed: number | string },
  { world, replication, entries, chronicle, path, waits, savings, laws }: Explanation,
): Record<string, unknown> {
  const { model, damage, variant } = world;
  return {
    format: 'resplice.explain/1',
    scenario: head.scenario,
    seed: head.seed,
    protocol: variant.name,
    replication,
    horizonHours: model.horizonHours,
    people: model.demand.people,
    lostUserHours: lostUserHours.read(world.timeline),
    hazards: describedHazards(model),
    faults: Array.from({ length: damage.length }, (_, fault) => ({
      fault: fault + 1,
      element: subject(world, fault),
      kind: damage.isSite[fault] === 1 ? 'site' : 'link',
      operator: model.operators[world.operatorOf(fault)],
      cause: model.hazardNames[damage.hazards[fault]],
      brokeHours: damage.times[fault],
      endedHours: finite(chronicle.ended[fault]),
      intervals: chronicle.spans[fault].map(({ from, to, kind, stage }) => ({
        fromHours: from,
        toHours: to,
        kind,
        isWait: isWait(kind),
        stage,
      })),
    })),
    events: entries.map(({ time, what, fault, name, amount: size, site }) => ({
      hours: time,
      what,
      fault: fault < 0 ? null : fault + 1,
      name,
      amount: finite(size),
      site: site === undefined ? null : model.network.sites[site].id,
    })),
    waits: waits.map(({ kind, isWait: waits_, hours: all, pathHours, pathShare, userHours }) => ({
      kind,
      meaning: KINDS[kind],
      isWait: waits_,
      hours: all,
      pathHours,
      pathShare,
      userHours,
    })),
    criticalPath: {
      lostHours: path.loss?.from ?? null,
      backHours: path.loss?.isBack === true ? path.loss.to : null,
      censored: path.loss?.isBack === false,
      losses: path.lossCount,
      steps: path.steps.map(({ fault, kind, stage, from, to, who, userHours }) => ({
        fault: fault < 0 ? null : fault + 1,
        element: fault < 0 ? null : subject(world, fault),
        kind,
        stage,
        who: who === '' ? null : who,
        fromHours: from,
        toHours: to,
        userHours,
      })),
    },
    oneMore: savings.map(({ asset, name, userHoursSaved, hoursSaved, isBack }) => ({
      asset,
      name,
      userHoursSaved,
      hoursSaved,
      isBack,
    })),
    laws: laws.map(({ name, law, meanHours, p90Hours, count, leastHours, mostHours }) => ({
      name,
      law: lawText(law),
      meanHours,
      p90Hours,
      count,
      leastHours,
      mostHours,
    })),
  };
}
