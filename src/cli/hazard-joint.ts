/** `sim hazard joint`: for pairs of links, how often they fail together against independence. */
import { jointFailures } from '../experiment/joint.ts';
import { number } from '../report/amounts.ts';
import { aligned } from '../report/table.ts';
import { tell, tellJson } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

interface JointOptions extends ScenarioOptions {
  replications?: number;
  top: number;
  json?: boolean;
}

export function joint(file: string, options: JointOptions): void {
  const { compiled } = open(
    file,
    options,
    options.replications === undefined ? {} : { replications: options.replications },
  );
  const { model, reading } = compiled;
  const { replications, name } = reading.scenario;
  const { links } = model.network;
  const pairs = jointFailures(model, replications);
  if (options.json === true) {
    const rows = pairs.map(({ a, b, ...rest }) => ({ a: links[a].id, b: links[b].id, ...rest }));
    tellJson({ format: 'resplice.joint/1', scenario: name, replications, pairs: rows });
    return;
  }
  const share = (value: number): string => `${number(100 * value)} %`;
  const rows = pairs
    .slice(0, options.top)
    .map(({ a, b, shareA, shareB, together, ci95, independent }) => [
      `${links[a].id}  ${links[b].id}`,
      share(shareA),
      share(shareB),
      `${share(together)} [${share(ci95[0])} … ${share(ci95[1])}]`,
      share(independent),
      `${number(together / independent)} x`,
    ]);
  const title = `${name}: links that are cut together, in ${replications} replications; ${pairs.length} pairs ever, the greatest excess first`;
  tell(
    [title, '', ...aligned([['two links', 'first', 'second', 'both', 'if independent', 'ratio'], ...rows])].join('\n'),
  );
}
