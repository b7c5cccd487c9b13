import { expect, it, describe as suite } from 'vitest';
import { beside } from '../../src/scenario/files.ts';
import { describe } from '../../src/text/problem.ts';
import { PLAIN_PROTOCOL, scenarioText, TWO_SITES, tried } from '../worlds.ts';

const NET = { 'net.yaml': TWO_SITES, 'protocols/plain.yaml': PLAIN_PROTOCOL };
const told = (scenario: string, more: Record<string, string> = {}): string[] =>
  tried({ 'scenario.yaml': scenario, ...NET, ...more }).problems.list.map(describe);

suite('files named beside each other', () => {
  it.each([
    ['scenarios/quake.yaml', '../topologies/a.yaml', 'topologies/a.yaml'],
    ['quake.yaml', 'a.yaml', 'a.yaml'],
    ['../x/quake.yaml', '../a.yaml', '../a.yaml'],
    ['a/b.yaml', '/abs/c.yaml', '/abs/c.yaml'],
    ['/a/b.yaml', '../../../c.yaml', '/c.yaml'],
    ['a/b.yaml', './c.yaml', 'a/c.yaml'],
  ])('from %s, %s is %s', (from, named, file) => {
    expect(beside(from, named)).toBe(file);
  });
});

suite('a scenario with mistakes', () => {
  it('tells six different ones at their lines, all at once', () => {
    const lines = told(`name: test
repairVessel: resideny
topology: net.yaml
horizon: 10
seed: 1
replications: 0
protocols: [plain, nobody]
crews: [{ id: c, operator: op, base: hub }]
hazard: []
hazards:
  - earthquake: { magnitud: 7, magnitude: 7, epicentre: [40, 50], depthKm: 10 }
`);
    expect(lines).toEqual([
      expect.stringMatching(/^scenario\.yaml:2:15 repairVessel: found "resideny", expected resident, converted/),
      expect.stringMatching(/^scenario\.yaml:4:10 horizon: found 10, expected a duration with its unit/),
      'scenario.yaml:6:15 replications: found 0, expected at least 1',
      expect.stringMatching(
        /^scenario\.yaml:11:19 hazards\[0\]\.earthquake: found unknown key "magnitud", expected .* \(did you mean "magnitude"\?\)$/,
      ),
      expect.stringMatching(
        /^scenario\.yaml:9:1 found unknown key "hazard", expected .* \(did you mean "hazards"\?\)$/,
      ),
      expect.stringMatching(/^scenario\.yaml:7:20 protocols\[1\]: found no protocol "nobody"/),
    ]);
  });

  it('tells names that nothing has, with the nearest', () => {
    const lines = told(
      scenarioText({
        protocols: ['plain', 'plainn', 'plain'],
        watch: ['hub-a'],
        inService: ['hub--b', 'hub--a'],
        crews: [
          { id: 'c', operator: 'opp', base: 'hubb' },
          { id: 'c', operator: 'op', base: 'a' },
        ],
        repairVessel: { availability: 'resident', base: 'hob' },
      }),
    ).join('\n');
    expect(lines).toContain('found no protocol "plainn"');
    expect(lines).toContain('found "plain" a second time');
  });

  it('tells unknown sites and links once the files can be read', () => {
    const lines = told(
      scenarioText({
        watch: ['hub-a'],
        inService: ['hub--a'],
        crews: [
          { id: 'c', operator: 'opp', base: 'hubb' },
          { id: 'c', operator: 'op', base: 'a' },
        ],
        repairVessel: { availability: 'resident', base: 'hob' },
        hazards: [{ name: 'x' }, { 'site-loss': { site: 'a' }, 'cable-cut': { link: 'hub--a' } }],
      }),
    ).join('\n');
    expect(lines).toContain('watch[0]: found "hub-a", expected the id of a link in service (did you mean "hub--a"?)');
    expect(lines).toContain('warning: inService[0]: found "hub--a", which is in service anyway');
    expect(lines).toContain('crews[0].base: found "hubb", expected the id of a site in service (did you mean "hub"?)');
    expect(lines).toContain('warning: crews[0].operator: found "opp", who owns nothing');
    expect(lines).toContain('crews[1].id: found "c" a second time');
    expect(lines).toContain('repairVessel.base: found "hob"');
    expect(lines).toContain('hazards[0]: found no kind of hazard');
    expect(lines).toContain('hazards[1]: found cable-cut and site-loss, expected one of');
  });

  it('tells a planned link that is not there', () => {
    expect(told(scenarioText({ inService: ['hub--b'] }))).toEqual([
      expect.stringContaining(
        'inService[0]: found "hub--b", expected the id of a planned link (did you mean "hub--a"?)',
      ),
    ]);
  });

  it('tells circles of extends, of a scenario and of a protocol', () => {
    expect(told('extends: b.yaml\nname: a', { 'b.yaml': 'extends: scenario.yaml\n' })).toEqual([
      'b.yaml:1:10 extends: found a circle: scenario.yaml -> b.yaml -> scenario.yaml, expected a file that does not come back to this one',
    ]);
    expect(
      told(scenarioText({ protocols: ['round'] }), { 'protocols/round.yaml': 'name: round\nextends: round\n' }),
    ).toEqual([expect.stringContaining('protocols/round.yaml:2:10 extends: found a circle')]);
  });

  it('tells missing files at the place that names them', () => {
    expect(told(scenarioText({ topology: 'nett.yaml' }))[0]).toMatch(
      /^scenario\.yaml:1:\d+ topology: found no file nett\.yaml/,
    );
    expect(told('extends: nowhere.yaml')[0]).toMatch(/^scenario\.yaml:1:10 extends: found no file nowhere\.yaml/);
    expect(tried({}, 'absent.yaml').problems.list.map(describe)[0]).toMatch(
      /^absent\.yaml:1:1 found no file absent\.yaml/,
    );
    expect(told(scenarioText({ protocols: ['sub/own.yaml'] }))[0]).toContain('found no file sub/own.yaml');
  });

  it('refuses a backbone without sites, and one without a gateway unless the reference is another', () => {
    expect(told(scenarioText({}), { 'net.yaml': 'name: empty\nsites: []\nlinks: []\n' })[0]).toContain('found no site');
    const closed = TWO_SITES.replace('role: gateway', 'role: core');
    expect(told(scenarioText({}), { 'net.yaml': closed })[0]).toContain('found no site with the role gateway');
    expect(told(scenarioText({ reference: 'largest-component' }), { 'net.yaml': closed })).toEqual([]);
  });

  it('warns of an operator without a crew, and only where operators work alone', () => {
    expect(told(scenarioText({ crews: [] }))[0]).toContain('found no crew for op');
    expect(told(scenarioText({ crews: [{ id: 'x', operator: 'op', base: 'hub' }] }))).toEqual([]);
  });
});

