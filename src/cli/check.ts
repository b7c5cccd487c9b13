/** `sim check`: everything that a run would check, without the run, and what the scenario assumes. */
import { hours, number } from '../report/amounts.ts';
import { describedHazards } from '../report/story.ts';
import { wrapped } from '../report/table.ts';
import { tell } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

export function check(file: string, options: ScenarioOptions): void {
  const { compiled, problems } = open(file, options);
  const { model, reading, topologyName, assumptions } = compiled;
  const { scenario } = reading;
  tell(
    [
      `${scenario.name}: ${scenario.title ?? ''}`.trim(),
      `backbone ${topologyName}: ${model.network.siteCount} sites, ${model.network.linkCount} links, ${number(model.demand.people)} people connected`,
      `hazards: ${model.hazardNames.join(', ') || 'none'}`,
      ...describedHazards(model).map((sentence) => `  ${sentence}`),
      `protocols: ${model.variants.map((variant) => variant.name).join(', ')}`,
      `${model.crews.length} crews, ${model.vessels.length === 0 ? 'no repair vessel' : `repair vessels: ${[...new Set(model.vessels.map(({ availability }) => availability))].join(', ')}`}, horizon ${hours(model.horizonHours)}, ${scenario.replications} replications`,
      ...(assumptions.length > 0 ? ['it assumes:'] : []),
      ...assumptions.flatMap((sentence) => wrapped(sentence, 118, '  - ', '    ')),
      problems.warnings.length === 0 ? 'no problems' : `${problems.warnings.length} warnings, no errors`,
    ].join('\n'),
  );
}
