/** The topology formats, and the door through which a backbone's files come in. */
import { oneOf, type Problems } from '../text/problem.ts';
import type { BackboneGraph } from './backbone.ts';
import type { SourceText, TopologyFormat } from './format.ts';
import { csv } from './formats/csv.ts';
import { graphml } from './formats/graphml.ts';
import { net2plan } from './formats/net2plan.ts';
import { yaml } from './formats/yaml.ts';

export const topologyFormats: readonly TopologyFormat[] = [yaml, csv, graphml, net2plan];

/** The format that reads a file of this name. */
export const formatFor = (file: string): TopologyFormat | undefined =>
  topologyFormats.find(({ endings }) => endings.some((ending) => file.toLowerCase().endsWith(ending)));

/** The backbone in these texts, the file that was asked for first and its companions behind it; undefined when they
 *  cannot be read, with every reason told, or when there is none because the caller could not open it. */
export function readBackbone(texts: readonly SourceText[], problems: Problems): BackboneGraph | undefined {
  if (texts.length === 0) return undefined;
  const [{ file }] = texts;
  const format = formatFor(file);
  if (format !== undefined) return format.read(texts, problems);
  const endings = topologyFormats.flatMap((known) => known.endings);
  problems.error({ file, line: 1, column: 1 }, '', 'a file of unknown kind', `a name that ends in ${oneOf(endings)}`);
  return undefined;
}
