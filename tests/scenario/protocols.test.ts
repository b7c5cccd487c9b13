/** The language of protocols: what extends what, where every value comes from, and what is told of mistakes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe as suite } from 'vitest';
import { Files } from '../../src/cli/files.ts';
import { type BlockName, blockNames } from '../../src/response/protocol.ts';
import { mixInSchema } from '../../src/scenario/mix-in.ts';
import {
  assumedValues,
  type ReadProtocol,
  readMixIn,
  readProtocol,
  resolvedValues,
} from '../../src/scenario/protocols.ts';
import { merged, readDocument, settled, valueAt } from '../../src/text/document.ts';
import { describe, Problems } from '../../src/text/problem.ts';
import { isFact } from '../../src/text/quantity.ts';
import { ROOT, scenarioText, TWO_SITES, tried } from '../worlds.ts';

const ASKER = { at: { file: 'here', line: 1, column: 1 }, path: '' };
const PROTOCOLS = join(ROOT, 'scenarios/protocols');
const shippedNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace('.yaml', ''));

/** Reads `protocols/<name>.yaml` of some texts, in which what is shipped is found too. */
function reading(name: string, texts: Record<string, string> = {}) {
  const files = new Files();
  const problems = new Problems();
  const load: typeof files.load = (file) => (Object.hasOwn(texts, file) ? { text: texts[file] } : files.load(file));
  const read = name.startsWith('+')
    ? readMixIn(name, 'scenario.yaml', load, problems, ASKER)
    : readProtocol(name, 'scenario.yaml', load, problems, ASKER);
  return { read, lines: problems.list.map(describe) };
}

function shipped(name: string, texts: Record<string, string> = {}): ReadProtocol {
  const { read, lines } = reading(name, texts);
  expect(lines).toEqual([]);
  if (read === undefined || !('protocol' in read)) throw new Error(`no protocol ${name}`);
  return read;
}

const own = (keys: string, extended = 'siloed'): string =>
  `name: mine\ntitle: t\nsummary: s\nextends: ${extended}\n${keys}`;
const mine = (keys: string, extended?: string, more: Record<string, string> = {}) =>
  reading('mine', { 'protocols/mine.yaml': own(keys, extended), ...more });
const mixIn = (block: string, keys: string): string => `block: ${block}\ntitle: t\nsummary: s\n${keys}\n`;

/** Blocks whose values (not their sources) differ. */
const changed = (one: ReadProtocol, other: ReadProtocol): BlockName[] =>
  blockNames.filter((block) => plain(one, block) !== plain(other, block));
const plain = (read: ReadProtocol, block: BlockName): string =>
  JSON.stringify(resolvedValues(read).flatMap((value) => (value.block === block ? [[value.path, value.written]] : [])));

