/** A repair schedule for reading: which edge is mended when, by whom, and what is served from then on. */
import { networkOf, type RepairCase, restorationOf } from '../response/scheduling/repair-case.ts';
import type { Schedule } from '../response/scheduling/schedule.ts';

const figure = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: 2, useGrouping: false });

export function scheduleTable(repairCase: RepairCase, policy: string, { order, loss, ...bound }: Schedule): string {
  const rows = [['task', 'edge', 'crew', 'begins h', 'done h'], ...visitsOf(repairCase, order)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column])).join('  ')}`);
  const lost = `loss ${figure(loss)} weight x hours under ${policy}`;
  const proof =
    bound.lowerBound === undefined || bound.gap === undefined
      ? ''
      : `; not proven best: no order loses less than ${figure(bound.lowerBound)} (gap ${figure(100 * bound.gap)} %)`;
  return [`${lost}${proof}`, ...lines].join('\n');
}

/** Task, edge, crew, hour of departure and hour of completion of each task, in the order in which they are given out. */
function visitsOf(repairCase: RepairCase, order: readonly number[]): string[][] {
  const problem = restorationOf(repairCase, networkOf(repairCase));
  return order.map((task) => {
    const before = problem.crewFree.slice(0, problem.crewCount);
    problem.send(task);
    const crew = before.findIndex((_, place) => problem.crewAt[place] === task);
    const [from, to] = repairCase.edges[repairCase.damagedEdgeIndex[task]];
    return [String(task), `${from}-${to}`, String(crew), figure(before[crew]), figure(problem.crewFree[crew])];
  });
}
