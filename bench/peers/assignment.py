"""One reassignment from scratch with the library that is named: shortest ways, then proportional max-min filling.

Input: a file as bench/assignment.ts writes it. Output: JSON with kbit/s served in each state and seconds for each.
"""
import json
import sys
import time


def read(path):
    with open(path) as file:
        numbers = iter(map(int, file.read().split()))
    sites, link_count, demand_count, state_count = (next(numbers) for _ in range(4))
    links = [tuple(next(numbers) for _ in range(4)) for _ in range(link_count)]
    demands = [tuple(next(numbers) for _ in range(3)) for _ in range(demand_count)]
    states = [next(numbers) for _ in range(state_count)]
    return sites, links, demands, states


SITES, LINKS, DEMANDS, STATES = read(sys.argv[2])
DESTINATIONS = sorted({to for _, to, _ in DEMANDS})


def arcs_without(down):
    """Cost and arc of the cheapest link of each ordered pair of sites."""
    best = {}
    for link, (a, b, cost, _) in enumerate(LINKS):
        if link == down or a == b:
            continue
        for pair, arc in (((a, b), 2 * link), ((b, a), 2 * link + 1)):
            if pair not in best or cost < best[pair][0]:
                best[pair] = (cost, arc)
    return best


def served(ways):
    """Proportional max-min filling: arcs that are not overloaded are left out, demands are taken one by one."""
    load = [0] * (2 * len(LINKS))
    for (_, _, size), way in zip(DEMANDS, ways):
        if way is not None:
            for arc in way:
                load[arc] += size
    over = {arc for arc, sum_ in enumerate(load) if sum_ > LINKS[arc >> 1][3]}
    users = {arc: [] for arc in over}
    short = [None] * len(ways)
    total = 0.0
    for demand, way in enumerate(ways):
        if way is None:
            continue
        total += DEMANDS[demand][2]
        short[demand] = [arc for arc in way if arc in over]
        for arc in short[demand]:
            users[arc].append(demand)
    rising = {arc: load[arc] for arc in over}
    standing = dict.fromkeys(over, 0.0)
    fixed = [False] * len(ways)
    level = 0.0
    while True:
        full, least = None, 1.0
        for arc, weight in rising.items():
            if weight > 0:
                at = (LINKS[arc >> 1][3] - standing[arc]) / weight
                if at < least:
                    full, least = arc, at
        if full is None:
            return total
        level = max(level, least)
        for demand in users[full]:
            if fixed[demand]:
                continue
            fixed[demand] = True
            size = DEMANDS[demand][2]
            total -= size * (1 - level)
            for arc in short[demand]:
                rising[arc] -= size
                standing[arc] += size * level


def ways_from_next(next_site, arc_of):
    """Way of each demand; next_site[to][site] is negative where there is none."""
    ways = []
    for source, to, _ in DEMANDS:
        ahead = next_site[to]
        way = []
        site = source
        while site != to:
            there = ahead[site]
            if there < 0:
                way = None
                break
            way.append(arc_of[site, there])
            site = there
        ways.append(way)
    return ways


def with_networkx():
    import networkx

    def assign(down):
        best = arcs_without(down)
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(SITES))
        graph.add_weighted_edges_from((a, b, cost) for (a, b), (cost, _) in best.items())
        arc_of = {pair: arc for pair, (_, arc) in best.items()}
        next_site = {}
        for to in DESTINATIONS:
            # Costs are alike both ways, so ways from the destination are ways to it.
            before, _ = networkx.dijkstra_predecessor_and_distance(graph, to)
            next_site[to] = [before[site][0] if before.get(site) else -1 for site in range(SITES)]
        return served(ways_from_next(next_site, arc_of))

    return assign


def with_igraph():
    import igraph

    def assign(down):
        best = arcs_without(down)
        arcs = [arc for _, arc in best.values()]
        costs = [cost for cost, _ in best.values()]
        graph = igraph.Graph(n=SITES, edges=list(best), directed=True)
        by_destination = {}
        for demand, (_, to, _) in enumerate(DEMANDS):
            by_destination.setdefault(to, []).append(demand)
        ways = [None] * len(DEMANDS)
        for to, group in by_destination.items():
            found = graph.get_shortest_paths(
                to, to=[DEMANDS[demand][0] for demand in group], weights=costs, mode="in", output="epath"
            )
            for demand, edges in zip(group, found):
                ways[demand] = [arcs[edge] for edge in edges] if edges else None
        return served(ways)

    return assign