suite('what is shipped', () => {
  const siloed = shipped('siloed');
  const core: BlockName[] = ['awareness', 'dispatch', 'resources', 'priorities', 'training', 'traffic'];
  const full: BlockName[] = [...core, 'satellite', 'sharing', 'preposition', 'power'];
  const variants: Record<string, BlockName[]> = {
    siloed: [],
    'siloed-trained': ['training'],
    'shared-picture': ['awareness'],
    'joint-dispatch': ['awareness', 'dispatch', 'resources'],
    'cmg-core': core,
    'cmg-satellite': [...core, 'satellite'],
    'cmg-full': full,
    'cmg-regional': [...full, 'mutualAid'],
    'oracle-bound': ['awareness', 'dispatch', 'resources'],
  };

  it('is the eight variants and the bound at the least, and all of it can be read', () => {
    const names = shippedNames(PROTOCOLS);
    expect(names).toEqual(expect.arrayContaining(Object.keys(variants)));
    for (const name of names) expect(shipped(name).protocol.name).toBe(name);
  });

  it.each(Object.entries(variants))('%s differs from siloed in %j and in nothing else', (name, blocks) => {
    const protocol = shipped(name);
    expect(protocol.protocol.name).toBe(name);
    expect(changed(protocol, siloed).sort()).toEqual([...blocks].sort());
  });

  it('has a mix-in for each of the eleven blocks', () => {
    const blocks = shippedNames(join(PROTOCOLS, 'blocks')).map((name) => {
      const { read, lines } = reading(`+${name}`);
      expect(lines).toEqual([]);
      return read !== undefined && 'block' in read ? read.block : '';
    });
    expect([...new Set(blocks)].sort()).toEqual([...blockNames].sort());
  });

  it.each(shippedNames(join(PROTOCOLS, 'blocks')))('+%s changes exactly one block of siloed', (name) => {
    const { read } = reading(`+${name}`);
    const { read: laid, lines } = mine('', `[siloed, +${name}]`);
    expect(lines).toEqual([]);
    expect(changed(laid as ReadProtocol, siloed)).toEqual([(read as { block: string }).block]);
  });

  it('writes what response science 5.1 and 5.3 say', () => {
    const { protocol } = shipped('cmg-regional');
    expect(protocol).toMatchObject({
      awareness: { visibility: { value: 'shared' }, shareDelay: { value: { law: 'exponential', mean: 0.5 } } },
      dispatch: {
        scope: { value: 'joint' },
        policy: { value: 'bundle' },
        replanInterval: { value: 0.25 },
        conflictProbability: { value: 0.01 },
        clairvoyant: { value: false },
      },
      resources: { crews: { value: 'pooled' }, spares: { value: 'pooled' } },
      mutualAid: { partners: { value: 'all' }, trigger: { value: 0.2 } },
      sharing: { roaming: { activation: { value: { value: 1 } }, spareShare: { value: 0.3 } } },
      satellite: {
        hot: { capacityMbps: { value: 200 } },
        warm: { capacityMbps: { value: 400 } },
        terminals: { value: 40 },
      },
      preposition: { lead: { value: 24 }, crews: { value: 2 }, generators: { value: 20 }, relief: { value: 4 } },
      training: { level: { value: 0.8 } },
      traffic: { publicRestriction: { value: 0.9 }, reservedShare: { value: 0.1 }, textSteering: { value: 0.3 } },
      power: { generators: { value: 'pooled' }, fuel: { value: 'pooled' } },
    });
    expect(shipped('oracle-bound').protocol.dispatch).toMatchObject({
      scope: { value: 'joint' },
      policy: { value: 'local-search' },
      replanInterval: { value: 0 },
      conflictProbability: { value: 0 },
      clairvoyant: { value: true },
    });
  });

  it('passes nothing for a fact, and gives every value a flag and a source', () => {
    for (const name of Object.keys(variants))
      for (const { block, path, flag, source } of resolvedValues(shipped(name))) {
        expect([name, block, path, flag !== undefined && !isFact(flag)]).toEqual([name, block, path, true]);
        expect(source, `${name} ${block}.${path}`).toMatch(/\S/);
      }
  });

  const facts = join(ROOT, '../shared/facts/sources.csv');
  it.runIf(existsSync(facts))('names only sources that are listed', () => {
    const listed = new Set(
      readFileSync(facts, 'utf8')
        .split('\n')
        .map((line) => line.split(',')[0]),
    );
    const named = Object.keys(variants).flatMap((name) =>
      resolvedValues(shipped(name)).flatMap(({ source }) => source?.match(/\b(S-[A-Z0-9]+|EST)\b/g) ?? []),
    );
    expect(new Set(named)).toEqual(new Set(['S-CMG24', 'S-CMG26', 'EST']));
    for (const source of named) expect(listed).toContain(source);
  });
});

suite('extends', () => {
  const texts = {
    'protocols/blocks/one.yaml': mixIn('training', 'training: { level: 0.1, timeEffect: 0.11 }'),
    'protocols/blocks/two.yaml': mixIn('training', 'training: { level: 0.2 }'),
  };
  const training = (read: unknown) => valueAt(read, ['protocol', 'training']);

  it('is applied left to right, then the file’s own keys', () => {
    expect(training(mine('', '[siloed, +one, +two]', texts).read)).toMatchObject({
      level: { value: 0.2 },
      timeEffect: { value: 0.11 },
      errorEffect: { value: 0.5 },
    });
    expect(training(mine('', '[siloed, +two, +one]', texts).read)).toMatchObject({ level: { value: 0.1 } });
    expect(training(mine('training: { level: 0.9 }', '[siloed, +two, +one]', texts).read)).toMatchObject({
      level: { value: 0.9 },
      timeEffect: { value: 0.11 },
    });
  });

  it('warns of two mix-ins of one block in one list, and not across lists', () => {
    expect(mine('', '[siloed, +one, +two]', texts).lines).toEqual([
      'protocols/mine.yaml:4:25 warning: extends[2]: found +two upon +one, both of the block training: where they differ, the later wins, expected one mix-in a block',
    ]);
    expect(mine('', '[siloed-trained, +two]', texts).lines).toEqual([]);
  });

  it('warns of a whole protocol after others, which it replaces', () => {
    const { read, lines } = mine('', '[siloed-trained, siloed]');
    expect(lines).toEqual([
      'protocols/mine.yaml:4:27 warning: extends[1]: found the whole protocol siloed after siloed-trained: it replaces what stands before it, expected one protocol, then mix-ins',
    ]);
    expect(training(read)).toMatchObject({ level: { value: 0.3 } });
  });

  it('hands on no name, title or summary', () => {
    expect(reading('mine', { 'protocols/mine.yaml': 'extends: siloed\n' }).lines).toEqual([
      'protocols/mine.yaml:1:10 name: found nothing, expected text',
      'protocols/mine.yaml:1:10 title: found nothing, expected text',
      'protocols/mine.yaml:1:10 summary: found nothing, expected text',
    ]);
  });

  it('reads mix-ins and protocols of other folders by file', () => {
    const { read, lines } = mine('', '[../base.yaml, +../one.yaml]', {
      'base.yaml': own('').replace('name: mine', 'name: base'),
      'one.yaml': texts['protocols/blocks/one.yaml'],
    });
    expect(lines).toEqual([]);
    expect(training(read)).toMatchObject({ level: { value: 0.1 } });
  });
});

