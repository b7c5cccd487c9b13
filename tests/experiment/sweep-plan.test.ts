import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Files } from '../../src/cli/files.ts';
import { Addresses, Draws } from '../../src/engine/draws.ts';
import { readDesign } from '../../src/experiment/designs/design-file.ts';
import { Runner } from '../../src/experiment/run.ts';
import { pointsOf, readSweepFile, seedsOf, sweptFactor, sweptFactorOf } from '../../src/experiment/sweep-file.ts';
import {
  chunkAt,
  chunkCount,
  chunkName,
  chunksOfShard,
  perPoint,
  type SweepPlan,
  seedAt,
  settingsAt,
  spansOf,
} from '../../src/experiment/sweep-plan.ts';
import { PointRunner } from '../../src/experiment/sweep-run.ts';
import { headlinesOf, passesOf } from '../../src/experiment/sweep-summary.ts';
import { chunkSize, trialOf } from '../../src/experiment/sweep-trial.ts';
import { compile } from '../../src/scenario/compile.ts';
import { atPoint, type Overrides } from '../../src/scenario/read.ts';
import { readDocument } from '../../src/text/document.ts';
import { describe as describeProblem, Problems } from '../../src/text/problem.ts';
import { compiledFrom, plainStages, ROOT, scenarioText, TWO_SITES, tried } from '../worlds.ts';

const plans = fc
  .record({
    points: fc.integer({ min: 1, max: 4 }),
    firstSeed: fc.integer({ min: 0, max: 1000 }),
    seeds: fc.integer({ min: 1, max: 9 }),
    replications: fc.integer({ min: 1, max: 40 }),
    chunk: fc.integer({ min: 1, max: 70 }),
  })
  .map(
    ({ points, firstSeed, seeds, replications, chunk }): SweepPlan => ({
      factors: ['horizon'],
      points: Array.from({ length: points }, (_, point) => [`${point + 1}d`]),
      seeds: { first: firstSeed, count: seeds },
      replications,
      chunk,
    }),
  );

const indices = (plan: SweepPlan): number[] => Array.from({ length: chunkCount(plan) }, (_, index) => index);

describe('the chunks of a sweep', () => {
  it('hold every replication of every seed at every point once, in order', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const held = indices(plan).flatMap((index) => {
          const chunk = chunkAt(plan, index);
          expect(chunk.count).toBeLessThanOrEqual(plan.chunk);
          return spansOf(plan, chunk).flatMap(({ seed, replication, count }) =>
            Array.from({ length: count }, (_, at) => `${chunk.point}/${seed}/${replication + at}`),
          );
        });
        const all = plan.points.flatMap((_, point) =>
          Array.from({ length: perPoint(plan) }, (_, place) => {
            const replication = place % plan.replications;
            return `${point}/${seedAt(plan.seeds, Math.floor(place / plan.replications))}/${replication}`;
          }),
        );
        expect(held).toEqual(all);
      }),
    );
  });

  it('have rows without a gap, and names in their order', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const names = indices(plan).map((index) => chunkName(chunkAt(plan, index)));
        expect([...names].sort()).toEqual(names);
        expect(new Set(names).size).toBe(names.length);
        for (const index of indices(plan)) {
          let row = 0;
          for (const span of spansOf(plan, chunkAt(plan, index))) {
            expect(span.row).toBe(row);
            row += span.count;
          }
          expect(row).toBe(chunkAt(plan, index).count);
        }
      }),
    );
  });

  it('fall to one shard each', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 12 }), (plan, of) => {
        const shards = Array.from({ length: of }, (_, place) => chunksOfShard(plan, { place, of }));
        expect(shards.flat().sort((a, b) => a - b)).toEqual(indices(plan));
      }),
    );
  });

  it('have a size that is a power of two, told by counts alone', () => {
    const count = { replications: 8, events: 800, rows: 80, hasTraffic: false };
    expect(chunkSize(count)).toBe(512);
    expect(chunkSize({ ...count, hasTraffic: true })).toBeLessThan(512);
    expect(chunkSize({ ...count, events: 1e9 })).toBe(1);
    expect(chunkSize({ ...count, events: 0, rows: 0 })).toBe(4096);
    const { model } = compiledFrom({ hazards: [{ 'cable-cut': { link: 'hub--a', at: '4h' } }] });
    expect(trialOf(model)).toEqual(trialOf(model));
    expect(trialOf(model).events).toBeGreaterThan(8);
  });
});

