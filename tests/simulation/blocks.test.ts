/** Turning one block of a protocol on or off changes no draw of any other: every draw is written down, with its address. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Addresses, PURPOSE, type Purpose } from '../../src/engine/draws.ts';
import { policyNames } from '../../src/response/policies/index.ts';
import { type BlockName, blockNames } from '../../src/response/protocol.ts';
import type { Compiled } from '../../src/scenario/compile.ts';
import type { Model } from '../../src/simulation/model.ts';
import { breakWorld, respond } from '../../src/simulation/replicate.ts';
import { World } from '../../src/simulation/world.ts';
import { compiledFrom, ROOT } from '../worlds.ts';

const PURPOSE_NAMES = new Map<Purpose, string>(
  (Object.entries(PURPOSE) as [string, Purpose][]).map(([name, code]) => [code, name]),
);
const REPLICATIONS = 3;

/** The shipped protocols (response science, 5.2), and their bound. */
const NINE = [
  'siloed',
  'siloed-trained',
  'shared-picture',
  'joint-dispatch',
  'cmg-core',
  'cmg-satellite',
  'cmg-full',
  'cmg-regional',
  'oracle-bound',
];

const NETWORK = JSON.stringify({
  name: 'row',
  sites: ['hub', 'a', 'b', 'c', 'd']
    .map((id, k) => ({
      id,
      role: k === 0 ? 'gateway' : 'district-unit',
      operator: k % 2 === 0 ? 'op' : 'other',
      at: [40.6, 48 + 0.05 * k],
      population: 1000 + k,
      vs30: 270,
      building: 'unanchored',
    }))
    .concat([
      { id: 'dish', role: 'teleport', operator: 'op', at: [40.5, 48], population: 0, vs30: 700, building: 'anchored' },
      { id: 'sky', role: 'satellite', operator: 'op', at: [0, 46], population: 0, vs30: 700, building: 'anchored' },
    ]),
  links: [
    ['hub', 'a', 'buried', 'op'],
    ['a', 'b', 'aerial', 'other'],
    ['b', 'c', 'buried', 'op'],
    ['hub', 'c', 'buried', 'other'],
    ['c', 'd', 'submarine', 'op'],
    ['hub', 'dish', 'buried', 'op'],
    ['dish', 'sky', 'satellite', 'op'],
  ].map(([from, to, medium, operator]) => ({
    id: `${from}--${to}`,
    ends: [from, to],
    medium,
    operator,
    lengthKm: medium === 'satellite' ? 36_000 : [30, 40],
    capacityGbps: 1,
  })),
});

const keys = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  horizon: '200d',
  repairVessel: 'resident',
  stages: {},
  crews: [
    { id: 'x', operator: 'op', base: 'a' },
    { id: 'y', operator: 'other', base: 'hub' },
  ],
  assessors: [{ operator: '*', count: 1 }],
  spares: [{ operator: '*', kind: 'cable', count: 1, resupply: { exponential: '20h' } }],
  aid: [{ id: 'partner', crews: 1, base: 'hub' }],
  relief: [
    { id: 'cow', kind: 'cell-on-wheels', operator: 'op', base: 'hub', people: 500, setup: { exponential: '2h' } },
  ],
  critical: ['b'],
  nationalEvent: { name: 'games', site: 'c', begins: '30h', visitors: 200 },
  hazards: [
    { earthquake: { at: '1h', magnitude: 7, epicentre: [40.6, 48.1], depthKm: 10, rake: 90 } },
    { 'random-cuts': { ratesPer1000KmYear: { buried: 3000, submarine: 3000 } } },
    { 'cable-cut': { link: 'c--d', at: '3h', times: 2 } },
    { 'site-loss': { site: 'b', at: '2h', state: 'moderate' } },
    {
      'power-failure': {
        at: '2h',
        area: [
          [40, 47],
          [42, 47],
          [42, 50],
          [40, 50],
        ],
        lasts: { exponential: '4d' },
        standbyFails: 0.2,
      },
    },
  ],
  sitePower: {
    lookAhead: '8h',
    generators: { roles: ['gateway', 'district-unit'], tank: '12h' },
    mobile: [
      { id: 'genset', operator: 'op', base: 'hub', tank: '12h', setup: { exponential: '2h' }, startFailure: 0.3 },
    ],
    fuel: [
      {
        id: 'truck',
        operator: 'op',
        base: 'hub',
        stops: 2,
        unload: { exponential: '1h' },
        load: { exponential: '1h' },
      },
    ],
  },
  ...more,
});

