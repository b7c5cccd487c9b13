/** `sim explain`: the story of one replication under one protocol, what it waited for, and what one more would have saved. */
import { explanationDocument, explanationOf, explanationText } from '../report/explanation.ts';
import { breakWorld, respond } from '../simulation/replicate.ts';
import type { TraceEntry } from '../simulation/trace.ts';
import { World } from '../simulation/world.ts';
import { tell, tellJson } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

interface ExplainOptions extends ScenarioOptions {
  protocol: string;
  replication: number;
  json?: boolean;
}

export function explain(file: string, options: ExplainOptions): void {
  const { compiled } = open(file, options, { protocols: [options.protocol] });
  const world = new World(compiled.model);
  const entries: TraceEntry[] = [];
  breakWorld(world, options.replication);
  world.trace = (entry) => entries.push(entry);
  respond(world, compiled.model.variants[0]);
  const explanation = explanationOf(world, options.replication, entries);
  if (options.json === true) {
    const { name, seed } = compiled.reading.scenario;
    tellJson(explanationDocument({ scenario: name, seed }, explanation));
  } else tell(explanationText(explanation));
}