describe('the seeds of a sweep', () => {
  /** One protocol whose desk keeps plans: what it remembers of one seed must not reach the next. */
  const planned = atPoint({ protocols: ['siloed'] }, [
    { path: 'protocol:siloed.dispatch.policy', value: 'isp' },
    { path: 'hazards[0].magnitude', value: 6.8 },
  ]);
  const modelOf = (seed: number | string, file = 'quake', overrides: Overrides = planned) =>
    compile(`${ROOT}scenarios/${file}.yaml`, new Files().load, { ...overrides, seed }, new Problems())!.model;

  it.each([
    ['plans', 'quake', planned],
    ['traffic', 'trans-caspian-with', {}],
    ['power', 'grid-down', { protocols: ['siloed'] }],
  ])('give what a run of each gives, whichever came before: %s', (_, file, overrides) => {
    const plan: SweepPlan = { factors: [], points: [[]], seeds: { first: 41, count: 4 }, replications: 3, chunk: 5 };
    const runner = new PointRunner(modelOf(41, file, overrides));
    const columns: number[][] = [];
    const hashes: number[] = [];
    for (const index of [0, 1, 2]) {
      const { count, variants } = runner.run(plan, chunkAt(plan, index));
      for (let row = 0; row < count; row++) columns.push(variants[0].columns.map((column) => column[row]));
      hashes.push(...variants[0].hashHigh);
    }
    const alone = [41, 42, 43, 44].map((seed) => new Runner(modelOf(seed, file, overrides)).run(0, 3).variants[0]);
    expect(hashes).toEqual(alone.flatMap(({ hashHigh }) => [...hashHigh]));
    expect(columns).toEqual(alone.flatMap((run) => [0, 1, 2].map((row) => run.columns.map((column) => column[row]))));
    expect(new Set(hashes).size).toBeGreaterThan(4);
  });

  it('may be run in any order, one replication each', () => {
    const plan: SweepPlan = { factors: [], points: [[]], seeds: { first: 1, count: 6 }, replications: 1, chunk: 2 };
    const model = modelOf(1);
    const forward = new PointRunner(model);
    const back = new PointRunner(model);
    const ahead = [0, 1, 2].map((index) => forward.run(plan, chunkAt(plan, index)).variants[0].hashLow);
    const behind = [2, 1, 0].map((index) => back.run(plan, chunkAt(plan, index)).variants[0].hashLow);
    expect(behind.reverse()).toEqual(ahead);
  });

  it('are written as a..b or as one number', () => {
    expect(seedsOf('1..1000')).toEqual({ first: 1, count: 1000 });
    expect(seedsOf(7)).toEqual({ first: 7, count: 1 });
    for (const wrong of ['2..1', 'a', '1..', '-1..2', '1.5', '1..99999999999']) expect(seedsOf(wrong)).toBeUndefined();
  });
});

