/** What a protocol counts critical sites for, as those who dispatch by people see it: each variant its own, in turn. */
import { expect, it } from 'vitest';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { compiledFrom, PLAIN_PROTOCOL } from '../worlds.ts';

/** Two sites on a link each, as far from the crew. */
const STAR = `
name: star
sites:
  - { id: hub, role: gateway, operator: op, at: [0, 10], population: 0 }
  - { id: many, role: district-unit, operator: op, at: [0, 10.3], population: 1000 }
  - { id: few, role: district-unit, operator: op, at: [0, 9.7], population: 100 }
links:
  - { id: hub--many, ends: [hub, many], medium: buried, operator: op, lengthKm: 40 }
  - { id: hub--few, ends: [hub, few], medium: buried, operator: op, lengthKm: 40 }
`;

const protocol = (name: string, more: string): string =>
  `${PLAIN_PROTOCOL.replace('name: plain', `name: ${name}`).replace(
    'dispatch: { conflictProbability: 0 }',
    'dispatch: { conflictProbability: 0, policy: most-people }',
  )}${more}\n`;

it('sends the crew to the critical site first under the protocol that weighs it, and under no other', () => {
  const { model } = compiledFrom(
    {
      protocols: ['by-people', 'weighed', 'by-people-again'],
      critical: ['few'],
      hazards: ['many', 'few'].map((site) => ({ 'cable-cut': { link: `hub--${site}`, at: '0h', atShare: 0.5 } })),
    },
    STAR,
    {
      'by-people': protocol('by-people', ''),
      weighed: protocol('weighed', 'priorities: { criticalWeight: 50 }'),
      'by-people-again': protocol('by-people-again', ''),
    },
  );
  const world = new World(model);
  breakWorld(world, 0);
  const cutOff = model.variants.map((variant) => {
    respond(world, variant);
    return [...world.timeline.cutOff.subarray(0, world.timeline.length)];
  });
  expect(cutOff).toEqual([
    [1100, 100, 0],
    [1100, 1000, 0],
    [1100, 100, 0],
  ]);
});