suite('$append', () => {
  const texts = (value: string): Record<string, string> => ({
    'protocols/blocks/two.yaml': mixIn('mutualAid', 'mutualAid: { partners: [georgia, turkiye] }'),
    'protocols/blocks/more.yaml': mixIn('mutualAid', `mutualAid:\n  partners: ${value}`),
  });
  const partners = (read: unknown) => valueAt(read, ['protocol', 'mutualAid', 'partners']);

  it('lengthens a list; without it the list is replaced', () => {
    const { read, lines } = mine('', '[siloed, +two]', texts('x'));
    expect([lines, partners(read)]).toEqual([[], { value: ['georgia', 'turkiye'] }]);
    const replaced = mine('mutualAid: { partners: [iran] }', '[siloed, +two]', texts('x'));
    expect(partners(replaced.read)).toEqual({ value: ['iran'] });
    const longer = mine('mutualAid: { partners: { $append: [iran] } }', '[siloed, +two]', texts('x'));
    expect(partners(longer.read)).toEqual({ value: ['georgia', 'turkiye', 'iran'] });
  });

  it('takes the dress of what appends, and remembers who said which entry', () => {
    const { read } = mine(
      'mutualAid: { partners: { value: { $append: [iran] }, flag: estimated, source: S-OTS } }',
      '[siloed, +two]',
      texts('x'),
    );
    expect(partners(read)).toEqual({ value: ['georgia', 'turkiye', 'iran'], flag: 'estimated', source: 'S-OTS' });
    const { document } = read as ReadProtocol;
    const place = (index: number) => document.at(['mutualAid', 'partners', 'value', index]);
    expect(place(1)).toEqual({ file: 'protocols/blocks/two.yaml', line: 4, column: 34 });
    expect(place(2)).toEqual({ file: 'protocols/mine.yaml', line: 5, column: 45 });
    const told = resolvedValues(read as ReadProtocol).find(({ path }) => path === 'partners');
    expect(told).toMatchObject({ from: '+two, mine', flag: 'estimated', written: ['georgia', 'turkiye', 'iran'] });
  });

  it('tells a wrong entry of a lengthened list at its own place', () => {
    expect(mine('mutualAid: { partners: { $append: [""] } }', '[siloed, +two]', texts('x')).lines).toEqual([
      expect.stringMatching(/^protocols\/mine\.yaml:5:36 mutualAid\.partners\[2\]: found "", expected at least 1/),
    ]);
  });

  it('is an error on what is no list, on nothing, and with what is no list', () => {
    expect(mine('', '[siloed, +more]', texts('{ $append: [iran] }')).lines).toEqual([
      expect.stringMatching(
        /^protocols\/blocks\/more\.yaml:5:24 mutualAid\.partners: found \$append on \{"value":"none".*, expected a list below it to append to$/,
      ),
    ]);
    expect(mine('', '[siloed, +two, +more]', texts('{ $append: iran }')).lines[0]).toBe(
      'protocols/blocks/more.yaml:5:24 mutualAid.partners: found "iran", expected a list after $append',
    );
    const lone = reading('lone', {
      'protocols/lone.yaml': 'name: lone\nmutualAid: { partners: { $append: [iran] } }\n',
    });
    expect(lone.lines[0]).toBe(
      'protocols/lone.yaml:2:35 mutualAid.partners: found $append on nothing, expected a list below it to append to',
    );
  });

  it('adds up over files that have no list, and is settled on the one that has', () => {
    const problems = new Problems();
    const [low, middle, top] = ['l: [1]\n', 'l: { $append: [2] }\n', 'l: { $append: [3] }\n'].map(
      (text, index) => readDocument(text, `${index}.yaml`, problems)!,
    );
    const added = merged(middle, top, problems);
    expect(added.value).toEqual({ l: { $append: [2, 3] } });
    expect(merged(low, added, problems).value).toEqual({ l: [1, 2, 3] });
    expect(merged(low, added, problems).at(['l', 2])).toEqual({ file: '2.yaml', line: 1, column: 16 });
    expect(settled(added, problems, true).value).toEqual({ l: [2, 3] });
    expect(problems.list).toEqual([]);
    settled(added, problems);
    expect(problems.list.map(describe)[0]).toContain('l: found $append on nothing');
  });

  it('works in a scenario, too', () => {
    const scenario = JSON.parse(
      scenarioText({ protocols: ['siloed'], crews: [{ id: 'x', operator: 'op', base: 'hub' }] }),
    );
    const { compiled, problems } = tried(
      {
        'base.yaml': JSON.stringify(scenario),
        'child.yaml': 'extends: base.yaml\nname: child\ncrews: { $append: [{ id: y, operator: op, base: a }] }\n',
        'net.yaml': TWO_SITES,
      },
      'child.yaml',
    );
    expect(problems.errors.map(describe)).toEqual([]);
    expect(compiled?.model.crews.map(({ name }) => name)).toEqual(['x', 'y']);
  });
});

suite('mistakes', () => {
  const block = (text: string): string[] => mine('', '[siloed, +bad]', { 'protocols/blocks/bad.yaml': text }).lines;

  it('a mix-in that touches other keys, at the line of each', () => {
    expect(
      block(mixIn('awareness', 'awareness: { visibility: shared }\ntraining: { level: 1 }\nnote: x\nextends: siloed')),
    ).toEqual([
      'protocols/blocks/bad.yaml:5:1 training: found training, the key of another block, expected only awareness',
      'protocols/blocks/bad.yaml:6:1 found unknown key "note", expected block, title, summary or awareness',
      'protocols/blocks/bad.yaml:7:1 found unknown key "extends", expected block, title, summary or awareness',
    ]);
  });

  it('a mix-in of no block, of an unknown one, without its key, or with wrong values', () => {
    expect(block('title: t\nsummary: s\n')).toEqual([
      'protocols/mine.yaml:4:19 extends[1]: found protocols/blocks/bad.yaml, which has no key "block", expected a mix-in',
    ]);
    expect(block(mixIn('awarenes', ''))).toEqual([
      expect.stringMatching(
        /^protocols\/blocks\/bad\.yaml:1:8 block: found "awarenes", .*did you mean "awareness"\?\)$/,
      ),
    ]);
    expect(block(mixIn('awareness', ''))).toEqual([
      'protocols/blocks/bad.yaml:1:8 awareness: found nothing, expected values of the block',
    ]);
    expect(block('block: training\ntitle: t\ntraining:\n  level: 2\n  levl: 1\n')).toEqual([
      'protocols/blocks/bad.yaml:1:1 summary: found nothing, expected text',
      'protocols/blocks/bad.yaml:4:10 training.level: found 2, expected at most 1',
      'protocols/blocks/bad.yaml:5:3 training: found unknown key "levl", expected level, timeEffect or errorEffect (did you mean "level"?)',
    ]);
  });

  it('a protocol that extends itself, or comes back to itself, at the line of the entry', () => {
    expect(mine('', 'mine').lines).toEqual([
      'protocols/mine.yaml:4:10 extends: found a circle: protocols/mine.yaml -> protocols/mine.yaml, expected a protocol that does not come back to this one',
    ]);
    const round = mine('', '[siloed, other]', {
      'protocols/other.yaml': 'name: other\nextends:\n  - siloed\n  - mine\n',
    });
    expect(round.read).toBeUndefined();
    expect(round.lines.at(-1)).toBe(
      'protocols/other.yaml:4:5 extends[1]: found a circle: protocols/mine.yaml -> protocols/other.yaml -> protocols/mine.yaml, expected a protocol that does not come back to this one',
    );
  });

  it('a chain without end', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `protocols/p${index}.yaml`,
        `name: p${index}\nextends: p${index + 1}\n`,
      ]),
    );
    expect(reading('p0', chain).lines).toEqual([
      'protocols/p15.yaml:2:10 extends: found a chain of more than 16 protocols, expected a protocol that does not come back to this one',
    ]);
  });

  it('names that nothing has, with the nearest, and all the rest of the file at once', () => {
    expect(
      mine('trainin: { level: 1 }\npower: { fuel: mine }\n', '[siloedd, +roming, roaming, +siloed, 3, ""]').lines,
    ).toEqual([
      'protocols/mine.yaml:4:47 extends[4]: found 3, expected the name of a protocol, or + and that of a mix-in',
      'protocols/mine.yaml:4:50 extends[5]: found "", expected the name of a protocol, or + and that of a mix-in',
      expect.stringMatching(
        /^protocols\/mine\.yaml:4:11 extends\[0\]: found no protocol "siloedd", .*\(did you mean "siloed"\?\)$/,
      ),
      expect.stringMatching(/:4:20 extends\[1\]: found no mix-in "\+roming", .*\(did you mean "\+roaming"\?\)$/),
      expect.stringMatching(/:4:29 extends\[2\]: found no protocol "roaming", .*\(did you mean "\+roaming"\?\)$/),
      expect.stringMatching(/:4:38 extends\[3\]: found no mix-in "\+siloed", .*\(did you mean "siloed"\?\)$/),
      expect.stringMatching(/^protocols\/mine\.yaml:6:16 power\.fuel: found "mine", expected owner or pooled$/),
      expect.stringMatching(/^protocols\/mine\.yaml:5:1 found unknown key "trainin", .*\(did you mean "training"\?\)$/),
    ]);
  });

  it('an entry that is no name, once', () => {
    const expected = 'the name of a protocol, or + and that of a mix-in';
    expect(mine('', '[siloed, 3]').lines).toEqual([
      `protocols/mine.yaml:4:19 extends[1]: found 3, expected ${expected}`,
    ]);
    expect(mine('', '{ a: 1 }').lines).toEqual([
      `protocols/mine.yaml:4:10 extends: found {"a":1}, expected ${expected}`,
    ]);
  });

  it('a mix-in where a whole protocol is asked for', () => {
    const texts = { 'protocols/half.yaml': mixIn('power', 'power: { fuel: pooled }') };
    expect(mine('', 'half', texts).lines[0]).toBe(
      'protocols/mine.yaml:4:10 extends: found protocols/half.yaml, a mix-in, expected a whole protocol, or "+half" to lay it upon one',
    );
    const { problems } = tried({ 'scenario.yaml': scenarioText({ protocols: ['+roaming'] }), 'net.yaml': TWO_SITES });
    expect(problems.list.map(describe)[0]).toMatch(
      /^scenario\.yaml:1:\d+ protocols\[0\]: found the mix-in \+roaming, expected a whole protocol/,
    );
  });

  it('what is missing, at the block or at what is extended', () => {
    const text = 'name: part\ntitle: t\nsummary: s\nextends: [+roaming]\npower:\n  fuel: owner\n';
    const { lines } = reading('part', { 'protocols/part.yaml': text });
    expect(lines).toContain('protocols/part.yaml:4:10 training: found nothing, expected keys and values');
    expect(lines.find((line) => line.includes('power.generators'))).toMatch(
      /^protocols\/part\.yaml:5:1 power\.generators: found nothing, expected owner or pooled$/,
    );
    expect(lines.find((line) => line.includes('roaming.radiusKm'))).toMatch(
      /^shipped:scenarios\/protocols\/blocks\/roaming\.yaml:10:3 sharing\.roaming\.radiusKm: found nothing/,
    );
    expect(lines).toHaveLength(11 - 2 + 1 + 1);
  });

  it('two protocols of one name in a scenario', () => {
    const { problems } = tried({
      'scenario.yaml': scenarioText({ protocols: ['siloed', 'other'] }),
      'protocols/other.yaml': 'name: siloed\ntitle: t\nsummary: s\nextends: cmg-core\n',
      'net.yaml': TWO_SITES,
    });
    expect(problems.list.map(describe)[0]).toMatch(
      /^scenario\.yaml:1:\d+ protocols\[1\]: found a second protocol of the name "siloed", expected each name once$/,
    );
  });
});

