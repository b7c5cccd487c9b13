/** `sim assign` as a person meets it: a case in, its answers out, or every problem at its place. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assign } from '../../src/cli/assign.ts';
import { caseText, expectClose } from '../traffic/oracle-cases.ts';
import { hearing } from './hearing.ts';

/** Runs the command on a case; the name of its file is `case.json` in what was said. */
async function run(
  text: string,
  options: { json?: boolean } = {},
): Promise<{ code: number; out: string; err: string }> {
  const file = join(mkdtempSync(join(tmpdir(), 'resplice-')), 'case.json');
  writeFileSync(file, text);
  const { said, ended, end } = hearing();
  try {
    await assign(file, options);
  } catch (fault) {
    ended(fault);
  } finally {
    end();
  }
  return { ...said, err: said.err.replaceAll(file, 'case.json') };
}

interface Case {
  states: { linksDown: string[]; expected?: unknown }[];
}

describe('sim assign', () => {
  it.each(['P-hand-diamond', 'P-hand-parkinglot', 'P-rand-n8-par'])('fills in what %s leaves out', async (name) => {
    const known = JSON.parse(caseText(name)) as Case;
    const bare = { ...known, states: known.states.map(({ linksDown }) => ({ linksDown })) };
    const { code, out, err } = await run(JSON.stringify(bare), { json: true });
    expect([code, err]).toEqual([0, '']);
    const told = JSON.parse(out) as Case;
    expect(Object.keys(told)).toEqual(Object.keys(known));
    told.states.forEach(({ linksDown, expected }, place) => {
      expect(linksDown).toEqual(known.states[place].linksDown);
      expectClose(expected, known.states[place].expected);
    });
    expect({ ...told, states: 0 }).toEqual({ ...known, states: 0 });
  });

  it('prints a line for each state', async () => {
    const { out } = await run(caseText('P-hand-parkinglot'));
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('5 demands, 83 Gbit/s in all');
    expect(lines[2].trim().split(/\s+/)).toEqual(['0', '5/5', '23', '23', '30', '8', 'none']);
    expect(lines).toHaveLength(7);
  });

  it('keeps ids in the order of the case, whatever they look like', async () => {
    const demand = (id: string) => ({ id, from: 'x', to: 'y', gbps: 1, class: 1 });
    const { out } = await run(
      JSON.stringify({
        nodes: ['x', 'y'],
        links: [{ id: '7', a: 'x', b: 'y', lengthKm: 1, capacityGbps: 5 }],
        demands: [demand('10'), demand('9'), demand('__proto__')],
        states: [{ linksDown: [] }],
      }),
      { json: true },
    );
    expect(out).toContain(
      '"shortestPath":{"10":{"lengthM":1000,"links":["7>"]},"9":{"lengthM":1000,"links":["7>"]},"__proto__"',
    );
    expect(out).not.toContain('toGateways');
  });

  it('tells every problem at once, with its place', async () => {
    const text = `{
  "nodes": ["a", "b", "b"],
  "links": [{ "id": "one", "a": "a", "b": "c", "lengthKm": 1, "capacityGbps": 5 }],
  "demands": [{ "id": "d", "from": "a", "to": "q", "gbps": 1, "class": 1 }],
  "gateway": ["a"],
  "states": [{ "linksDown": ["onee"] }]
}`;
    const { code, out, err } = await run(text);
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toEqual([
      'case.json:2:23 nodes[2]: found "b", expected a name that no other has',
      'case.json:3:43 links[0].b: found "c", expected a node (did you mean "a"?)',
      'case.json:4:47 demands[0].to: found "q", expected a node (did you mean "a"?)',
      'case.json:5:3 warning: found unknown key "gateway", which is not read, expected nodes, links, demands, gateways, flowSources, anycastSets or states (did you mean "gateways"?)',
      'case.json:6:30 states[0].linksDown[0]: found "onee", expected a link (did you mean "one"?)',
    ]);
    const wrong = await run(
      '{ "nodes": ["a"], "links": [], "demands": [{ "id": "d", "from": "a", "to": "a", "gbps": -1, "class": 1 }] }',
    );
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('case.json:1:89 demands[0].gbps: found -1, expected at least 0');
    expect(wrong.err).toContain('states: found nothing');
    expect(await run('')).toMatchObject({ code: 2, out: '' });
  });
});
