/** The backbone as repair sees it: groups of sites that work together are one vertex, and only what is damaged costs hours. */
import type { Network } from '../../network/network.ts';

/** The part of a network that planning needs. */
export type Layout = Pick<Network, 'siteCount' | 'linkCount' | 'from' | 'to' | 'isSpace' | 'isSpaceLink'>;

/** What is to be served: people who reach a root, or pairs of sites that reach each other. */
export interface ServedLaw {
  /** Weight of each site (people). */
  readonly weight: Float64Array;
  /** 1 for each site that serves whoever reaches it; without it the heaviest group of working sites is the root. */
  readonly isRoot: Uint8Array | undefined;
  /** Demand between pairs of sites, each pair once. With it, a pair is served when it is connected, and `weight` is not used. */
  readonly pairs?: { readonly a: Int32Array; readonly b: Int32Array; readonly weight: Float64Array };
}

/** At least `length` long, and at least doubled when it must grow; what it held is lost. */
export const roomy = <A extends Int32Array | Float64Array | Uint8Array>(array: A, length: number): A =>
  array.length >= length ? array : new (array.constructor as new (n: number) => A)(Math.max(length, 2 * array.length));

/**
 * Vertices: groups of working sites, then nothing else but damaged sites. Edges: damaged links, and working links that
 * end at a damaged site. Elements: what is damaged, sites before links. Built anew at each decision in the same arrays.
 */
export class ContractedGraph {
  readonly layout: Layout;
  readonly law: ServedLaw;
  vertexCount = 0;
  edgeCount = 0;
  elementCount = 0;
  /** Per site: its vertex. Per site and per link: its element; -1 when it works. */
  readonly vertexOf: Int32Array;
  readonly siteElement: Int32Array;
  readonly linkElement: Int32Array;
  /** Per vertex. */
  vertexElement = new Int32Array(16);
  weight = new Float64Array(16);
  isRoot = new Uint8Array(16);
  firstIncident = new Int32Array(17);
  /** Edges at vertex v: `incident[firstIncident[v]]` to `incident[firstIncident[v + 1] - 1]`. */
  incident = new Int32Array(32);
  /** Per edge: its ends and its element; -1 for a link that works. */
  edgeA = new Int32Array(16);
  edgeB = new Int32Array(16);
  edgeElement = new Int32Array(16);
  /** Per element: the vertex of a damaged site, or -1; the edge of a damaged link, or -1 (also when it joins one group to itself). */
  elementVertex = new Int32Array(16);
  elementEdge = new Int32Array(16);
  /** Demand between vertices a and b at `demand[a * vertexCount + b]`, both ways; empty without pairs. */
  demand = new Float64Array(0);
  /** Demand inside groups, which is always served. */
  servedInside = 0;
  readonly #parent: Int32Array;
  #filled = new Int32Array(16);

  constructor(layout: Layout, law: ServedLaw) {
    this.layout = layout;
    this.law = law;
    this.vertexOf = new Int32Array(layout.siteCount);
    this.siteElement = new Int32Array(layout.siteCount);
    this.linkElement = new Int32Array(layout.linkCount);
    this.#parent = new Int32Array(layout.siteCount);
  }

  /** From the open faults of each site and each link: an element is damaged when it has one. */
  contract(siteFaults: Int32Array, linkFaults: Int32Array): void {
    this.#group(siteFaults, linkFaults);
    this.#numberVertices();
    this.#layEdges(linkFaults);
    this.#weigh();
  }