suite('where a value comes from', () => {
  const from = (read: ReadProtocol, name: string) => {
    const found = resolvedValues(read).find(({ block, path }) => `${block}.${path}` === name);
    return found === undefined ? undefined : `${found.from} ${found.at.file}:${found.at.line}`;
  };
  const lineOf = (file: string, text: string): number =>
    readFileSync(join(PROTOCOLS, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  it('is known through every layer', () => {
    const read = shipped('mine', { 'protocols/mine.yaml': own('training: { errorEffect: 0.4 }\n', 'cmg-full') });
    expect(from(read, 'training.errorEffect')).toBe('mine protocols/mine.yaml:5');
    expect(from(read, 'training.level')).toBe(
      `+joint-training shipped:scenarios/protocols/blocks/joint-training.yaml:${lineOf('blocks/joint-training.yaml', '  level:')}`,
    );
    expect(from(read, 'training.timeEffect')).toBe(
      `siloed shipped:scenarios/protocols/siloed.yaml:${lineOf('siloed.yaml', 'timeEffect') + 1}`,
    );
    expect(from(read, 'dispatch.policy')).toBe(
      `+joint-dispatch shipped:scenarios/protocols/blocks/joint-dispatch.yaml:${lineOf('blocks/joint-dispatch.yaml', '  policy:')}`,
    );
  });

  it('stands beside value, law, flag, source and note, block by block in the order of the schema', () => {
    const values = resolvedValues(shipped('siloed'));
    expect([...new Set(values.map(({ block }) => block))]).toEqual(blockNames);
    expect(values.find(({ path }) => path === 'arrival')).toMatchObject({
      block: 'mutualAid',
      written: { lognormal: ['36h', 0.5] },
      law: { law: 'lognormal', median: 36, sigma: 0.5 },
      flag: 'assumed',
      source: 'response science 5.1',
    });
    expect(values.find(({ path }) => path === 'kbpsPerPerson')).toMatchObject({
      law: undefined,
      note: 'one voice call or text, not video',
    });
  });

  it('of a mix-in, is of its one block and of the keys that it has', () => {
    const { read } = reading('+roaming');
    expect(read && resolvedValues(read).map(({ block, path, from: by }) => [block, path, by])).toEqual([
      ['sharing', 'roaming.activation', '+roaming'],
      ['sharing', 'roaming.spareShare', '+roaming'],
    ]);
  });
});

suite('values that are no facts', () => {
  it('are named once for the first protocol and for others where they differ', () => {
    const [first, second, third] = assumedValues(
      ['siloed', 'siloed-trained', 'joint-dispatch'].map((name) => shipped(name).protocol),
    );
    const count = resolvedValues(shipped('siloed')).length;
    expect(first).toContain(`${count} of ${count} values of protocol siloed: awareness (visibility, shareDelay`);
    expect(first).toContain('satellite (hot.capacityMbps, ');
    expect(second).toBe('1 value of protocol siloed-trained unlike those of siloed: training (level)');
    expect(third).toBe(
      '9 values of protocol joint-dispatch unlike those of siloed: awareness (visibility, shareDelay, assessors), dispatch (scope, policy, replanInterval, conflictProbability), resources (crews, spares)',
    );
  });

  it('leave out facts, and name a shared value that was a fact in the first alone', () => {
    const level = (flag: string) =>
      shipped('mine', { 'protocols/mine.yaml': own(`training: { level: { value: 0.3, flag: ${flag} } }\n`) }).protocol;
    expect(assumedValues([level('published')])[0]).not.toContain('level');
    expect(assumedValues([level('published')])[0]).toMatch(/^(\d+) of (?!\1)/);
    expect(assumedValues([level('published'), level('assumed')])[1]).toContain('training (level)');
    expect(assumedValues([level('assumed'), level('published')])).toHaveLength(1);
  });
});

suite('the schema of a mix-in', () => {
  it('takes the shipped ones and refuses a second block', () => {
    for (const name of shippedNames(join(PROTOCOLS, 'blocks'))) {
      const text = readFileSync(join(PROTOCOLS, `blocks/${name}.yaml`), 'utf8');
      const { value } = readDocument(text, name, new Problems())!;
      expect(mixInSchema.safeParse(value).success, name).toBe(true);
      const other = name === 'joint-training' ? { power: {} } : { training: {} };
      expect(mixInSchema.safeParse({ ...(value as object), ...other }).success, name).toBe(false);
    }
  });
});
