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
    const { siteElement } = this;
    const parent = this.#parent;
    this.elementVertex = roomy(this.elementVertex, siteCount + linkCount);
    this.elementEdge = roomy(this.elementEdge, siteCount + linkCount);
    let elements = 0;
    for (let site = 0; site < siteCount; site++) {
      parent[site] = site;
      siteElement[site] = siteFaults[site] > 0 && isSpace[site] === 0 ? elements++ : -1;
    }
    this.elementCount = elements;
    for (let link = 0; link < linkCount; link++) {
      if (linkFaults[link] > 0 || isSpaceLink[link] === 1) continue;
      const near = from[link];
      const far = to[link];
      if (siteElement[near] >= 0 || siteElement[far] >= 0) continue;
      const a = rootOf(parent, near);
      const b = rootOf(parent, far);
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
    const { vertexOf, vertexElement, siteElement, elementVertex, elementEdge } = this;
    const parent = this.#parent;
    let vertices = 0;
    for (let site = 0; site < siteCount; site++) {
      if (isSpace[site] === 1) {
        vertexOf[site] = -1;
        continue;
      }
      const root = rootOf(parent, site);
      if (root !== site) {
        vertexOf[site] = vertexOf[root];
        continue;
      }
      const element = siteElement[site];
      vertexOf[site] = vertices;
      vertexElement[vertices] = element;
      if (element >= 0) {
        elementVertex[element] = vertices;
        elementEdge[element] = -1;
      }
      vertices++;
    }
    this.vertexCount = vertices;
  }

  #layEdges(linkFaults: Int32Array): void {
    const { linkCount, from, to, isSpaceLink } = this.layout;
    this.edgeA = roomy(this.edgeA, linkCount);
    this.edgeB = roomy(this.edgeB, linkCount);
    this.edgeElement = roomy(this.edgeElement, linkCount);
    this.firstIncident = roomy(this.firstIncident, this.vertexCount + 1);
    this.#filled = roomy(this.#filled, this.vertexCount);
    const { firstIncident, vertexOf, vertexCount, linkElement, elementVertex, elementEdge } = this;
    const { edgeA, edgeB, edgeElement } = this;
    const filled = this.#filled;
    firstIncident.fill(0, 0, vertexCount + 1);
    let elements = this.elementCount;
    let edges = 0;
    for (let link = 0; link < linkCount; link++) {
      const element = linkFaults[link] > 0 ? elements++ : -1;
      linkElement[link] = element;
      if (element >= 0) {
        elementVertex[element] = -1;
        elementEdge[element] = -1;
      }
      if (isSpaceLink[link] === 1) continue;
      const a = vertexOf[from[link]];
      const b = vertexOf[to[link]];
      if (a === b) continue;
      if (element >= 0) elementEdge[element] = edges;
      edgeA[edges] = a;
      edgeB[edges] = b;
      edgeElement[edges++] = element;
      firstIncident[a + 1]++;
      firstIncident[b + 1]++;
    }
    this.elementCount = elements;
    this.edgeCount = edges;
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      filled[vertex] = firstIncident[vertex];
      firstIncident[vertex + 1] += firstIncident[vertex];
    }
    this.incident = roomy(this.incident, 2 * edges);
    const { incident } = this;
    for (let edge = 0; edge < edges; edge++) {
      incident[filled[edgeA[edge]]++] = edge;
      incident[filled[edgeB[edge]]++] = edge;
    }
  }

  #weigh(): void {
    const { siteCount } = this.layout;
    const { weight, isRoot, pairs } = this.law;
    const { vertexCount, vertexOf, weight: weightOf, isRoot: holdsRoot } = this;
    weightOf.fill(0, 0, vertexCount);
    holdsRoot.fill(0, 0, vertexCount);
    for (let site = 0; site < siteCount; site++) {
      const vertex = vertexOf[site];
      if (vertex < 0) continue;
      weightOf[vertex] += weight[site];
      if (isRoot !== undefined && isRoot[site] === 1) holdsRoot[vertex] = 1;
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
}

/** The site that stands for the group of a site; halves the path to it. */
function rootOf(parent: Int32Array, site: number): number {
  let node = site;
  while (parent[node] !== node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}
