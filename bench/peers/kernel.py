"""The recovery of a backbone by crews, with what is named: simpy (and networkx), igraph, or plain (Python alone).

Input: a file as bench/kernel.ts writes it. Output: JSON with what was lost, the times to restore and the steps of the curve
of each replication, and the seconds of processor time that a replication took in each round.

simpy: a process a fault waits for a crew (a Resource); after each repair networkx says who is in the gateway's component.
igraph: an event list by heapq; after each repair igraph says who is in the gateway's component.
plain: an event list by heapq, groups joined by union-find, link by link; nothing searched anew.
"""
import heapq
import json
import sys
import time


def read(path):
    with open(path) as file:
        words = iter(file.read().split())
    sites, link_count, fault_count, crews, gateway, replications = (int(next(words)) for _ in range(6))
    people = [int(next(words)) for _ in range(sites)]
    links = [(int(next(words)), int(next(words))) for _ in range(link_count)]
    faults = [
        [(int(next(words)), int(next(words)), float(next(words))) for _ in range(fault_count)]
        for _ in range(replications)
    ]
    return people, links, faults, crews, gateway


KIND, FILE, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
PEOPLE, LINKS, REPLICATIONS, CREWS, GATEWAY = read(FILE)
SITES = len(PEOPLE)
INCIDENT = [[] for _ in range(SITES)]
for _link, (_a, _b) in enumerate(LINKS):
    INCIDENT[_a].append(_link)
    INCIDENT[_b].append(_link)


class Curve:
    """People cut off, from time 0 on, one row a change."""

    def __init__(self, whole):
        self.whole = whole
        self.rows = []

    def note(self, now, connected):
        lost = self.whole - connected
        if not self.rows or self.rows[-1][1] != lost:
            self.rows.append((now, lost))

    def read(self):
        lost = 0.0
        for (begins, people), (ends, _) in zip(self.rows, self.rows[1:]):
            lost += people * (ends - begins)
        times = []
        for level in (0.5, 0.8, 0.95, 1):
            allowed = self.whole * (1 - level + 1e-12)
            above = [people > allowed for _, people in self.rows]
            first = above.index(True) if True in above else len(above)
            back = (now for (now, _), is_above in zip(self.rows[first:], above[first:]) if not is_above)
            times.append(next(back, 0.0))
        steps = len(self.rows) - (1 if self.rows[0][1] == 0 else 0)
        return {"lost": lost, "times": times, "steps": steps}


def broken(faults):
    """Which sites and links are up once everything has failed."""
    site_up, link_up = [True] * SITES, [True] * len(LINKS)
    for is_site, element, _ in faults:
        (site_up if is_site else link_up)[element] = False
    return site_up, link_up


def by_simpy():
    import networkx
    import simpy

    intact = networkx.Graph()
    intact.add_nodes_from(range(SITES))
    intact.add_edges_from(LINKS)
    whole = sum(PEOPLE[site] for site in networkx.node_connected_component(intact, GATEWAY))

    def replicate(faults):
        site_up, link_up = broken(faults)
        graph = intact.copy()
        for is_site, element, _ in faults:
            if is_site:
                graph.remove_node(element)
        for is_site, element, _ in faults:
            if not is_site and graph.has_edge(*LINKS[element]):
                graph.remove_edge(*LINKS[element])
        env = simpy.Environment()
        crews = simpy.Resource(env, CREWS)
        curve = Curve(whole)

        def look():
            reached = networkx.node_connected_component(graph, GATEWAY)
            curve.note(env.now, sum(PEOPLE[site] for site in reached))

        def restore(is_site, element):
            if not is_site:
                link_up[element] = True
                a, b = LINKS[element]
                if site_up[a] and site_up[b]:
                    graph.add_edge(a, b)
                return
            site_up[element] = True
            graph.add_node(element)
            for link in INCIDENT[element]:
                a, b = LINKS[link]
                if link_up[link] and site_up[a] and site_up[b]:
                    graph.add_edge(a, b)

        def fault(is_site, element, hours):
            with crews.request() as crew:
                yield crew
                yield env.timeout(hours)
                restore(is_site, element)
                look()

        look()
        for is_site, element, hours in faults:
            env.process(fault(is_site, element, hours))
        env.run()
        return curve.read()

    return replicate


