/** `sim query`: a question in SQL to the outcomes that a run or a sweep has kept. */
import { aligned } from '../report/table.ts';
import { type Answer, type Cell, QueryFault, queried } from '../results/outcome-query.ts';
import { CommandEnd, EXIT, tell, tellJson, warn } from './output.ts';

interface QueryOptions {
  format: 'table' | 'csv' | 'json';
}

export async function query(folder: string, sql: string, { format }: QueryOptions): Promise<void> {
  let answer: Answer;
  try {
    answer = await queried(folder, sql);
  } catch (fault) {
    if (!(fault instanceof QueryFault)) throw fault;
    warn(`sim query: ${fault.message}`);
    throw new CommandEnd(EXIT.input);
  }
  const { columns, rows } = answer;
  if (format === 'json')
    tellJson(rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]]))));
  else if (format === 'csv') tell([columns, ...rows].map((row) => row.map(csv).join(',')).join('\n'));
  else tell(aligned([[...columns], ...rows.map((row) => row.map(plain))]).join('\n'));
}

const plain = (value: Cell): string => (value === null ? '–' : String(value));

const csv = (value: Cell): string => {
  const written = value === null ? '' : String(value);
  return /[",\n\r]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
};
