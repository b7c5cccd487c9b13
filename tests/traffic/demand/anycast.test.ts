/** Anycast as a terminal beyond the members against the published cases, ties and all. */
import { expect, it } from 'vitest';
import { layOutAnycast } from '../../../src/traffic/anycast.ts';
import { Assignment } from '../../../src/traffic/assignment/assignment.ts';
import { kbpsOf } from '../../../src/traffic/assignment/traffic-graph.ts';
import { caseNames, caseOf, caseText } from '../oracle-cases.ts';

interface Expected {
  anycast?: Record<string, { maxMin: { proportional: { rateGbps: Record<string, number> } } }>;
}

const withAnycast = caseNames.filter((name) => (caseOf(caseText(name)).anycastSets ?? []).length > 0);

it.each(withAnycast)('%s: the same rates', (name) => {
  const known = caseOf(caseText(name));
  const place = new Map(known.nodes.map((id, index) => [id, index]));
  const at = (id: string): number => place.get(id) ?? -1;
  const terminal = known.nodes.length;
  const standing = known.links.map(({ id, a, b, lengthKm, capacityGbps }) => ({
    id,
    from: at(a),
    to: at(b),
    lengthKm,
    capacityGbps,
  }));
  let compared = 0;
  for (const set of known.anycastSets ?? []) {
    const kbps = Float64Array.from(set.demands, ({ gbps }) => kbpsOf(gbps));
    if (!kbps.every(Number.isInteger)) continue;
    const members = set.members.filter((member) => !(set.membersDown ?? []).includes(member)).map(at);
    const graph = layOutAnycast(known.nodes, standing, [{ name: 'members', members }]);
    const assignment = new Assignment(graph, {
      from: Int32Array.from(set.demands, ({ from }) => at(from)),
      to: new Int32Array(kbps.length).fill(terminal),
      kbps,
      priority: new Int32Array(kbps.length),
    });
    const fractions = new Float64Array(kbps.length);
    for (const { linksDown, expected } of known.states) {
      assignment.clear();
      for (const [link, { id }] of known.links.entries()) if (linksDown.includes(id)) assignment.linkDown(link);
      assignment.fractions(fractions);
      const rates = (expected as Expected).anycast?.[set.id].maxMin.proportional.rateGbps ?? {};
      set.demands.forEach(({ id, gbps }, demand) => {
        if (gbps > 0) expect(gbps * fractions[demand], `${set.id} ${id}`).toBeCloseTo(rates[id], 9);
        compared++;
      });
    }
  }
  expect(compared).toBeGreaterThan(0);
});
