/** A mix-in: a file that says something of one block of a protocol and of nothing else. */
import { z } from 'zod';
import { type BlockName, blockNames, blocks, protocolSchema } from '../response/protocol.ts';
import { type Document, settled, validated, without } from '../text/document.ts';
import { nearestName, oneOf, type Problems, shown } from '../text/problem.ts';

/** A schema of which no key need be there. */
const partial = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodObject
    ? z.strictObject(
        Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, partial(inner).optional()])),
      )
    : schema;

/** Each block as a mix-in may write it: any of its keys. */
const partialBlocks = Object.fromEntries(blockNames.map((name) => [name, partial(blocks[name])])) as Record<
  BlockName,
  z.ZodType
>;

/** A protocol that others complete. */
export const partialProtocolSchema = protocolSchema
  .extend(partialBlocks)
  .partial(Object.fromEntries(blockNames.map((name) => [name, true])) as Record<BlockName, true>);

const head = { title: z.string(), summary: z.string() };

export const mixInSchema = z.union(
  blockNames.map((name) => z.strictObject({ block: z.literal(name), ...head, [name]: partialBlocks[name] })),
);

export interface MixIn {
  readonly block: BlockName;
  readonly title: string;
  readonly summary: string;
  /** Its one block, to be laid upon a protocol. */
  readonly layer: Document;
  /** The block by itself. */
  readonly document: Document;
  /** The block's values, checked: durations in hours, keys that it leaves out absent. */
  readonly values: unknown;
}

export const isMixIn = (document: Document): boolean => 'block' in (document.value as object);

/** Checks a mix-in by itself. Undefined, with all problems told, when it cannot be used. */
export function checkedMixIn(document: Document, problems: Problems): MixIn | undefined {
  const before = problems.errors.length;
  const written = document.value as Readonly<Record<string, unknown>>;
  const block = blockNames.find((name) => name === written.block);
  if (block === undefined) {
    const near = typeof written.block === 'string' ? nearestName(written.block, blockNames) : undefined;
    problems.error(document.at(['block']), 'block', shown(written.block), oneOf(blockNames), near);
    return undefined;
  }
  const known = ['block', ...Object.keys(head), block];
  for (const key of Object.keys(written)) {
    if (known.includes(key)) continue;
    const place = document.keyAt([key]);
    if (blockNames.some((name) => name === key))
      problems.error(place, key, `${key}, the key of another block`, `only ${block}`);
    else problems.error(place, '', `unknown key "${key}"`, oneOf(known), nearestName(key, known));
  }
  const told = validated(document, z.object(head), problems);
  if (!(block in written)) problems.error(document.at(['block']), block, 'nothing', 'values of the block');
  const alone = settled(document, problems, true);
  const values = block in written ? validated(alone, partialBlocks[block], problems, [block]) : undefined;
  if (told === undefined || problems.errors.length > before) return undefined;
  const layer = without(document, ['block', ...Object.keys(head)]);
  return { block, ...told, layer, document: alone, values: { [block]: values } };
}