/** Every name that anything is drawn under while this file runs. */
const names = new Set<string>();
const { handle } = Addresses.prototype;
Addresses.prototype.handle = function (name) {
  names.add(name);
  return handle.call(this, name);
};

/** What was drawn, value by address: `replication | hash of the name | purpose | occurrence | event`. */
interface Log {
  readonly hazards: Map<string, number>;
  readonly response: Map<string, number>;
  /** Hours of each stage of each fault, by `replication | fault | stage`. */
  readonly stages: Map<string, number>;
  /** Fingerprint of all events, and of the people cut off. */
  events: string;
}

/** Purposes that are the fault's own: drawn under the name of its element, at the number of times that it had broken before. */
const OF_THE_FAULT = new Set<Purpose>([
  PURPOSE.detect,
  PURPOSE.share,
  PURPOSE.assess,
  PURPOSE.access,
  PURPOSE.repair,
  PURPOSE.rework,
  PURPOSE.estimate,
  PURPOSE.verify,
  PURPOSE.locate,
  PURPOSE.permit,
  PURPOSE.mobilise,
  PURPOSE.load,
  PURPOSE.splice,
]);

/** Writes down the draws of replications under one protocol. */
function logged(model: Model, variant: number): Log {
  const world = new World(model);
  const { draws, damage } = world;
  const log: Log = { hazards: new Map(), response: new Map(), stages: new Map(), events: '' };
  let into = log.hazards;
  const uniform = draws.uniform;
  /** Addresses that a fault of this replication has, by the damage alone. */
  const faults = new Set<string>();
  draws.uniform = (of, purpose, occurrence = 0) => {
    const value = uniform.call(draws, of, purpose, occurrence);
    const hash = `${model.addresses.high(of)}:${model.addresses.low(of)}`;
    const address = [draws.replication, hash, PURPOSE_NAMES.get(purpose), occurrence, draws.event].join(' | ');
    // A truck loads too, under its own name.
    const isOfFault = OF_THE_FAULT.has(purpose) && (purpose !== PURPOSE.load || model.linkHandles.includes(of));
    if (into === log.response && isOfFault && !faults.has(`${of} ${occurrence} ${draws.event}`))
      throw new Error(`no fault has the address ${address}`);
    into.set(address, value);
    return value;
  };
  world.trace = ({ what, fault, name, amount }) => {
    if (what === 'stage-begins') log.stages.set(`${draws.replication} | ${fault} | ${name}`, amount);
  };
  for (let replication = 0; replication < REPLICATIONS; replication++) {
    into = log.hazards;
    breakWorld(world, replication);
    faults.clear();
    const before = new Map<number, number>();
    const inOrder = Array.from({ length: damage.length }, (_, fault) => fault);
    inOrder.sort((a, b) => damage.times[a] - damage.times[b] || a - b);
    for (const fault of inOrder) {
      const of = world.handleOf(fault);
      const count = before.get(of) ?? 0;
      before.set(of, count + 1);
      faults.add(`${of} ${count} 0`);
    }
    into = log.response;
    respond(world, model.variants[variant]);
    const { timeline } = world;
    log.events += `${world.hashHigh} ${world.hashLow} ${timeline.cutOff.subarray(0, timeline.length).join(' ')};`;
  }
  return log;
}

/** Draws of both at one address that differ, and how many addresses they share. */
function compared(one: Map<string, number>, other: Map<string, number>): { shared: number; different: string[] } {
  let shared = 0;
  const different: string[] = [];
  for (const [address, value] of one) {
    const beside = other.get(address);
    if (beside === undefined) continue;
    shared++;
    if (beside !== value) different.push(address);
  }
  return { shared, different };
}

const variants = (protocols: readonly string[], texts: Record<string, string> = {}): Compiled =>
  compiledFrom(keys({ protocols }), NETWORK, texts);