  /** Joins the sites that work and reach each other, and numbers the damaged sites. */
  #group(siteFaults: Int32Array, linkFaults: Int32Array): void {
    const { siteCount, linkCount, from, to, isSpace, isSpaceLink } = this.layout;
    const parent = this.#parent;
    this.elementCount = 0;
    this.elementVertex = roomy(this.elementVertex, siteCount + linkCount);
    this.elementEdge = roomy(this.elementEdge, siteCount + linkCount);
    for (let site = 0; site < siteCount; site++) {
      parent[site] = site;
      this.siteElement[site] = siteFaults[site] > 0 && isSpace[site] === 0 ? this.elementCount++ : -1;
    }
    for (let link = 0; link < linkCount; link++) {
      if (linkFaults[link] > 0 || isSpaceLink[link] === 1) continue;
      if (this.siteElement[from[link]] >= 0 || this.siteElement[to[link]] >= 0) continue;
      const a = this.#root(from[link]);
      const b = this.#root(to[link]);
      // The smaller index stands for the group, so that vertices come in the order of their first site.
      if (a < b) parent[b] = a;
      else parent[a] = b;
    }
  }

  #numberVertices(): void {
    const { siteCount, isSpace } = this.layout;
    this.vertexElement = roomy(this.vertexElement, siteCount);
    this.weight = roomy(this.weight, siteCount);
    this.isRoot = roomy(this.isRoot, siteCount);
    this.vertexCount = 0;
    for (let site = 0; site < siteCount; site++) {
      if (isSpace[site] === 1) {
        this.vertexOf[site] = -1;
        continue;
      }
      const root = this.#root(site);
      if (root !== site) {
        this.vertexOf[site] = this.vertexOf[root];
        continue;
      }
      const vertex = this.vertexCount++;
      const element = this.siteElement[site];
      this.vertexOf[site] = vertex;
      this.vertexElement[vertex] = element;
      if (element >= 0) {
        this.elementVertex[element] = vertex;
        this.elementEdge[element] = -1;
      }
    }
  }

  #layEdges(linkFaults: Int32Array): void {
    const { linkCount, from, to, isSpaceLink } = this.layout;
    this.edgeA = roomy(this.edgeA, linkCount);
    this.edgeB = roomy(this.edgeB, linkCount);
    this.edgeElement = roomy(this.edgeElement, linkCount);
    this.firstIncident = roomy(this.firstIncident, this.vertexCount + 1);
    this.#filled = roomy(this.#filled, this.vertexCount);
    const { firstIncident } = this;
    const filled = this.#filled;
    firstIncident.fill(0, 0, this.vertexCount + 1);
    this.edgeCount = 0;
    for (let link = 0; link < linkCount; link++) {
      this.linkElement[link] = -1;
      const damaged = linkFaults[link] > 0;
      const element = damaged ? this.elementCount++ : -1;
      if (damaged) {
        this.linkElement[link] = element;
        this.elementVertex[element] = -1;
        this.elementEdge[element] = -1;
      }
      if (isSpaceLink[link] === 1) continue;
      const a = this.vertexOf[from[link]];
      const b = this.vertexOf[to[link]];
      if (a === b) continue;
      const edge = this.edgeCount++;
      if (damaged) this.elementEdge[element] = edge;
      this.edgeA[edge] = a;
      this.edgeB[edge] = b;
      this.edgeElement[edge] = element;
      firstIncident[a + 1]++;
      firstIncident[b + 1]++;
    }
    for (let vertex = 0; vertex < this.vertexCount; vertex++) {
      filled[vertex] = firstIncident[vertex];
      firstIncident[vertex + 1] += firstIncident[vertex];
    }
    this.incident = roomy(this.incident, 2 * this.edgeCount);
    for (let edge = 0; edge < this.edgeCount; edge++) {
      this.incident[filled[this.edgeA[edge]]++] = edge;
      this.incident[filled[this.edgeB[edge]]++] = edge;
    }
  }

  #weigh(): void {
    const { siteCount } = this.layout;
    const { weight, isRoot, pairs } = this.law;
    const { vertexCount } = this;
    this.weight.fill(0, 0, vertexCount);
    this.isRoot.fill(0, 0, vertexCount);
    for (let site = 0; site < siteCount; site++) {
      const vertex = this.vertexOf[site];
      if (vertex < 0) continue;
      this.weight[vertex] += weight[site];
      if (isRoot !== undefined && isRoot[site] === 1) this.isRoot[vertex] = 1;
    }
    if (isRoot === undefined) this.#chooseRoot();
    this.servedInside = 0;
    if (pairs === undefined) return;
    this.demand = roomy(this.demand, vertexCount * vertexCount);
    this.demand.fill(0, 0, vertexCount * vertexCount);
    for (let pair = 0; pair < pairs.a.length; pair++) {
      const a = this.vertexOf[pairs.a[pair]];
      const b = this.vertexOf[pairs.b[pair]];
      if (a < 0 || b < 0) continue;
      // A pair inside one group is served; inside one damaged site it is one site with itself, which is no demand.
      if (a === b) this.servedInside += pairs.weight[pair];
      else {
        this.demand[a * vertexCount + b] += pairs.weight[pair];
        this.demand[b * vertexCount + a] += pairs.weight[pair];
      }
    }
  }

  /** The heaviest group that works; the heaviest damaged site when no site works. */
  #chooseRoot(): void {
    let best = -1;
    for (let vertex = 0; vertex < this.vertexCount; vertex++) {
      const better =
        best < 0 ||
        (this.vertexElement[vertex] < 0 && this.vertexElement[best] >= 0) ||
        (this.vertexElement[vertex] < 0 === this.vertexElement[best] < 0 && this.weight[vertex] > this.weight[best]);
      if (better) best = vertex;
    }
    if (best >= 0) this.isRoot[best] = 1;
  }

  #root(site: number): number {
    const parent = this.#parent;
    let node = site;
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  }
}
