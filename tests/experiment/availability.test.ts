/** Availability in years without a disaster: stated figures, enumeration state by state, and the simulation beside it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Addresses, Draws } from '../../src/engine/draws.ts';
import {
  type Availability,
  type AvailabilityQuestion,
  availabilityOf,
} from '../../src/experiment/availability/availability.ts';
import { everyPair, statedPairs } from '../../src/experiment/availability/demands.ts';
import { failureGroups } from '../../src/experiment/availability/failure-groups.ts';
import {
  fewFailuresProbability,
  RECOVERIES,
  type Recovery,
  serviceOf,
} from '../../src/experiment/availability/service.ts';
import { controlledMean } from '../../src/experiment/control-variates.ts';
import type { Network } from '../../src/network/network.ts';
import { eachState } from '../../src/network/state-enumeration.ts';
import { allPaths, drawnMultigraph, multigraph } from '../network/random-multigraph.ts';
import { areRealFilesHere, making, reading, realFile, SKIPPED } from '../topology/reading.ts';

const DEFAULTS = { mttfHours: 8748, mttrHours: 12 };
/** Half a network's life is repair: states of many failures matter. */
const FRAIL = { mttfHours: 100, mttrHours: 40 };

const drawsOf = (seed: number): Draws => new Draws(Int32Array.of(seed, 2, 3, 4), new Addresses());

const found = (network: Network, question: Partial<AvailabilityQuestion>, seed = 1): Availability =>
  availabilityOf(
    network,
    { recovery: 'none', assumed: DEFAULTS, years: 1, replications: 5, ...question },
    drawsOf(seed),
  );

/** A square with a diagonal, a parallel link and a site on a bridge. */
const HOUSE = multigraph(
  ['core', 'core', 'core', 'core', 'core'],
  [
    { from: 0, to: 1, km: 1 },
    { from: 1, to: 2, km: 2 },
    { from: 2, to: 3, km: 1, riskGroup: 'duct' },
    { from: 3, to: 0, km: 2, riskGroup: 'duct' },
    { from: 0, to: 2, km: 4 },
    { from: 0, to: 2, km: 4 },
    { from: 3, to: 4, km: 1 },
  ],
);

describe(`NSFNet${SKIPPED}`, () => {
  const network = (): Network => making(reading(realFile('net2plan/NSFNet_N14_E42.n2p')).graph).network;
  const STATED: Readonly<Record<Recovery, number>> = {
    none: 0.9967652272,
    protection: 0.9999811737,
    ideal: 0.9999961214,
  };

  it.skipIf(!areRealFilesHere).each(RECOVERIES)(
    'has the stated bounds under %s, and the simulation lies between',
    (recovery) => {
      for (const seed of [1, 2]) {
        const { pessimistic, optimistic, excess, simulated, demandCount, groups, shared } = found(
          network(),
          { recovery, years: 250, replications: 100 },
          seed,
        );
        expect([demandCount, groups.count, shared]).toEqual([91, 21, { links: 0, groups: 0, unsettled: 0 }]);
        expect(Math.abs(pessimistic - STATED[recovery])).toBeLessThan(5.1e-11);
        expect(Math.abs(excess - 3.356e-6)).toBeLessThan(5.1e-10);
        expect(optimistic - pessimistic).toBeCloseTo(excess, 14);
        // The controlled mean is not held between the bounds by its making; the interval of the plain time average, which
        // knows nothing of the enumeration, must meet them. At 99.9 %: 1.72 times the half width of 95 %.
        expect(simulated.mean).toBeGreaterThan(pessimistic);
        expect(simulated.mean).toBeLessThan(optimistic);
        const { mean, ci95 } = simulated.timeAverage;
        const half = 1.72 * (ci95[1] - mean);
        expect(mean + half).toBeGreaterThan(pessimistic);
        expect(mean - half).toBeLessThan(optimistic);
        expect(half).toBeLessThan(5e-5);
      }
    },
  );

  it.skipIf(!areRealFilesHere)('tells of the worst demands in order', () => {
    const { worst } = found(network(), {});
    expect(worst).toHaveLength(10);
    expect([worst[0].from, worst[0].to]).toEqual(['palo-alto-ca', 'pittsburgh-pa']);
    for (const [index, one] of worst.entries()) {
      expect(one.minutesPerYear).toBeCloseTo((1 - one.availability) * 525_960, 6);
      if (index > 0) expect(one.availability).toBeGreaterThanOrEqual(worst[index - 1].availability - 1e-10);
    }
  });
});

