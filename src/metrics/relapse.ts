/** Losses after the first recovery, as aftershocks bring them. */
import { dipsAfterRecovery } from './curve.ts';
import type { Metric } from './metric.ts';
import type { Timeline } from './timeline.ts';

/** Share of the people connected again from which on a loss is a new one. */
const LEVEL = 0.95;

const dips = { count: 0, area: 0 };

function read({ times, cutOff, length, people, horizonHours }: Timeline): typeof dips {
  dipsAfterRecovery(times, cutOff, length, people * (1 - LEVEL + 1e-12), horizonHours, dips);
  return dips;
}

export const relapses: Metric = {
  name: 'relapses',
  kind: 'amount',
  unit: 'count',
  label: 'losses after the first recovery',
  summary: 'how often fewer than 95 % of the people are connected again, after 95 % first were',
  read: (timeline) => read(timeline).count,
};

export const relapseUserHours: Metric = {
  name: 'relapseUserHours',
  kind: 'amount',
  unit: 'user-hours',
  label: 'user-hours lost in these',
  summary: 'user-hours short of 95 % of the people, after 95 % were first connected again',
  read: (timeline) => read(timeline).area,
};
