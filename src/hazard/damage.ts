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
  }

  clear(): void {
    this.length = 0;
  }

  hitSite(hazard: number, time: number, site: number, lat: number, lon: number, state: number): void {
    this.#add(hazard, time, 1, site, 0, lat, lon, state, Number.NaN);
  }

  /** A site goes dark at `time` and comes back by itself at `until`: nobody has to go there. */
  darkenSite(hazard: number, time: number, until: number, site: number, lat: number, lon: number): void {
    this.#add(hazard, time, 1, site, 0, lat, lon, 0, until);
  }

  cutLink(hazard: number, time: number, link: number, positionKm: number, lat: number, lon: number): void {
    this.#add(hazard, time, 0, link, positionKm, lat, lon, 0, Number.NaN);
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
}
