/** The wait for weather at sea, held against renewal theory through the simulator itself. */
import { describe, expect, it } from 'vitest';
import { PURPOSE } from '../../../src/engine/draws.ts';
import { World } from '../../../src/simulation/world.ts';
import { compiledFrom, metricOf, ran } from '../../worlds.ts';
import { meanZ, oracle, REPLICATIONS, varianceZ, Z_MAX } from './oracle.ts';

const SEA = `
name: sea
sites:
  - { id: hub, role: gateway, operator: op, at: [40, 50], population: 0 }
  - { id: a, role: landing-station, operator: op, at: [40, 53], population: 10 }
links:
  - { id: cable, ends: [hub, a], medium: submarine, operator: op, lengthKm: 270 }
`;

const within = (z: number): void => expect(Math.abs(z)).toBeLessThanOrEqual(Z_MAX);

describe('P-weather: a splice that takes W hours of good weather', () => {
  const { inputs, expected } = oracle('P-weather');
  const { W, al, be } = inputs;
  /** A vessel is on the spot at once, at the shore end: nothing is left but the weather and the splice. */
  const cutAt = (at: string): ReturnType<typeof compiledFrom> =>
    compiledFrom(
      {
        repairVessel: 'resident',
        horizon: '3000d',
        hazards: [{ 'cable-cut': { link: 'cable', at, atKm: 0 } }],
        marine: {
          locate: '0h',
          permit: '0h',
          charter: { busy: 0 },
          mobilise: { resident: '0h' },
          load: '0h',
          weather: { goodMean: `${1 / al}h`, badMean: `${1 / be}h`, window: `${W}h` },
          splice: `${W}h`,
        },
      },
      SEA,
    );

  it.each(['0h', '250h'])('in one unbroken window, from weather in its stationary state (a cut at %s)', (at) => {
    const hours = metricOf(ran(cutAt(at), REPLICATIONS), 'timeTo100Hours');
    within(meanZ(hours, expected.window + expected.extraStationaryStart));
  });

  it('in one unbroken window, from the beginning of a good spell', () => {
    const compiled = cutAt('0h');
    const hours = metricOf(ran(compiled, REPLICATIONS), 'timeTo100Hours');
    const { draws } = new World(compiled.model);
    const pGood = be / (al + be);
    const fromGood = hours.filter((_, replication) => {
      draws.replication = replication;
      return draws.uniform(compiled.model.seaHandles[0], PURPOSE.weather, 0) < pGood;
    });
    expect(fromGood.length).toBeGreaterThan(REPLICATIONS / 2);
    within(meanZ(fromGood, expected.window));
  });

  it('the other closed form, work that rests in bad weather and goes on (no splice does), over the spells that ships meet', () => {
    const { model } = cutAt('0h');
    const { draws } = new World(model);
    const [sea] = model.seaHandles;
    const hours = Float64Array.from({ length: REPLICATIONS }, (_, replication) => {
      draws.replication = replication;
      const spell = (k: number, mean: number): number => -mean * Math.log1p(-draws.uniform(sea, PURPOSE.weather, k));
      let left = W;
      let waited = 0;
      for (let k = 1; ; k += 2) {
        left -= spell(k, 1 / al);
        if (left <= 0) return W + waited;
        waited += spell(k + 1, 1 / be);
      }
    });
    within(meanZ(hours, expected.resume));
    within(varianceZ(hours, expected.resume_var));
  });
});