describe('the bounds', () => {
  it('are what states enumerated one by one give, under every recovery and with risk groups', () => {
    let demands = 0;
    fc.assert(
      fc.property(drawnMultigraph, fc.constantFrom(DEFAULTS, FRAIL), ({ roles, links }, assumed) => {
        const network = multigraph(roles, links);
        const groups = failureGroups(network, assumed);
        for (const recovery of RECOVERIES) {
          const service = serviceOf(network, groups, everyPair(network), recovery);
          const { count } = service.demands;
          demands += count;
          let lost = 0;
          const probability = eachState(groups.unavailability, 2, (failed, failedCount, p) => {
            lost += p * (1 - service.servedShare(failed, failedCount));
          });
          expect(fewFailuresProbability(groups)).toBeCloseTo(probability, 12);
          const loss = service.lossByFewFailures();
          expect(loss).toHaveLength(count);
          if (count > 0) expect(loss.reduce((sum, one) => sum + one, 0) / count).toBeCloseTo(lost, 12);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(demands).toBeGreaterThan(1000);
  });

  it('hold each demand to what its paths say, found among all paths', () => {
    fc.assert(
      fc.property(drawnMultigraph, ({ roles, links }) => {
        const network = multigraph(roles, links);
        const groups = failureGroups(network, FRAIL);
        const service = serviceOf(network, groups, everyPair(network), 'ideal');
        const { from, to, count } = service.demands;
        const loss = service.lossByFewFailures();
        for (let demand = 0; demand < count; demand++) {
          const ways = allPaths(network, from[demand], to[demand]).map((path) =>
            path.map((link) => groups.groupOf[link]),
          );
          let expected = 0;
          eachState(groups.unavailability, 2, (failed, failedCount, p) => {
            const down = failed.subarray(0, failedCount);
            if (ways.every((way) => way.some((group) => down.includes(group)))) expected += p;
          });
          expect(loss[demand]).toBeCloseTo(expected, 12);
        }
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  it('rise from none to protection to ideal while failures are rare', () => {
    let compared = 0;
    fc.assert(
      fc.property(drawnMultigraph, ({ roles, links }) => {
        const apart = multigraph(
          roles,
          links.map((link) => ({ ...link, riskGroup: undefined })),
        );
        const groups = failureGroups(apart, DEFAULTS);
        const [none, protection, ideal] = RECOVERIES.map((recovery) =>
          serviceOf(apart, groups, everyPair(apart), recovery).lossByFewFailures(),
        );
        none.forEach((loss, demand) => {
          compared++;
          expect(protection[demand]).toBeLessThanOrEqual(loss + 1e-15);
          expect(ideal[demand]).toBeLessThanOrEqual(protection[demand] + 1e-15);
        });
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('close on the exact value as failures become rare, and always hold it', () => {
    for (const recovery of RECOVERIES)
      for (const assumed of [DEFAULTS, FRAIL]) {
        const { pessimistic, optimistic, exact } = found(HOUSE, { recovery, assumed });
        expect(exact).toBeGreaterThanOrEqual(pessimistic);
        expect(exact).toBeLessThanOrEqual(optimistic);
        if (assumed === DEFAULTS) expect(optimistic - pessimistic).toBeLessThan(1e-7);
      }
  });

  it('are told by hand for one link, and for two in parallel', () => {
    const u = 12 / 8760;
    const one = multigraph(['core', 'core'], [{ from: 0, to: 1, km: 1 }]);
    expect(found(one, {}).pessimistic).toBeCloseTo(1 - u, 14);
    const two = multigraph(
      ['core', 'core'],
      [
        { from: 0, to: 1, km: 1 },
        { from: 0, to: 1, km: 1 },
      ],
    );
    expect(found(two, { recovery: 'none' }).pessimistic).toBeCloseTo(1 - u, 14);
    expect(found(two, { recovery: 'protection' }).pessimistic).toBeCloseTo(1 - u * u, 14);
    expect(found(two, { recovery: 'ideal' }).exact).toBeCloseTo(1 - u * u, 14);
    const together = multigraph(
      ['core', 'core'],
      [0, 1].map(() => ({ from: 0, to: 1, km: 1, riskGroup: 'duct' })),
    );
    expect(found(together, { recovery: 'ideal' }).pessimistic).toBeCloseTo(1 - u, 14);
  });

  it('take the times that the file states, of a risk group as of a link', () => {
    const { graph } = reading([
      't.yaml',
      `name: t
sites:
  - { id: a, role: core, operator: op, at: [0, 1] }
  - { id: b, role: core, operator: op, at: [0, 2] }
links:
  - { id: one, ends: [a, b], medium: buried, operator: op, lengthKm: 200, mttf: 100d, riskGroup: duct }
  - { id: two, ends: [a, b], medium: buried, operator: op, lengthKm: 200, mttr: { value: 2d, flag: measured }, riskGroup: duct }
  - { id: three, ends: [a, b], medium: buried, operator: op, lengthKm: 300, mttf: 50d, mttr: 0 }
`,
    ]);
    const groups = failureGroups(making(graph).network, DEFAULTS);
    expect(groups.names).toEqual(['group/duct', 'link/three']);
    expect([...groups.mttfHours]).toEqual([2400, 1200]);
    expect([...groups.mttrHours]).toEqual([48, 0]);
    expect(groups.assumedCount).toBe(0);
  });

  it('take the times of the risk groups of a Net2Plan design, and of the table of links', () => {
    const design = reading([
      'g.n2p',
      `<network version="6"><node id="1" name="A" xCoord="1" yCoord="1"/><node id="2" name="B" xCoord="2" yCoord="1"/>
<layer id="0"><link id="3" originNodeId="1" destinationNodeId="2" lengthInKm="200"/><link id="4" originNodeId="1" destinationNodeId="2" lengthInKm="300"/></layer>
<srg id="5" meanTimeToFailInHours="500" meanTimeToRepairInHours="5" nodes="" links="3"/>
<srg id="6" meanTimeToFailInHours="0" meanTimeToRepairInHours="7" nodes="" links="4"/></network>`,
    ]);
    expect(design.told).toEqual([
      'g.n2p:4:1 warning: srg.meanTimeToFailInHours: found "0", expected hours above 0: taken as not stated',
    ]);
    const groups = failureGroups(making(design.graph).network, DEFAULTS);
    expect(groups.names).toEqual(['group/srg-5', 'group/srg-6']);
    expect([[...groups.mttfHours], [...groups.mttrHours]]).toEqual([
      [500, 8748],
      [5, 7],
    ]);
    expect(groups.assumedCount).toBe(1);
    const tables = reading(
      ['sites.csv', 'id,lat,lon\na,1,1\nb,1,2\n'],
      ['links.csv', 'from,to,lengthKm,riskGroup,mttf,mttfSource,mttr\na,b,200,duct,90d,them,0\na,b,200,duct,80d,,4h\n'],
    );
    const { network, told } = making(tables.graph);
    expect(told.filter((line) => line.includes('duct'))).toEqual([
      'links.csv:3:1 warning: links a--b#2.mttf: found 1920 h, expected the 2160 h of the first link of duct, which fails as a whole: that is kept',
      'links.csv:3:1 warning: links a--b#2.mttr: found 4 h, expected the 0 h of the first link of duct, which fails as a whole: that is kept',
    ]);
    expect([...failureGroups(network, DEFAULTS).mttfHours]).toEqual([2160]);
  });
});

describe('stated demands', () => {
  const stated = [
    { from: 's0', to: 's2', amount: 5 },
    { from: 's2', to: 's0', amount: 1 },
    { from: 's4', to: 's1', amount: 2 },
  ];

  it('are one for both directions, weighed by their sizes', () => {
    const pairs = statedPairs(HOUSE, stated);
    expect([[...pairs.from], [...pairs.to], [...pairs.weight]]).toEqual([
      [0, 1],
      [2, 4],
      [6, 2],
    ]);
    for (const recovery of RECOVERIES) {
      const all = serviceOf(HOUSE, failureGroups(HOUSE, FRAIL), everyPair(HOUSE), recovery);
      const loss = all.lossByFewFailures();
      const of = (a: number, b: number): number =>
        loss[[...all.demands.from.keys()].findIndex((d) => all.demands.from[d] === a && all.demands.to[d] === b)];
      const { optimistic, pessimistic, demandCount, simulated, exact, worst } = found(HOUSE, {
        recovery,
        stated,
        assumed: FRAIL,
        years: 10,
        replications: 100,
      });
      expect(demandCount).toBe(2);
      expect(optimistic).toBeCloseTo(1 - (6 * of(0, 2) + 2 * of(1, 4)) / 8, 13);
      expect(worst).toHaveLength(2);
      expect(exact).toBeGreaterThan(pessimistic);
      expect(Math.abs(simulated.mean - (exact ?? Number.NaN))).toBeLessThanOrEqual(
        (3.29 * (simulated.ci95[1] - simulated.mean)) / 1.985,
      );
    }
  });

  it('of one size between every two sites are the uniform ones, to the last bit', () => {
    const every = HOUSE.sites.flatMap(({ id: from }, index) =>
      HOUSE.sites.slice(index + 1).map(({ id: to }) => ({ from, to, amount: 1 })),
    );
    for (const recovery of RECOVERIES) {
      const { simulated, exact, ...bounds } = found(HOUSE, { recovery, stated: every });
      const uniform = found(HOUSE, { recovery });
      expect(bounds).toEqual((({ simulated: _, exact: __, ...rest }) => rest)(uniform));
      expect(simulated.mean).toBeCloseTo(uniform.simulated.mean, 12);
      expect(exact).toBeCloseTo(uniform.exact ?? Number.NaN, 12);
    }
  });

  it.skipIf(!areRealFilesHere)('are those of the optical layer of a real design', () => {
    const { graph } = reading(realFile('net2plan/example7nodes_ipOverWDM.n2p'));
    const { network } = making(graph);
    const demands = graph?.getAttribute('demands') ?? [];
    expect(demands.length).toBeGreaterThan(40);
    expect(demands.every(({ amount }) => amount > 0)).toBe(true);
    const { demandCount, pessimistic, unreachableCount } = found(network, { stated: demands, recovery: 'protection' });
    expect(demandCount).toBe(new Set(demands.map(({ from, to }) => [from, to].sort().join())).size);
    expect(unreachableCount).toBe(0);
    expect(pessimistic).toBeGreaterThan(0.999);
  });

  it('of a Net2Plan design that are none are told and left out', () => {
    const { graph, told } = reading([
      'd.n2p',
      `<network version="6"><node id="1" name="A" xCoord="1" yCoord="1"/><node id="22" name="B" xCoord="2" yCoord="1"/>
<layer id="0"><link id="3" originNodeId="1" destinationNodeId="22" lengthInKm="200"/>
<demand id="4" ingressNodeId="1" egressNodeId="22" offeredTraffic="2.5"/>
<demand id="5" ingressNodeId="22" egressNodeId="2" offeredTraffic="1"/>
<demand id="6" ingressNodeId="22" egressNodeId="1" offeredTraffic="-1"/>
<demand id="7" ingressNodeId="22" egressNodeId="1" offeredTraffic="0"/></layer></network>`,
    ]);
    expect(told).toEqual([
      'd.n2p:4:1 warning: demand.egressNodeId: found "2", expected the id of a node: the demand is left out (did you mean "1"?)',
      'd.n2p:5:1 warning: demand.offeredTraffic: found "-1", expected a number from 0: the demand is left out',
    ]);
    expect(graph?.getAttribute('demands')).toEqual([{ from: 'a', to: 'b', amount: 2.5 }]);
  });
});

describe('protection where links share risks', () => {
  it('takes the pair that no group takes, though it is longer', () => {
    // Two short ways through one duct, and a long one by itself.
    const network = multigraph(
      ['core', 'core', 'core'],
      [
        { from: 0, to: 1, km: 1, riskGroup: 'duct' },
        { from: 0, to: 1, km: 1, riskGroup: 'duct' },
        { from: 0, to: 2, km: 9 },
        { from: 2, to: 1, km: 9 },
      ],
    );
    const u = 12 / 8760;
    const { exact, shared } = found(network, {
      recovery: 'protection',
      stated: [{ from: 's0', to: 's1', amount: 1 }],
    });
    expect(exact).toBeCloseTo(1 - u * (1 - (1 - u) ** 2), 13);
    expect(shared).toEqual({ links: 0, groups: 0, unsettled: 0 });
  });
});

describe('the simulation', () => {
  it.each(RECOVERIES)(
    'agrees with all states enumerated under %s, even where half of them have many failures',
    (recovery) => {
      const { exact, simulated } = found(HOUSE, { recovery, assumed: FRAIL, years: 10, replications: 100 });
      for (const { mean, ci95 } of [simulated, simulated.timeAverage]) {
        // z of a mean at 99.9 %, from the half width at 95 % of Student's law with 97 to 99 degrees of freedom.
        const z = (mean - (exact ?? Number.NaN)) / ((ci95[1] - mean) / 1.985);
        expect(Math.abs(z)).toBeLessThanOrEqual(3.29);
      }
      const width = ({ ci95 }: { ci95: readonly [number, number] }): number => ci95[1] - ci95[0];
      expect(width(simulated)).toBeLessThan(width(simulated.timeAverage));
    },
  );

  it('is the same for the same seed, and adding a link leaves every other fate unchanged', () => {
    const question = { years: 50, replications: 5 };
    expect(found(HOUSE, question)).toEqual(found(HOUSE, question));
    expect(found(HOUSE, question, 2).simulated).not.toEqual(found(HOUSE, question).simulated);
    const pair = [{ from: 0, to: 1, km: 1 }];
    const alone = found(multigraph(['core', 'core'], pair), question);
    const beside = found(multigraph(['core', 'core'], [...pair, { from: 0, to: 1, km: 9 }]), question);
    expect(beside.simulated.timeAverage.mean).toBeCloseTo(alone.simulated.timeAverage.mean, 12);
  });
});

describe('a mean with controls', () => {
  it("is Student's without any, and exact when the control tells all", () => {
    const column = Float64Array.of(1, 2, 3, 4);
    const plain = controlledMean(column, []);
    expect(plain.mean).toBe(2.5);
    // t(0.975; 3) = 3.182446, sd = 1.290994
    expect(plain.ci95[1] - plain.mean).toBeCloseTo((3.182446 * 1.290994) / 2, 5);
    const told = controlledMean(column, [{ column: column.map((value) => 3 * value - 1), expected: 8 }]);
    expect(told.mean).toBeCloseTo(3, 12);
    expect(told.ci95[1] - told.ci95[0]).toBeCloseTo(0, 12);
  });

  it('is the regression on one control', () => {
    // Slope 0.8, control 0.5 above its mean; residuals 0, 0.2, -0.4, 0.2; spread 1/4 + 0.25/5.
    const { mean, ci95 } = controlledMean(Float64Array.of(1, 2, 2.2, 3.6), [
      { column: Float64Array.of(1, 2, 3, 4), expected: 2 },
    ]);
    expect(mean).toBeCloseTo(2.2 - 0.5 * 0.8, 12);
    // t(0.975; 2) = 4.302653
    expect(ci95[1] - mean).toBeCloseTo(4.302653 * Math.sqrt((0.24 / 2) * 0.3), 5);
  });

  it('passes over a control that does not vary, or repeats another', () => {
    const column = Float64Array.of(1, 2, 4, 3);
    const control = { column: Float64Array.of(1, 2, 3, 4), expected: 2 };
    const one = controlledMean(column, [control]);
    const more = controlledMean(column, [{ column: new Float64Array(4).fill(7), expected: 7 }, control, control]);
    expect(more.mean).toBeCloseTo(one.mean, 12);
    expect(more.ci95[0]).toBeCloseTo(one.ci95[0], 12);
  });
});