/** For each block a base that uses it, and values that all differ from it. */
const CHANGES: Record<BlockName, { readonly from: string; readonly to: string; readonly on?: string }> = {
  awareness: {
    from: '{ visibility: owner, shareDelay: 24h, assessors: owner, estimateNoise: 0.25 }',
    to: '{ visibility: shared, shareDelay: { exponential: 30min }, assessors: pooled, estimateNoise: 0.5 }',
  },
  dispatch: {
    from: '{ scope: owner, policy: fifo, replanInterval: 0h, conflictProbability: 0.1, clairvoyant: false }',
    to: '{ scope: joint, policy: most-people, replanInterval: 1h, conflictProbability: 0.5, clairvoyant: true }',
  },
  resources: { from: '{ crews: owner, spares: owner }', to: '{ crews: pooled, spares: pooled }' },
  mutualAid: {
    from: '{ partners: none }',
    to: '{ partners: all, trigger: 0.01, request: { exponential: 5h }, arrival: { exponential: 9h }, efficiency: 0.5, efficiencyFor: 99h }',
  },
  // Whose need comes first matters to those who rank repairs.
  priorities: {
    from: '{ criticalWeight: 1, criticalFloor: 0 }',
    to: '{ criticalWeight: 50, criticalFloor: 9000 }',
    on: 'joint-dispatch',
  },
  sharing: {
    from: '{ roaming: { spareShare: 0 } }',
    to: '{ roaming: { activation: { exponential: 2h }, spareShare: 0.5, radiusKm: 50 } }',
  },
  satellite: {
    from: '{ hot: { capacityMbps: 0 }, warm: { capacityMbps: 0 }, cold: { capacityMbps: 0 } }',
    to: '{ hot: { capacityMbps: 90 }, warm: { capacityMbps: 90, startFailure: 1 }, cold: { capacityMbps: 90 }, retry: { exponential: 9h }, terminals: 3 }',
  },
  preposition: {
    from: '{ lead: 0h, crews: 0, generators: 0, relief: 0 }',
    to: '{ lead: 20h, crews: 2, generators: 3, relief: 1 }',
  },
  training: {
    from: '{ level: 0, timeEffect: 0.3, errorEffect: 0.5 }',
    to: '{ level: 1, timeEffect: 0.6, errorEffect: 0.9 }',
  },
  traffic: {
    from: '{ publicRestriction: 0, reaction: 30min, reservedShare: 0, textSteering: 0 }',
    to: '{ publicRestriction: 0.9, reaction: 1min, reservedShare: 0.3, textSteering: 0.5 }',
  },
  power: { from: '{ generators: owner, fuel: owner }', to: '{ generators: pooled, fuel: pooled }' },
};

const protocol = (name: string, block: BlockName, value: string, base = 'siloed'): string => `
name: ${name}
title: ${name}
summary: one block
extends: ${base}
${block}: ${value}
`;

describe('a block', () => {
  it('is one of eleven, all of them here', () => {
    expect(Object.keys(CHANGES).sort()).toEqual([...blockNames].sort());
    expect(blockNames).toHaveLength(11);
  });

  it.each(blockNames)('%s changes no draw when it changes', (block) => {
    const { from, to, on: base } = CHANGES[block];
    const { model } = variants(['off', 'on'], {
      off: protocol('off', block, from, base),
      on: protocol('on', block, to, base),
    });
    const off = logged(model, 0);
    const on = logged(model, 1);
    expect([...on.hazards]).toEqual([...off.hazards]);
    const { shared, different } = compared(off.response, on.response);
    expect(different).toEqual([]);
    expect(shared).toBeGreaterThan(100);
    // The block is at work: something happens otherwise. Calls that are held back are no event of the backbone.
    expect(on.events === off.events).toBe(block === 'traffic');
    // The work of a repair is at one address under both, for every fault that both came to.
    const repairs = [...on.response.keys()].filter((address) => address.includes(' | repair | '));
    expect(repairs.length).toBeGreaterThan(10);
    expect(repairs.filter((address) => off.response.has(address)).length).toBeGreaterThan(10);
  });

  it('has no part in an address: neither its name nor that of its protocol is ever drawn on', () => {
    const { model } = variants(['first', 'second'], {
      first: protocol('first', 'training', CHANGES.training.from),
      // The same values under another name, so that nothing but the name could make a difference.
      second: protocol('second', 'training', CHANGES.training.from),
    });
    expect([...logged(model, 1).response]).toEqual([...logged(model, 0).response]);
    expect(names).toContain('link/hub--a');
    // A satellite is a thing that draws, and a block; its name was there before any protocol.
    for (const name of names)
      for (const word of [...NINE, ...policyNames, 'first', 'second', 'protocol'])
        expect(name.split('/')).not.toContain(word);
  });
});

