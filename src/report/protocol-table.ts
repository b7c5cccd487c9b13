/** A protocol as a person reads it: every value with its law, how sure we are of it, and where it comes from. */
import { mean, quantile } from '../engine/distribution.ts';
import type { ResolvedValue } from '../scenario/protocols.ts';
import { isFact } from '../text/quantity.ts';
import { hours } from './amounts.ts';
import { wrapped } from './table.ts';

/** Columns of the page, and of the cells that are broken where they are longer. */
const PAGE = 120;
const WIDEST = 24;
const NARROWEST_SOURCE = 20;
const GAP = '  ';

/** What a protocol or a mix-in says of itself. */
export interface ProtocolHead {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Names, as written; none for a mix-in. */
  readonly extends: readonly string[];
}

/** The value as it is written in a file, without braces about a law. */
function writtenText(written: unknown): string {
  if (Array.isArray(written)) return `[${written.map(writtenText).join(', ')}]`;
  if (typeof written !== 'object' || written === null) return String(written);
  return Object.entries(written)
    .map(([name, inner]) => `${name} ${writtenText(inner)}`)
    .join(', ');
}

/** The page of `sim protocol show`, in 120 columns. */
export function protocolTable(head: ProtocolHead, values: readonly ResolvedValue[]): string {
  const rows: string[][] = [['', 'value', 'mean', 'p90', 'flag', 'from', 'source']];
  let block = '';
  for (const value of values) {
    if (value.block !== block) rows.push([value.block]);
    block = value.block;
    const { law } = value;
    const chance = law !== undefined && law.law !== 'fixed';
    rows.push([
      `  ${value.path}`,
      writtenText(value.written),
      chance ? hours(mean(law)) : '',
      chance ? hours(quantile(law, 0.9)) : '',
      value.flag ?? 'not stated',
      `${value.from}:${value.at.line}`,
      value.source ?? '',
    ]);
  }
  const facts = values.filter(({ flag }) => isFact(flag)).length;
  const files = new Map(values.map(({ from, at }) => [from, at.file]));
  const nameWidth = Math.max(...[...files.keys()].map((name) => name.length));
  return [
    `${head.name}: ${head.title}`,
    ...wrapped(head.summary, PAGE, GAP, GAP),
    ...(head.extends.length === 0 ? [] : wrapped(`extends ${head.extends.join(', ')}`, PAGE, GAP, GAP)),
    `  ${values.length} values, ${facts} of them facts (published, measured, computed or derived), ${values.length - facts} assumptions`,
    '',
    ...columns(rows),
    '',
    ...[...files].map(([name, file], index) => `${index === 0 ? 'from' : '    '}  ${name.padEnd(nameWidth)}  ${file}`),
  ].join('\n');
}

/** Rows set under each other; a cell that is too wide goes on below itself. */
function columns(all: readonly (readonly string[])[]): string[] {
  const used = all[0].map((_, column) => column === 0 || all.slice(1).some((row) => (row[column] ?? '') !== ''));
  const rows = all.map((row) => row.filter((_, column) => used[column]));
  const natural = rows[0].map((_, column) =>
    Math.max(...rows.filter((row) => row.length > 1).map((row) => row[column].length)),
  );
  const widths = natural.map((width, column) => Math.min(width, column === 0 ? width : WIDEST));
  const last = widths.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  widths[last] = Math.max(NARROWEST_SOURCE, PAGE - before);
  return rows.flatMap((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? [cell] : wrapped(cell, widths[column], '', '').map((line) => line.trimEnd()),
    );
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => (lines[line] ?? '').padEnd(widths[column]))
        .join(GAP)
        .trimEnd(),
    );
  });
}
