/** What is wrong in crews, vessels, laws and protocols is told at its line, all of it at once. */
import { expect, it } from 'vitest';
import { describe as told } from '../../src/text/problem.ts';
import { tried } from '../worlds.ts';

const NET = `
name: sea
sites:
  - { id: hub, role: gateway, operator: op, at: [40, 50], population: 0 }
  - { id: a, role: landing-station, operator: op, at: [40, 53], population: 10 }
  - { id: inland, role: core, operator: op, at: [41, 48], population: 10 }
links:
  - { id: cable, ends: [hub, a], medium: submarine, operator: op, lengthKm: 270 }
  - { id: land, ends: [hub, inland], medium: buried, operator: op, lengthKm: 250 }
`;
const scenario = (crews: string, vessel: string, more = ''): string => `name: test
topology: net.yaml
horizon: 30d
seed: 1
replications: 1
protocols: [siloed]
hazards: []
repairVessel: ${vessel}
crews: ${crews}
${more}`;
const errorsOf = (text: string, protocols: Record<string, string> = {}): string[] =>
  tried({ 'scenario.yaml': text, 'net.yaml': NET, ...protocols }).problems.errors.map(told);
const CREW = '[{ id: c, operator: op, base: hub }]';

it('tells of a crew without a base, laws that make no sense and a duration below zero, together', () => {
  expect(
    errorsOf(
      scenario(
        '[{ id: c, operator: op }]',
        'none',
        `stages:
  accessLink: -3h
  repairLink:
    buried: { lognormal: [7h, -1] }
    duct: { triangular: [5h, 3h, 9h] }
    aerial: { uniform: [5h, 3h] }
    opgw: { exponential: 0h }
marine: { weather: { goodMean: 0h } }
protocols2: 1
`,
      ),
    ),
  ).toEqual([
    expect.stringMatching(/^scenario.yaml:11:15 stages.accessLink: found "-3h", expected a duration of at least 0/),
    expect.stringMatching(
      /^scenario.yaml:13:13 .*expected a lognormal law with a median above 0 and a sigma of at least 0/,
    ),
    expect.stringMatching(/^scenario.yaml:14:11 .*expected a triangular law with low ≤ mode ≤ high/),
    expect.stringMatching(/^scenario.yaml:15:13 .*expected a uniform law with low ≤ high/),
    expect.stringMatching(/^scenario.yaml:16:11 .*expected an exponential law with a mean above 0/),
    expect.stringMatching(/^scenario.yaml:17:32 marine.weather.goodMean: .*expected a duration above 0/),
    expect.stringMatching(/^scenario.yaml:9:9 crews\[0\].base: found nothing/),
    expect.stringMatching(/^scenario.yaml:18:1 .*protocols2.*did you mean "protocols"/),
  ]);
});

it('tells of a vessel in a sea that it cannot reach, and of a sea that is none', () => {
  const seas = 'seas: [{ id: caspian, links: [cable] }]';
  expect(errorsOf(scenario(CREW, '{ availability: resident, base: inland, sea: caspian }', seas))).toEqual([
    expect.stringMatching(
      /^scenario.yaml:8:47 repairVessel.base: found "inland", from which the caspian cannot be reached/,
    ),
  ]);
  expect(errorsOf(scenario(CREW, '[{ availability: resident, base: a, sea: caspain }]', seas))).toEqual([
    expect.stringMatching(/^scenario.yaml:8:56 repairVessel\[0\].sea: .*did you mean "caspian"/),
  ]);
  expect(errorsOf(scenario(CREW, '{ availability: resident, base: a, sea: caspian }', seas))).toEqual([]);
});

it('reads protocols though the scenario is wrong', () => {
  const text = scenario('[{ id: c, operator: op }]', 'none').replace('[siloed]', '[siloed, own]');
  const errors = errorsOf(text, { 'protocols/own.yaml': 'name: own\ntitle: t\nsummary: s\nextends: own\n' });
  expect(errors).toHaveLength(2);
  expect(errors[1]).toMatch(/^protocols\/own.yaml:4:10 extends/);
});
