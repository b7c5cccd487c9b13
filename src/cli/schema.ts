/** `sim schema`: the JSON Schema of a kind of file, for editors that check and complete as one types. */
import { z } from 'zod';
import { protocolSchema } from '../response/protocol.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { oneOf } from '../text/problem.ts';
import { topologySchema } from '../topology/schema.ts';
import { tellJson, wrongOption } from './output.ts';

const schemas = { scenario: scenarioSchema, protocol: protocolSchema, topology: topologySchema };
export type SchemaName = keyof typeof schemas;
export const schemaNames = Object.keys(schemas) as SchemaName[];

/** A file that extends another need not have every key: what is required is left to `sim check`. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const schema = z.toJSONSchema(schemas[name], { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  if ('extends' in (schema.properties as object)) delete schema.required;
  return schema;
}

export function schema(name: string): void {
  const known = schemaNames.find((one) => one === name);
  if (known === undefined) wrongOption('schema', `"${name}"`, oneOf(schemaNames));
  tellJson(jsonSchema(known));
}