def by_heap(begin, restore, reached, whole):
    """An event list of repairs under way; each crew takes the next fault of the list."""

    def replicate(faults):
        state = begin(faults)
        curve = Curve(whole)
        curve.note(0.0, reached(state))
        agenda = []
        for fault in range(min(CREWS, len(faults))):
            heapq.heappush(agenda, (faults[fault][2], fault))
        following = len(agenda)
        while agenda:
            now, fault = heapq.heappop(agenda)
            is_site, element, _ = faults[fault]
            restore(state, is_site, element)
            curve.note(now, reached(state))
            if following < len(faults):
                heapq.heappush(agenda, (now + faults[following][2], following))
                following += 1
        return curve.read()

    return replicate


def by_igraph():
    import igraph

    intact = igraph.Graph(n=SITES, edges=LINKS)
    whole = sum(PEOPLE[site] for site in intact.subcomponent(GATEWAY))

    def begin(faults):
        site_up, link_up = broken(faults)
        graph = intact.copy()
        graph.delete_edges(
            [link for link, (a, b) in enumerate(LINKS) if not (link_up[link] and site_up[a] and site_up[b])]
        )
        return graph, site_up, link_up

    def restore(state, is_site, element):
        graph, site_up, link_up = state
        (site_up if is_site else link_up)[element] = True
        found = []
        for link in INCIDENT[element] if is_site else (element,):
            a, b = LINKS[link]
            if link_up[link] and site_up[a] and site_up[b]:
                found.append((a, b))
        if found:
            graph.add_edges(found)

    def reached(state):
        return sum(PEOPLE[site] for site in state[0].subcomponent(GATEWAY))

    return by_heap(begin, restore, reached, whole)


def by_union_find():
    def root(parent, node):
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(state, link):
        parent, size, people, gateways, _, _, _ = state
        a, b = LINKS[link]
        a, b = root(parent, a), root(parent, b)
        if a == b or size[a] == 0 or size[b] == 0:
            return
        if size[a] < size[b]:
            a, b = b, a
        if gateways[a] and not gateways[b]:
            state[6] += people[b]
        elif gateways[b] and not gateways[a]:
            state[6] += people[a]
        parent[b] = a
        size[a] += size[b]
        people[a] += people[b]
        gateways[a] += gateways[b]

    def open_site(state, site):
        _, size, people, gateways, _, _, _ = state
        size[site] = 1
        people[site] = PEOPLE[site]
        if site == GATEWAY:
            gateways[site] = 1
            state[6] += PEOPLE[site]

    def begin_with(site_up, link_up):
        # Groups: parent, size, people, gateways; what is up; people connected.
        state = [list(range(SITES)), [0] * SITES, [0] * SITES, [0] * SITES, site_up, link_up, 0]
        for site in range(SITES):
            if site_up[site]:
                open_site(state, site)
        for link in range(len(LINKS)):
            if link_up[link]:
                join(state, link)
        return state

    def restore(state, is_site, element):
        link_up = state[5]
        if is_site:
            open_site(state, element)
            for link in INCIDENT[element]:
                if link_up[link]:
                    join(state, link)
        else:
            link_up[element] = True
            join(state, element)

    whole = begin_with([True] * SITES, [True] * len(LINKS))[6]
    return by_heap(lambda faults: begin_with(*broken(faults)), restore, lambda state: state[6], whole)


replicate = {"simpy": by_simpy, "igraph": by_igraph, "plain": by_union_find}[KIND]()
answers = [replicate(faults) for faults in REPLICATIONS]
seconds = []
for _ in range(ROUNDS):
    began = time.process_time()
    for faults in REPLICATIONS:
        replicate(faults)
    seconds.append((time.process_time() - began) / len(REPLICATIONS))
print(json.dumps({"answers": answers, "seconds": seconds}))