describe('the points of a sweep', () => {
  const draws = new Draws(Int32Array.of(1, 2, 3, 4), new Addresses());
  const factors = ['horizon=30d,60d', 'protocol:plain.dispatch.clairvoyant=true,false'].map((text) => {
    const factor = sweptFactorOf(text);
    if ('found' in factor) throw new Error(factor.found);
    return factor;
  });

  it('are one where nothing varies, and a grid unless another design is asked for', () => {
    expect(pointsOf({ factors: [] }, draws)).toEqual({ factors: [], points: [[]] });
    const design = pointsOf({ factors }, draws);
    expect(design).toEqual({
      factors: ['horizon', 'protocol:plain.dispatch.clairvoyant'],
      points: [
        ['30d', true],
        ['30d', false],
        ['60d', true],
        ['60d', false],
      ],
    });
    if ('found' in design) throw new Error(design.found);
    expect(settingsAt(design, 2)).toEqual([
      { path: 'horizon', value: '60d' },
      { path: 'protocol:plain.dispatch.clairvoyant', value: true },
    ]);
  });

  it('are refused where the request makes no sense', () => {
    expect(pointsOf({ factors: [], points: 3 }, draws)).toMatchObject({ expected: 'a factor to vary' });
    expect(pointsOf({ factors, points: 3 }, draws)).toMatchObject({ found: '3 points for the design grid' });
    expect(pointsOf({ factors, design: 'lhs' }, draws)).toMatchObject({
      found: 'the design lhs without a number of points',
    });
    expect(pointsOf({ factors, design: 'sobal', points: 4 }, draws)).toMatchObject({
      expected: 'grid, lhs or sobol, or a file of points (.csv) (did you mean "sobol"?)',
    });
    expect(pointsOf({ factors, design: 'lhs', points: 4 }, draws)).toMatchObject({ points: { length: 4 } });
    expect(sweptFactorOf('horizon')).toMatchObject({ found: '"horizon", without "="' });
  });

  it('come from a file, each mistake at its line', () => {
    const read = (text: string) => {
      const problems = new Problems();
      const document = readDocument(text, 'sweep.yaml', problems)!;
      return { read: readSweepFile(document, problems), told: problems.list.map(describeProblem) };
    };
    const right = read(
      'scenario: a.yaml\nseeds: 1..8\nvary:\n  horizon: [30d, 60d]\n  hazards[0].magnitude: 6:7:0.5\n',
    );
    expect(right.told).toEqual([]);
    expect(right.read?.file.seeds).toEqual({ first: 1, count: 8 });
    expect(right.read?.factors.map(({ path }) => path)).toEqual(['horizon', 'hazards[0].magnitude']);
    expect(read('scenario: a.yaml\nseeds: 8..1\nvary:\n  horizon: 3:1:1\ndesing: lhs\n').told).toEqual([
      expect.stringMatching(/^sweep\.yaml:2:8 seeds: found "8\.\.1", expected seeds such as 1\.\.1000/),
      expect.stringMatching(/^sweep\.yaml:5:1 found unknown key "desing", .* \(did you mean "design"\?\)$/),
    ]);
    expect(read('scenario: a.yaml\nvary:\n  horizon: 3:1:1\n').told).toEqual([
      expect.stringMatching(/^sweep\.yaml:3:3 vary\.horizon: found/),
    ]);
  });
});

describe('the settings of a point', () => {
  const told = (settings: { path: string; value: number | string | boolean }[]) => {
    const texts = {
      'scenario.yaml': scenarioText({
        protocols: ['siloed'],
        hazards: [{ name: 'cut', 'cable-cut': { link: 'hub--a', at: '4h' } }],
        stages: plainStages({ repairLink: { buried: { value: '5h', flag: 'assumed' } } }),
      }),
      'net.yaml': TWO_SITES,
    };
    const { compiled, problems } = tried(texts, 'scenario.yaml', atPoint({}, settings));
    return { compiled, problems: problems.errors.map(describeProblem) };
  };

  it('take the place of values, also where a kind is left out or a value has its source', () => {
    const { compiled, problems } = told([
      { path: 'hazards[0].at', value: '9h' },
      { path: 'crews[0].count', value: 3 },
      { path: 'stages.repairLink.buried', value: '2h' },
      { path: 'protocol:siloed.dispatch.policy', value: 'nearest' },
      { path: 'defaultPopulation', value: 7 },
    ]);
    expect(problems).toEqual([]);
    const scenario = compiled!.reading.scenario;
    expect(scenario.crews[0].count).toBe(3);
    expect(scenario.stages.repairLink.buried).toMatchObject({ value: { value: 2 }, flag: 'assumed' });
    expect(compiled!.model.variants[0].policy.name).toBe('nearest');
    expect(compiled!.model.crews).toHaveLength(3);
    expect(new Runner(compiled!.model).run(0, 1).onset[0]).toBe(9);
  });

  it.each([
    ['hazards[0].att', '4h', '(--vary hazards[0].att=4h):1:1 hazards[0].cable-cut: found unknown key "att"'],
    ['hazards[1].at', '4h', '(--vary hazards[1].at):1:1 hazards[1].at: found hazards[1], expected hazards[0] to [0]'],
    ['crews.count', 1, 'expected a place in it, such as crews[0].count'],
    ['crew[0].count', 1, '(did you mean "crews"?)'],
    ['horizon.much', 1, 'below a plain value, expected horizon'],
    ['crews[0].count', -1, '(--vary crews[0].count=-1):1:1 crews[0].count: found -1, expected'],
    ['traffic.classes[0].x', 1, 'expected a list that is there'],
    ['seed', 1, 'expected --seeds'],
    ['a b', 1, 'found the path "a b", expected keys joined by dots'],
    [
      'protocol:sloed.dispatch.policy',
      'fifo',
      'found no protocol "sloed" here, expected siloed (did you mean "siloed"?)',
    ],
    ['protocol:siloed.dispatch.policy', 'fyfo', 'dispatch.policy.value: found "fyfo"'],
  ])('%s = %s is told', (path, value, sentence) => {
    const { compiled, problems } = told([{ path, value }]);
    expect(compiled).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('the command line (--vary ');
    expect(problems[0]).toContain(sentence);
  });
});

