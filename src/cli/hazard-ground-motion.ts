/** `sim hazard ground-motion`: what a ground motion model says of each row of a table. */
import type { DistanceName, GroundMotionModel } from '../hazard/ground-motion/ground-motion.ts';
import { groundMotionModels } from '../hazard/ground-motion/index.ts';
import { motionTable } from '../report/ground-motion-table.ts';
import { textOf } from '../scenario/files.ts';
import { nearestName, oneOf, Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { tell, tellProblems, wrongOption } from './output.ts';

export function groundMotion(
  name: string,
  file: string,
  { distance, region }: { distance?: string; region?: string },
): void {
  const model = modelNamed(name);
  const choice = { model, distance: distanceNamed(model, distance), region: regionNamed(model, region) };
  const problems = new Problems();
  const text = textOf(new Files().load, file, problems);
  const table = text === undefined ? undefined : motionTable(file, text, choice, problems);
  tellProblems(problems);
  if (table !== undefined) tell(table);
}

function modelNamed(name: string): GroundMotionModel {
  const known = groundMotionModels.find((model) => model.name === name.toLowerCase());
  const names = groundMotionModels.map((model) => model.name);
  return known ?? wrongOption('ground-motion', `"${name}"`, withHint(name, names));
}

function distanceNamed({ name, equations }: GroundMotionModel, written: string | undefined): DistanceName | undefined {
  if (written === undefined) return undefined;
  const names = equations.map(({ distance }) => distance);
  const known = names.find((distance) => distance === written.toLowerCase());
  return known ?? wrongOption('--distance', `"${written}"`, `${oneOf(names)}, which ${name} has`);
}

function regionNamed({ name, regions }: GroundMotionModel, written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  if (regions === undefined) wrongOption('--region', `"${written}"`, `none, for ${name} has no regions`);
  const names = Object.keys(regions);
  const known = names.find((region) => region === written.toLowerCase());
  return known ?? wrongOption('--region', `"${written}"`, withHint(written, names));
}

function withHint(written: string, names: readonly string[]): string {
  const near = nearestName(written, names);
  return `${oneOf(names)}${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}
