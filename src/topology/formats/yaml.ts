/** Topologies in YAML, the format of our own files: every value may carry its flag and its source. */

import { readDocument } from '../../text/document.ts';
import type { Problems } from '../../text/problem.ts';
import type { BackboneGraph } from '../backbone.ts';
import { declaredBackbone } from '../declared.ts';
import type { SourceText, TopologyFormat } from '../format.ts';

export const yaml: TopologyFormat = {
  name: 'yaml',
  summary: 'sites and links with flags and sources (this project)',
  endings: ['.yaml', '.yml'],
  read([source]: readonly SourceText[], problems: Problems): BackboneGraph | undefined {
    const document = readDocument(source.text, source.file, problems);
    return document === undefined ? undefined : declaredBackbone(document, problems);
  },
};
