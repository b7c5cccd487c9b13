/** `sim schedule` as a person meets it: a case in, an order and its loss out, or every problem at its place. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schedule } from '../../src/cli/schedule.ts';
import { KINDS, randomCase } from '../response/scheduling/random-case.ts';
import { type Heard, hearing } from './hearing.ts';

/** Runs the command on a case; the name of its file is `case.json` in what was said. */
function run(text: string, options: { policy: string; seed?: number; json?: boolean }): Heard {
  const file = join(mkdtempSync(join(tmpdir(), 'resplice-')), 'case.json');
  writeFileSync(file, text);
  const { said, ended, end } = hearing();
  try {
    schedule(file, options);
  } catch (fault) {
    ended(fault);
  } finally {
    end();
  }
  return { ...said, err: said.err.replaceAll(file, 'case.json') };
}

const published = readFileSync(new URL('../verification/recovery/sched_cases_public.json', import.meta.url), 'utf8');
const [known] = (JSON.parse(published) as { cases: { expected: { optLoss: number } }[] }).cases;

describe('sim schedule', () => {
  it('prints the order and the loss of a case, whatever is expected of it', () => {
    const { code, out, err } = run(JSON.stringify(known), { policy: 'exact', json: true });
    expect([code, err]).toEqual([0, '']);
    const told = JSON.parse(out) as { order: number[]; loss: number };
    expect(Object.keys(told)).toEqual(['order', 'loss']);
    expect(told.loss / known.expected.optLoss).toBeCloseTo(1, 6);
    const { expected: _, ...bare } = known;
    expect(run(JSON.stringify(bare), { policy: 'exact', json: true }).out).toBe(out);
  });

  it('says what is not proven', () => {
    const large = JSON.stringify(randomCase('cli', { ...KINDS[1], tasks: 16 }));
    const told = JSON.parse(run(large, { policy: 'exact', json: true }).out) as Record<string, number>;
    expect(told.lowerBound).toBeLessThanOrEqual(told.loss);
    expect(told.gap).toBeCloseTo(told.loss / told.lowerBound - 1, 12);
    expect(run(large, { policy: 'exact' }).out).toContain('not proven best: no order loses less than');
  });

  it('draws by the seed, and only for random', () => {
    const text = JSON.stringify(known);
    const orders = [1, 1, 2].map((seed) => run(text, { policy: 'random', seed, json: true }).out);
    expect(orders[0]).toBe(orders[1]);
    expect(orders[0]).not.toBe(orders[2]);
    expect(run(text, { policy: 'random', json: true }).out).toBe(orders[0]);
  });

  it('prints who goes where and when', () => {
    const text = JSON.stringify({
      nodes: 3,
      edges: [
        [0, 1],
        [1, 2],
      ],
      pop: [0, 5, 7],
      gateway: 0,
      demandModel: 'gw',
      damagedEdgeIndex: [1, 0],
      repairHours: [2, 3.5],
      crews: 2,
    });
    expect(run(text, { policy: 'bundle' }).out).toBe(
      [
        'loss 42 weight x hours under bundle',
        '  task  edge  crew  begins h  done h',
        '     1   0-1     0         0     3.5',
        '     0   1-2     1         0       2',
        '',
      ].join('\n'),
    );
  });

  it('tells every problem at once, with its place', () => {
    const text = `{
  "nodes": 3,
  "edges": [[0, 1], [1, 9]],
  "pop": [1, 2],
  "gateway": 5,
  "demandModel": "gv",
  "damagedEdgeIndex": [1, 1, 4],
  "repairHours": [2, -3, 1],
  "travelHours_sites_then_depot": [[0, 1], [1, 0, 3]],
  "fifoOrder": [0, 0, 3],
  "crew": 1
}`;
    const { code, out, err } = run(text, { policy: 'bundel' });
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n').map((line) => line.replace(/, expected .*?(?= \(did you mean|$)/, ''))).toEqual([
      'the command line (--policy):1:1 found "bundel" (did you mean "bundle"?)',
      'case.json:1:1 crews: found nothing',
      'case.json:3:25 edges[1][1]: found 9',
      'case.json:4:10 pop: found 2 entries',
      'case.json:5:14 gateway: found 5',
      'case.json:6:18 demandModel: found "gv" (did you mean "gw"?)',
      'case.json:7:27 damagedEdgeIndex[1]: found 1',
      'case.json:7:30 damagedEdgeIndex[2]: found 4',
      'case.json:8:22 repairHours[1]: found -3',
      'case.json:9:35 travelHours_sites_then_depot: found 2 rows',
      'case.json:9:36 travelHours_sites_then_depot[0]: found 2 entries',
      'case.json:9:44 travelHours_sites_then_depot[1]: found 3 entries',
      'case.json:10:20 fifoOrder[1]: found 0',
      'case.json:10:23 fifoOrder[2]: found 3',
      'case.json:11:3 found unknown key "crew" (did you mean "crews"?)',
      '',
    ]);
  });

  it('misses the demand that the model needs, and the file', () => {
    const { expected: _, ...bare } = known;
    expect(run(JSON.stringify({ ...bare, odDemand: null }), { policy: 'fifo' }).err).toContain(
      'odDemand: found nothing, expected demand between nodes, for the demand model od',
    );
    expect(run('', { policy: 'fifo' })).toMatchObject({ code: 2, out: '' });
  });
});
