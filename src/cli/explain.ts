/** `sim explain`: the story of one replication under one protocol. */
import { story } from '../report/story.ts';
import { breakWorld, respond } from '../simulation/replicate.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import { World } from '../simulation/world.ts';
import { tell } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

interface ExplainOptions extends ScenarioOptions {
  protocol: string;
  replication: number;
}

export function explain(file: string, options: ExplainOptions): void {
  const { compiled } = open(file, options, { protocols: [options.protocol] });
  const world = new World(compiled.model);
  const entries: TraceEntry[] = [];
  breakWorld(world, options.replication);
  world.trace = (entry) => entries.push(entry);
  const [variant] = compiled.model.variants;
  respond(world, variant);
  tell(story(world, variant, entries, options.replication));
}