suite('a scenario that extends another', () => {
  const base = scenarioText({
    hazards: [{ 'cable-cut': { link: 'hub--a' } }],
    crews: [{ id: 'x', operator: '*', base: '*' }],
  });
  it('keeps what it does not say and finds files beside the one that names them', () => {
    const { compiled } = tried(
      {
        'deep/child.yaml': 'extends: ../scenario.yaml\nname: child\nhazards: []\nwatch: [hub--a]\n',
        'deep/protocols/plain.yaml': PLAIN_PROTOCOL,
        'scenario.yaml': base,
        ...NET,
      },
      'deep/child.yaml',
    );
    expect(compiled?.reading.scenario.name).toBe('child');
    expect(compiled?.model.hazards).toHaveLength(0);
    expect(compiled?.model.crews.map(({ name }) => name)).toEqual(['x-hub', 'x-a']);
  });

  it('takes the command line above all', () => {
    const { compiled, problems } = tried(
      {
        'scenario.yaml': scenarioText({ hazards: [{ earthquake: { magnitude: 7, epicentre: [0, 0], depthKm: 10 } }] }),
        'other.yaml': TWO_SITES.replace('name: two', 'name: other'),
        ...NET,
      },
      'scenario.yaml',
      { topology: 'other.yaml', epicentre: [0.5, 10], protocols: ['siloed'], replications: 7, seed: 'x' },
    );
    expect(problems.errors).toEqual([]);
    expect(compiled?.topologyName).toBe('other');
    expect(compiled?.reading.scenario).toMatchObject({ replications: 7, seed: 'x', protocols: ['siloed'] });
    expect(compiled?.model.variants.map(({ name }) => name)).toEqual(['siloed']);
  });

  it('names what it assumes', () => {
    const { compiled } = tried({ 'scenario.yaml': base, ...NET });
    expect(compiled?.assumptions.join('\n')).toContain('the number and the bases of 2 repair crews');
    expect(compiled?.assumptions.join('\n')).toMatch(/\d+ of \d+ values of protocol plain: /);
  });
});
