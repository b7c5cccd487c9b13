/** Draws by address: a random number is named by (seed, replication, purpose, name of the entity, occurrence) and never consumed from a sequence. */
import { assert } from './assert.ts';
import { threefry4x32 } from './threefry.ts';

/** What a number is drawn for. The codes are part of every result's address: never reuse or renumber one. */
export const PURPOSE = {
  lengthKm: 1,
  eventTime: 2,
  ruptureStrike: 3,
  betweenEvent: 4,
  withinEvent: 5,
  damageState: 6,
  lineBreaks: 7,
  breakPosition: 8,
  cutPosition: 9,
  cutCount: 10,
  logicTree: 11,
  powerOutage: 12,
  detect: 20,
  locate: 21,
  assess: 22,
  repair: 23,
  permit: 24,
  mobilise: 25,
  load: 26,
  splice: 27,
  weather: 28,
  share: 29,
  satellite: 30,
  quakeCount: 31,
  quakeMagnitude: 32,
  quakeTriangle: 33,
  quakeAcross: 34,
  quakeDepth: 35,
  quakeStyle: 36,
  quakeChoice: 37,
  aftershockProductivity: 38,
  aftershockCount: 39,
  aftershockTime: 40,
  aftershockMagnitude: 41,
  aftershockAlong: 42,
  aftershockDown: 43,
  aftershockAside: 44,
  doublet: 45,
  doubletTime: 46,
  doubletMagnitude: 47,
  // The wing of hazards under the sea and elsewhere: 50 to 79.
  eventCount: 50,
  eventHeading: 52,
  eventChoice: 53,
  elementHit: 54,
  groundShaking: 55,
  slopeFailure: 56,
  currentSpeed: 57,
  shoreBared: 58,
  gridOutage: 59,
  siteOutage: 60,
  // The response, on from 30.
  lot: 61,
  roadClosure: 62,
  roadClearance: 63,
  protect: 64,
  restoration: 65,
  manualReroute: 66,
  estimate: 67,
  rework: 68,
  access: 69,
  verify: 70,
  aidArrival: 71,
  satelliteStart: 72,
  satelliteRetry: 73,
  charter: 74,
  charterWait: 75,
  reliefSetup: 76,
  spareDelivery: 77,
  generatorStart: 78,
  refuel: 79,
  roaming: 80,
  aidRequest: 81,
  // Years without a disaster.
  upTime: 90,
  downTime: 91,
  surgePeak: 92,
  retry: 93,
  // Designs of experiments.
  design: 100,
  resample: 101,
} as const;
export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

const OCCURRENCES = 1 << 24;
const TWO_POW_20 = 2 ** 20;
const TWO_POW_32 = 2 ** 32;
const TWO_POW_52 = 2 ** 52;

/** The names of everything that has a fate. A handle is a small integer inside; only the hash of the name is ever drawn on. */
export class Addresses {
  readonly #handles = new Map<string, number>();
  readonly #seen = new Map<string, string>();
  #high: number[] = [];
  #low: number[] = [];

  /** The handle of a name such as `link/baku--alat`; the same name always gives the same handle. */
  handle(name: string): number {
    const known = this.#handles.get(name);
    if (known !== undefined) return known;
    const [high, low] = hashName(name);
    const digest = `${high}:${low}`;
    assert(!this.#seen.has(digest), 'two names have one 64-bit hash');
    this.#seen.set(digest, name);
    const handle = this.#high.length;
    this.#handles.set(name, handle);
    this.#high.push(high);
    this.#low.push(low);
    return handle;
  }

  high(handle: number): number {
    return this.#high[handle];
  }

  low(handle: number): number {
    return this.#low[handle];
  }
}

/** 64-bit hash of a name as two 32-bit words: two FNV-1a passes over its UTF-16 units, each finished by a Murmur3 mix. */
export function hashName(name: string): [number, number] {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let place = 0; place < name.length; place++) {
    const unit = name.charCodeAt(place);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x0100f19d) + place;
  }
  return [mix(high), mix(low ^ name.length)];
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The numbers of one run. Key and `replication` choose the world; a draw changes nothing but its own answer. */
export class Draws {
  replication = 0;
  /**
   * One event among many that strike the same places in one replication: part of every address while it is set. 0 for
   * none. Whoever sets it sets it back.
   */
  event = 0;
  readonly addresses: Addresses;
  /** How often the key was changed: whoever keeps something of a replication must see this beside its number. */
  rekeyed = 0;
  readonly #key = new Int32Array(4);
  readonly #out = new Int32Array(4);

  /** @param key four 32-bit words made once a seed from the user's seed */
  constructor(key: Int32Array, addresses: Addresses) {
    assert(key.length === 4, 'the key has four words');
    this.#key.set(key);
    this.addresses = addresses;
  }

  /** Goes on with the numbers of another seed. */
  rekey(key: Int32Array): void {
    assert(key.length === 4, 'the key has four words');
    if (key.every((word, place) => word === this.#key[place])) return;
    this.#key.set(key);
    this.rekeyed++;
  }

  /** What stands for an event in the addresses of what it does: a 32-bit hash of its own address, never 0. */
  eventOf(handle: number, occurrence: number): number {
    return (
      mix(this.addresses.high(handle) ^ mix(this.addresses.low(handle) + Math.imul(occurrence + 1, 0x9e3779b9))) || 1
    );
  }

  /** A uniform number strictly between 0 and 1, of 52 bits. */
  uniform(handle: number, purpose: Purpose, occurrence = 0): number {
    assert(occurrence >= 0 && occurrence < OCCURRENCES, 'an occurrence is out of range');
    const out = this.#out;
    const { addresses } = this;
    threefry4x32(
      this.#key,
      addresses.high(handle) ^ this.event,
      addresses.low(handle),
      (purpose << 24) | occurrence,
      this.replication,
      out,
    );
    // 52 bits, moved half a step off zero (exact in a double), so that no quantile function is ever asked for 0 or 1.
    return ((out[0] >>> 0) * TWO_POW_20 + (out[1] >>> 12) + 0.5) / TWO_POW_52;
  }
}

/** The four words of the key, from a generator of uniforms seeded by the user's seed (seedrandom, once per run). */
export function keyFrom(next: () => number): Int32Array {
  return Int32Array.from({ length: 4 }, () => Math.floor(next() * TWO_POW_32) | 0);
}
