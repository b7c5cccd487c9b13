/** `sim protocol show`: one protocol or mix-in, resolved, each value with where it comes from. */
import { mean, quantile } from '../engine/distribution.ts';
import { type ProtocolHead, protocolTable } from '../report/protocol-table.ts';
import { isMixIn } from '../scenario/mix-in.ts';
import { type ReadMixIn, type ReadProtocol, readMixIn, readProtocol, resolvedValues } from '../scenario/protocols.ts';
import { readDocument } from '../text/document.ts';
import { Problems } from '../text/problem.ts';
import { isFact } from '../text/quantity.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellJson, tellProblems } from './output.ts';

const TYPED = 'the command line';

export function protocolShow(name: string, { json }: { json?: boolean }): void {
  const { load } = new Files();
  const problems = new Problems();
  const asker = { at: { file: TYPED, line: 1, column: 1 }, path: 'protocol' };
  const loaded = name.endsWith('.yaml') && !name.startsWith('+') ? load(name) : { text: '' };
  const document = 'text' in loaded && loaded.text !== '' ? readDocument(loaded.text, name, new Problems()) : undefined;
  const read =
    name.startsWith('+') || (document !== undefined && isMixIn(document))
      ? readMixIn(name, TYPED, load, problems, asker)
      : readProtocol(name, TYPED, load, problems, asker);
  tellProblems(problems);
  if (read === undefined) throw new CommandEnd(EXIT.input);
  if (json === true) tellJson(record(read));
  else tell(protocolTable(headOf(read), resolvedValues(read)));
}

export function headOf(read: ReadProtocol | ReadMixIn): ProtocolHead {
  if (!('protocol' in read)) return { name: read.name, title: read.title, summary: read.summary, extends: [] };
  const { name, title, summary, extends: named = [] } = read.protocol;
  return { name, title, summary, extends: typeof named === 'string' ? [named] : named };
}

/** The document of `--json`. Times are hours. */
function record(read: ReadProtocol | ReadMixIn): object {
  return {
    format: 'resplice.protocol/1',
    ...headOf(read),
    ...('protocol' in read ? {} : { block: read.block }),
    values: resolvedValues(read).map(({ block, path, written, law, flag, source, note, at, from }) => ({
      block,
      path,
      value: written,
      ...(law === undefined ? {} : { meanHours: mean(law), p90Hours: quantile(law, 0.9) }),
      flag: flag ?? null,
      fact: isFact(flag),
      source: source ?? null,
      note: note ?? null,
      from,
      ...at,
    })),
  };
}
