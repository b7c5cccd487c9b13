/** What the hazards of one replication break, and when: the list that every protocol is given alike. */
import { enlarged } from '../engine/agenda.ts';

/** Faults in parallel arrays, in the order in which the hazards told them. Nothing is allocated per fault once grown. */
export class Damage {
  length = 0;
  /** Hours after the start of the scenario. */
  times: Float64Array;
  /** 1 when a site is hit, 0 when a link is. */
  isSite: Uint8Array;
  /** Index of the site or the link. */
  elements: Int32Array;
  /** Where along the link, km from its first end; 0 for a site. */
  positionsKm: Float64Array;
  /** Degrees; NaN when the place is unknown. */
  lats: Float64Array;
  lons: Float64Array;
  /** Damage state of a site: 1 slight, 2 moderate, 3 extensive, 4 complete; 0 for a cut link. */
  states: Uint8Array;
  /** Index of the hazard in the scenario. */
  hazards: Uint8Array;
  /** Hour at which the fault passes by itself (power is back); NaN when somebody must mend it. */
  untils: Float64Array;

  /** Losses of the grid at a site, in parallel arrays of their own; also those that the site outlasts on its own power. */
  lossCount = 0;
  lossSites: Int32Array;
  /** Hours after the start of the scenario: when the grid is lost, when own power would be spent, when the grid is back. */
  lossTimes: Float64Array;
  lossSpents: Float64Array;
  lossUntils: Float64Array;
  /** 1 when what the site has besides its batteries starts. */
  lossStandby: Uint8Array;
  /** Index of the hazard in the scenario. */
  lossHazards: Uint8Array;

  /** Closed roads, in parallel arrays of their own, in the order in which the hazards told them. */
  closureCount = 0;
  /** Index of the road. */
  closureRoads: Int32Array;
  /** Hours after the start of the scenario: when it closes, when it opens, and when one would expect it to open. */
  closureTimes: Float64Array;
  closureUntils: Float64Array;
  closureExpectedUntils: Float64Array;
  /** Index of the hazard in the scenario. */
  closureHazards: Uint8Array;

  constructor(capacity = 64) {
    this.times = new Float64Array(capacity);
    this.isSite = new Uint8Array(capacity);
    this.elements = new Int32Array(capacity);
    this.positionsKm = new Float64Array(capacity);
    this.lats = new Float64Array(capacity);
    this.lons = new Float64Array(capacity);
    this.states = new Uint8Array(capacity);
    this.hazards = new Uint8Array(capacity);
    this.untils = new Float64Array(capacity);
    this.lossSites = new Int32Array(capacity);
    this.lossTimes = new Float64Array(capacity);
    this.lossSpents = new Float64Array(capacity);
    this.lossUntils = new Float64Array(capacity);
    this.lossStandby = new Uint8Array(capacity);
    this.lossHazards = new Uint8Array(capacity);
    this.closureRoads = new Int32Array(capacity);
    this.closureTimes = new Float64Array(capacity);
    this.closureUntils = new Float64Array(capacity);
    this.closureExpectedUntils = new Float64Array(capacity);
    this.closureHazards = new Uint8Array(capacity);
  }

  clear(): void {
    this.length = 0;
    this.lossCount = 0;
    this.closureCount = 0;
  }

  hitSite(hazard: number, time: number, site: number, lat: number, lon: number, state: number): void {
    this.#add(hazard, time, 1, site, 0, lat, lon, state, Number.NaN);
  }

  /**
   * A site loses the grid at `lostAt` and has it back at `until`; left alone, its own power is spent at `spentAt`. When
   * that comes first the site is dark in between, a fault that passes by itself.
   * @param standbyStarts whether what it has besides its batteries starts
   */
  loseGrid(
    hazard: number,
    lostAt: number,
    spentAt: number,
    until: number,
    site: number,
    lat: number,
    lon: number,
    standbyStarts: boolean,
  ): void {
    if (this.lossCount === this.lossTimes.length) this.#growLosses();
    const loss = this.lossCount++;
    this.lossSites[loss] = site;
    this.lossTimes[loss] = lostAt;
    this.lossSpents[loss] = spentAt;
    this.lossUntils[loss] = until;
    this.lossStandby[loss] = standbyStarts ? 1 : 0;
    this.lossHazards[loss] = hazard;
    if (spentAt < until) this.#add(hazard, spentAt, 1, site, 0, lat, lon, 0, until);
  }

  cutLink(hazard: number, time: number, link: number, positionKm: number, lat: number, lon: number): void {
    this.#add(hazard, time, 0, link, positionKm, lat, lon, 0, Number.NaN);
  }

  /** A road closes at `time` and is clear again at `until`; whoever does not know that expects `expectedUntil`. */
  closeRoad(hazard: number, time: number, road: number, until: number, expectedUntil: number): void {
    if (this.closureCount === this.closureTimes.length) this.#growClosures();
    const closure = this.closureCount++;
    this.closureRoads[closure] = road;
    this.closureTimes[closure] = time;
    this.closureUntils[closure] = until;
    this.closureExpectedUntils[closure] = expectedUntil;
    this.closureHazards[closure] = hazard;
  }

  #add(
    hazard: number,
    time: number,
    isSite: number,
    element: number,
    km: number,
    lat: number,
    lon: number,
    state: number,
    until: number,
  ): void {
    if (this.length === this.times.length) this.#grow();
    const fault = this.length++;
    this.times[fault] = time;
    this.isSite[fault] = isSite;
    this.elements[fault] = element;
    this.positionsKm[fault] = km;
    this.lats[fault] = lat;
    this.lons[fault] = lon;
    this.states[fault] = state;
    this.hazards[fault] = hazard;
    this.untils[fault] = until;
  }

  #grow(): void {
    const capacity = 2 * this.times.length;
    this.times = enlarged(this.times, new Float64Array(capacity));
    this.isSite = enlarged(this.isSite, new Uint8Array(capacity));
    this.elements = enlarged(this.elements, new Int32Array(capacity));
    this.positionsKm = enlarged(this.positionsKm, new Float64Array(capacity));
    this.lats = enlarged(this.lats, new Float64Array(capacity));
    this.lons = enlarged(this.lons, new Float64Array(capacity));
    this.states = enlarged(this.states, new Uint8Array(capacity));
    this.hazards = enlarged(this.hazards, new Uint8Array(capacity));
    this.untils = enlarged(this.untils, new Float64Array(capacity));
  }

  #growLosses(): void {
    const capacity = 2 * this.lossTimes.length;
    this.lossSites = enlarged(this.lossSites, new Int32Array(capacity));
    this.lossTimes = enlarged(this.lossTimes, new Float64Array(capacity));
    this.lossSpents = enlarged(this.lossSpents, new Float64Array(capacity));
    this.lossUntils = enlarged(this.lossUntils, new Float64Array(capacity));
    this.lossStandby = enlarged(this.lossStandby, new Uint8Array(capacity));
    this.lossHazards = enlarged(this.lossHazards, new Uint8Array(capacity));
  }

  #growClosures(): void {
    const capacity = 2 * this.closureTimes.length;
    this.closureRoads = enlarged(this.closureRoads, new Int32Array(capacity));
    this.closureTimes = enlarged(this.closureTimes, new Float64Array(capacity));
    this.closureUntils = enlarged(this.closureUntils, new Float64Array(capacity));
    this.closureExpectedUntils = enlarged(this.closureExpectedUntils, new Float64Array(capacity));
    this.closureHazards = enlarged(this.closureHazards, new Uint8Array(capacity));
  }
}
