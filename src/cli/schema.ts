/** `sim schema`: the JSON Schema of a kind of file, for editors that check and complete as one types. */
import { z } from 'zod';
import { rareSchema } from '../experiment/rare-file.ts';
import { sweepSchema } from '../experiment/sweep-file.ts';
import { blockNames } from '../response/protocol.ts';
import { gatesSchema } from '../scenario/gates.ts';
import { mixInSchema, partialProtocolSchema } from '../scenario/mix-in.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { oneOf } from '../text/problem.ts';
import { topologySchema } from '../topology/schema.ts';
import { tellJson, wrongOption } from './output.ts';

const schemas = {
  scenario: scenarioSchema,
  // What a protocol does not say, those that it extends do.
  protocol: partialProtocolSchema,
  'protocol-block': mixInSchema,
  topology: topologySchema,
  sweep: sweepSchema,
  gates: gatesSchema,
  rare: rareSchema,
};
export type SchemaName = keyof typeof schemas;
export const schemaNames = Object.keys(schemas) as SchemaName[];

/** A file that extends another need not have every key: what is required is left to `sim check`. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const schema = z.toJSONSchema(schemas[name], { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  if ('extends' in ((schema.properties ?? {}) as object)) delete schema.required;
  if (name === 'protocol' || name === 'protocol-block') lengthen(schema, blockNames);
  return schema;
}

/** Lets every list below some keys be written as `{ $append: [...] }`, too. */
function lengthen(schema: unknown, below: readonly string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, inner] of Object.entries(schema))
    if (below.includes(key)) (schema as Record<string, unknown>)[key] = lengthened(inner);
    else lengthen(inner, below);
}

function lengthened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lengthened);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('type' in schema && schema.type === 'array') {
    const append = {
      type: 'object',
      required: ['$append'],
      additionalProperties: false,
      properties: { $append: schema },
    };
    return { anyOf: [schema, append] };
  }
  return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, lengthened(inner)]));
}

export function schema(name: string): void {
  const known = schemaNames.find((one) => one === name);
  if (known === undefined) wrongOption('schema', `"${name}"`, oneOf(schemaNames));
  tellJson(jsonSchema(known));
}
