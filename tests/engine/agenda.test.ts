import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../src/engine/agenda.ts';
import { InvariantError } from '../../src/engine/assert.ts';

const drain = (agenda: Agenda): [number, number, number, number][] => {
  const taken: [number, number, number, number][] = [];
  while (agenda.next()) taken.push([agenda.time, agenda.kind, agenda.subject, agenda.stamp]);
  return taken;
};

describe('the agenda', () => {
  it('takes events by time, then priority, then order of scheduling', () => {
    const agenda = new Agenda(2);
    agenda.schedule(3, 0, 1, 10);
    agenda.schedule(1, 5, 2, 20);
    agenda.schedule(1, 0, 3, 30, 7);
    agenda.schedule(1, 5, 4, 40);
    agenda.schedule(0, 9, 5, 50);
    expect(drain(agenda)).toEqual([
      [0, 5, 50, 0],
      [1, 3, 30, 7],
      [1, 2, 20, 0],
      [1, 4, 40, 0],
      [3, 1, 10, 0],
    ]);
  });

  it('gives any list back in the order of a stable sort', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ time: fc.integer({ min: 0, max: 9 }), priority: fc.integer({ min: 0, max: 6 }) })),
        (events) => {
          const agenda = new Agenda(1);
          for (const [subject, { time, priority }] of events.entries()) agenda.scheduleAt(time, priority, 0, subject);
          const expected = [...events.keys()].sort(
            (a, b) => events[a].time - events[b].time || events[a].priority - events[b].priority || a - b,
          );
          expect(drain(agenda).map(([, , subject]) => subject)).toEqual(expected);
        },
      ),
    );
  });

  it('gives the least that waits, however taking and scheduling alternate', () => {
    const step = fc.option(
      fc.record({ delay: fc.integer({ min: 0, max: 5 }), priority: fc.integer({ min: 0, max: 2 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const agenda = new Agenda(1);
        let waiting: { time: number; priority: number; subject: number }[] = [];
        for (const [subject, event] of steps.entries()) {
          if (event !== null) {
            agenda.schedule(event.delay, event.priority, subject % 7, subject, -subject);
            waiting.push({ time: agenda.time + event.delay, priority: event.priority, subject });
          } else {
            const [least] = waiting.toSorted(
              (a, b) => a.time - b.time || a.priority - b.priority || a.subject - b.subject,
            );
            expect(agenda.next()).toBe(least !== undefined);
            if (least === undefined) continue;
            const { time, kind, subject: taken, stamp } = agenda;
            expect([time, kind, taken, stamp + taken]).toEqual([least.time, least.subject % 7, least.subject, 0]);
            waiting = waiting.filter((other) => other !== least);
          }
          expect(agenda.length).toBe(waiting.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses the past and what is no number', () => {
    const agenda = new Agenda();
    agenda.schedule(5, 0, 0, 0);
    agenda.next();
    expect(() => agenda.scheduleAt(4, 0, 0, 0)).toThrow(InvariantError);
    expect(() => agenda.schedule(Number.NaN, 0, 0, 0)).toThrow(InvariantError);
  });

  it('begins anew when cleared', () => {
    const agenda = new Agenda();
    agenda.schedule(5, 0, 0, 1);
    agenda.next();
    agenda.schedule(1, 0, 0, 2);
    agenda.clear();
    expect(agenda.next()).toBe(false);
    expect(agenda.time).toBe(0);
  });
});
