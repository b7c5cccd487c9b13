/** The mechanisms of machine speed that a scenario states, looked up in its backbone. */
import { type MachinePlan, planMechanisms } from '../response/mechanism-plan.ts';
import { type Path, pathText } from '../text/document.ts';
import { nearestName, type Position } from '../text/problem.ts';
import type { Lookup } from './resources.ts';

/** Undefined when the scenario has no key `machine`: traffic then finds its new way at once. */
export function findMechanisms({ reading, network, problems, assume }: Lookup): MachinePlan | undefined {
  const { machine } = reading.scenario;
  if (machine === undefined) return undefined;
  const place = (path: Path): [Position, string] => {
    const whole = ['machine', ...path];
    return [reading.document.at(whole), pathText(whole)];
  };
  return planMechanisms(machine, network, {
    error: (path, found, expected, known) =>
      problems.error(
        ...place(path),
        found,
        expected,
        known === undefined ? undefined : nearestName(found.replaceAll('"', ''), known),
      ),
    warn: (path, found, expected) => problems.warning(...place(path), found, expected),
    assume,
  });
}