describe('the nine shipped variants', () => {
  it('are shipped', () => {
    const files = readdirSync(`${ROOT}scenarios/protocols`);
    for (const name of NINE) expect(files).toContain(`${name}.yaml`);
  });

  const { model } = variants(NINE);
  const logs = NINE.map((_, variant) => logged(model, variant));

  it('are given one and the same damage, byte for byte', () => {
    expect(logs[0].hazards.size).toBeGreaterThan(100);
    for (const { hazards } of logs) expect([...hazards]).toEqual([...logs[0].hazards]);
  });

  it('draw the same value wherever two of them draw at one address', () => {
    for (const one of logs)
      for (const other of logs) expect(compared(one.response, other.response).different).toEqual([]);
  });

  it('give each fault the same work, but where two teams get in each other’s way', () => {
    // No work is done twice and no partner comes, who is slower: what is left is the fault's own.
    const calm = NINE.map((name) => `${name}-calm`);
    const texts = NINE.map(
      (name, place) => `
name: ${calm[place]}
title: ${name}
summary: without conflicts
extends: ${name}
dispatch: { conflictProbability: 0 }
`,
    );
    const { model: alone } = compiledFrom(
      keys({ protocols: calm, aid: [] }),
      NETWORK,
      Object.fromEntries(calm.map((name, place) => [name, texts[place]])),
    );
    const works = new Map<string, number>();
    let met = 0;
    for (const variant of NINE.keys())
      for (const [fault, hours] of logged(alone, variant).stages) {
        if (!/ \| (repair|splice)$/.test(fault)) continue;
        if (works.has(fault)) met++;
        expect([fault, works.get(fault) ?? hours]).toEqual([fault, hours]);
        works.set(fault, hours);
      }
    expect(met).toBeGreaterThan(8 * 10);
  });

  it('draw on every purpose of the response that a protocol can bring in', () => {
    const purposes = new Set(
      logs.flatMap(({ response }) => [...response.keys()].map((address) => address.split(' | ')[2])),
    );
    for (const name of [
      'detect',
      'assess',
      'repair',
      'share',
      'satellite',
      'aidArrival',
      'roaming',
      'splice',
      'rework',
    ])
      expect(purposes).toContain(name);
  });
});

describe('what else may be added', () => {
  const protocols = ['siloed', 'cmg-regional'];
  const base = compiledFrom(keys({ protocols }), NETWORK).model;
  const plainLogs = [0, 1].map((variant) => logged(base, variant));

  it.each([
    ['a crew', { crews: [{ id: 'z', operator: '*', base: '*', count: 2 }, ...(keys().crews as unknown[])] }],
    ['an assessor', { assessors: [{ operator: '*', count: 5 }] }],
    ['a partner', { aid: [{ id: 'friend', crews: 3, base: 'a' }, ...(keys().aid as unknown[])] }],
    ['a vessel', { repairVessel: { availability: 'resident', count: 2 } }],
    [
      'a stock of spares',
      { spares: [{ operator: '*', kind: 'equipment', count: 2 }, ...(keys().spares as unknown[])] },
    ],
  ])('%s changes no draw', (_, more) => {
    const { model } = compiledFrom(keys({ protocols, ...more }), NETWORK);
    for (const variant of [0, 1]) {
      const plain = plainLogs[variant];
      const added = logged(model, variant);
      expect([...added.hazards]).toEqual([...plain.hazards]);
      const { shared, different } = compared(plain.response, added.response);
      expect(different).toEqual([]);
      expect(shared).toBeGreaterThan(100);
    }
  });

  it('a policy changes no draw', () => {
    const policy = (name: string): string => protocol(name, 'dispatch', `{ policy: ${name}, scope: joint }`);
    const names = ['fifo', 'most-people'];
    const { model } = variants(names, Object.fromEntries(names.map((name) => [name, policy(name)])));
    const [one, other] = names.map((_, variant) => logged(model, variant));
    expect([...other.hazards]).toEqual([...one.hazards]);
    expect(compared(one.response, other.response).different).toEqual([]);
  });
});