describe('the summary of a sweep', () => {
  it('takes each column once, within the memory of a pass', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 1, max: 12 }), (rows, protocols) => {
        const passes = passesOf(rows, [4, 2, 7], protocols);
        expect(passes.flat()).toHaveLength(3 * protocols);
        expect(new Set(passes.flat().map(({ metric, protocol }) => `${metric}/${protocol}`)).size).toBe(3 * protocols);
        for (const pass of passes)
          if (pass.length > 1) expect((pass.length + 1) * rows * 8).toBeLessThanOrEqual(48 * 2 ** 20);
      }),
    );
  });

  it('is of the headlines, or of all where none is measured', () => {
    const head = (name: string) => ({ name, kind: 'amount' as const, unit: '', label: name });
    expect(headlinesOf([head('other'), head('lostUserHours'), head('timeToRestoreLinkHours:x')])).toEqual([
      'lostUserHours',
      'timeToRestoreLinkHours:x',
    ]);
    expect(headlinesOf([head('other')])).toEqual(['other']);
  });
});

describe('points in a file', () => {
  const read = (text: string) => {
    const problems = new Problems();
    const written = readDesign(text, 'points.csv', sweptFactor, problems);
    return { written, told: problems.list.map(describeProblem) };
  };
  const draws = new Draws(Int32Array.of(1, 2, 3, 4), new Addresses());

  it('are taken as they stand, one after the other', () => {
    const { written, told } = read(
      'hazards[0].magnitude,horizon,protocol:plain.dispatch.clairvoyant\n6.5,30d,true\n7,"60d",false\n6.5,30d,true\n',
    );
    expect(told).toEqual([]);
    expect(pointsOf({ factors: [], design: 'points.csv', written }, draws)).toEqual({
      factors: ['hazards[0].magnitude', 'horizon', 'protocol:plain.dispatch.clairvoyant'],
      points: [
        [6.5, '30d', true],
        [7, '60d', false],
        [6.5, '30d', true],
      ],
    });
    expect(written?.places.get('horizon')).toEqual({ file: 'points.csv', line: 1, column: 22 });
  });

  it('are refused with all that is wrong, each at its place', () => {
    expect(read('horizon,horizon,a b\n30d,60d,1\n,60d,2\n30d,3\n').told).toEqual([
      'points.csv:3:1 horizon: found an empty field, expected a value',
      'points.csv:4:1 found 2 values, expected 3, one for each path of the heading',
      'points.csv:1:9 horizon: found "horizon" twice, expected each path once',
      expect.stringMatching(/^points\.csv:1:17 a b: found the path "a b", expected keys joined by dots/),
    ]);
    expect(read('').told).toEqual([
      expect.stringMatching(/^points\.csv:1:1 found no heading, expected a heading of paths/),
    ]);
    expect(read('horizon\n').told).toEqual([expect.stringMatching(/^points\.csv:1:1 found 0 points/)]);
    expect(read('horizon\n"30d\n').told).toEqual([
      expect.stringMatching(/^points\.csv:\d+:1 found CSV that cannot be read/),
    ]);
  });

  it('leave nothing else to vary or to count', () => {
    const { written } = read('horizon\n30d\n');
    const factor = sweptFactorOf('replications=1,2');
    if ('found' in factor) throw new Error(factor.found);
    expect(pointsOf({ factors: [factor], design: 'points.csv', written }, draws)).toMatchObject({
      found: 'points.csv and replications that varies beside it',
    });
    expect(pointsOf({ factors: [], design: 'points.csv', written, points: 2 }, draws)).toMatchObject({
      found: 'points.csv and 2 points',
    });
  });
});