def trees_by_scipy(down):
    import numpy
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    best = arcs_without(down)
    rows, columns = zip(*best) if best else ((), ())
    costs = [float(cost) for cost, _ in best.values()]
    matrix = csr_matrix((costs, (rows, columns)), shape=(SITES, SITES))
    _, before = dijkstra(matrix, indices=DESTINATIONS, return_predecessors=True)
    return best, numpy.asarray(before)


def with_scipy():
    def assign(down):
        best, before = trees_by_scipy(down)
        arc_of = {pair: arc for pair, (_, arc) in best.items()}
        return served(ways_from_next(dict(zip(DESTINATIONS, before.tolist())), arc_of))

    return assign


def with_numpy():
    """As scipy, but all demands step along together, and filling works on arrays."""
    import numpy

    row_of = {to: row for row, to in enumerate(DESTINATIONS)}
    source = numpy.array([demand[0] for demand in DEMANDS])
    target = numpy.array([demand[1] for demand in DEMANDS])
    row = numpy.array([row_of[to] for to in target])
    size = numpy.array([demand[2] for demand in DEMANDS], dtype=float)
    capacity = numpy.repeat(numpy.array([link[3] for link in LINKS], dtype=float), 2)

    def assign(down):
        best, before = trees_by_scipy(down)
        arc_of = numpy.full((SITES, SITES), -1)
        for (a, b), (_, arc) in best.items():
            arc_of[a, b] = arc
        alive = numpy.flatnonzero(before[row, source] >= 0)
        total = size[alive].sum()
        site = source[alive]
        demands, arcs = [], []
        while alive.size:
            there = before[row[alive], site]
            demands.append(alive)
            arcs.append(arc_of[site, there])
            goes_on = there != target[alive]
            alive, site = alive[goes_on], there[goes_on]
        if not demands:
            return 0.0
        demand, arc = numpy.concatenate(demands), numpy.concatenate(arcs)
        load = numpy.bincount(arc, weights=size[demand], minlength=capacity.size)
        over = load > capacity
        demand, arc = demand[over[arc]], arc[over[arc]]
        order = numpy.argsort(arc, kind="stable")
        by_arc = demand[order]
        first = numpy.searchsorted(arc[order], numpy.arange(capacity.size + 1))
        order = numpy.argsort(demand, kind="stable")
        by_demand = arc[order]
        start = numpy.searchsorted(demand[order], numpy.arange(size.size + 1))
        rising = numpy.where(over, load, 0.0)
        standing = numpy.zeros(capacity.size)
        fixed = numpy.zeros(size.size, dtype=bool)
        level = 0.0
        while True:
            with numpy.errstate(divide="ignore", invalid="ignore"):
                at = numpy.where(rising > 0.5, (capacity - standing) / rising, numpy.inf)
            full = int(at.argmin())
            if at[full] >= 1:
                return float(total)
            level = max(level, at[full])
            users = by_arc[first[full] : first[full + 1]]
            users = users[~fixed[users]]
            fixed[users] = True
            total -= size[users].sum() * (1 - level)
            counts = start[users + 1] - start[users]
            places = numpy.repeat(start[users] - numpy.cumsum(counts) + counts, counts) + numpy.arange(counts.sum())
            weights = numpy.bincount(by_demand[places], weights=numpy.repeat(size[users], counts), minlength=capacity.size)
            rising -= weights
            standing += weights * level

    return assign


assign = {"networkx": with_networkx, "igraph": with_igraph, "scipy": with_scipy, "numpy": with_numpy}[sys.argv[1]]()
assign(STATES[0])
answers, seconds = [], []
for state in STATES:
    began = time.perf_counter()
    answers.append(assign(state))
    seconds.append(time.perf_counter() - began)
json.dump({"served": answers, "seconds": seconds}, sys.stdout)
