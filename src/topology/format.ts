/** The plug-in door for topology formats: one file a format, and one line in `index.ts`. */
import type { Problems } from '../text/problem.ts';
import type { BackboneGraph } from './backbone.ts';

export interface SourceText {
  /** The name to show in messages. */
  readonly file: string;
  readonly text: string;
}

export interface TopologyFormat {
  /** What a person calls it, such as `graphml`. */
  readonly name: string;
  readonly summary: string;
  /** Ends of the file names it reads, with their dot. */
  readonly endings: readonly string[];
  /** Further files that belong to this one (a pair of CSV files). */
  companions?(file: string): readonly string[];
  /** The graph, or undefined when the text is too broken to have one; every problem is told at its line. */
  read(texts: readonly SourceText[], problems: Problems): BackboneGraph | undefined;
}
