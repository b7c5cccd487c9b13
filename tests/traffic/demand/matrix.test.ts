/** Tables of demand, right and wrong. */
import { expect, it } from 'vitest';
import { describe, Problems } from '../../../src/text/problem.ts';
import { readMatrix } from '../../../src/traffic/matrix.ts';

const SITES = new Map([
  ['baku', 0],
  ['ganja', 1],
]);
const read = (text: string): { demands: ReturnType<typeof readMatrix>; told: string[] } => {
  const problems = new Problems();
  return { demands: readMatrix(text, 'm.csv', SITES, problems), told: problems.list.map(describe) };
};

it('reads rows in any order of columns, rates in whole kbit/s', () => {
  const { demands, told } = read('gbps;class;to;from\n1.5;voice;ganja;baku\n\n0.0000014;data;baku;ganja\n');
  expect(told).toEqual([]);
  expect(demands).toEqual([
    { from: 0, to: 1, priority: 1, kbps: 1_500_000 },
    { from: 1, to: 0, priority: 2, kbps: 1 },
  ]);
});

it('tells wrong columns', () => {
  expect(read('from,to,clas,gbps,gbps\n').told).toEqual([
    'm.csv:1:9 clas: found an unknown column, expected from, to, class or gbps (did you mean "class"?)',
    'm.csv:1:19 gbps: found this column again, expected each column once',
    'm.csv:1:1 class: found no such column, expected one in the heading',
  ]);
  expect(read('').told).toEqual(['m.csv:1:1 found an empty table, expected a heading with from, to, class, gbps']);
});

it('tells every wrong row at its line', () => {
  const { demands, told } = read(
    [
      'from,to,class,gbps',
      'baku,ganja,data,-1',
      'bakku,ganja,voyce,2',
      'baku,,data,much',
      'ganja,baku,data,1',
      'ganja,baku,data,2,3',
    ].join('\n'),
  );
  expect(demands).toBeUndefined();
  expect(told).toEqual([
    'm.csv:2:17 gbps: found "-1", expected a rate in Gbit/s of at least 0',
    'm.csv:3:1 from: found "bakku", expected the id of a site (did you mean "baku"?)',
    'm.csv:3:13 class: found "voyce", expected priority, voice or data (did you mean "voice"?)',
    'm.csv:4:6 to: found nothing, expected the id of a site',
    'm.csv:4:12 gbps: found "much", expected a rate in Gbit/s of at least 0',
    'm.csv:6:19 found "3", expected the end of the line',
    'm.csv:6:1 found "ganja" to "baku" (data) a second time, expected each demand once (see line 5)',
  ]);
});
