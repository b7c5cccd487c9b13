/** The published traffic cases, and how closely an answer must meet what is expected. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { readDocument } from '../../src/text/document.ts';
import { Problems } from '../../src/text/problem.ts';
import { readTrafficCase, type TrafficCase } from '../../src/traffic/assignment/traffic-case.ts';

const FOLDER = new URL('../verification/traffic/', import.meta.url);

export const caseNames: readonly string[] = readdirSync(FOLDER)
  .filter((file) => /^P-.*\.json$/.test(file))
  .map((file) => file.replace('.json', ''));

export const caseText = (name: string): string => readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');

/** The case as the command reads it. */
export function caseOf(text: string): TrafficCase {
  const problems = new Problems();
  const document = readDocument(text, 'case.json', problems);
  const read = document === undefined ? undefined : readTrafficCase(document, problems);
  if (read === undefined) throw new Error(JSON.stringify(problems.list));
  return read;
}

/** What only a linear programme gives: relative 1e-6. */
const OF_PROGRAMME = ['maxConcurrentLambda', 'maxConcurrentLambdaConnected', 'maxTotalServedGbps'];

const tolerance = (path: readonly string[], known: number): number => {
  const [key] = path;
  if (OF_PROGRAMME.includes(key)) return 1e-6 * Math.abs(known);
  if (path.includes('lengthM') || path.includes('edgeDisjointPaths') || path.includes('count')) return 0;
  return Math.max(1e-9, 1e-9 * Math.abs(known));
};

/** Same keys in the same order, ids exact, numbers within the tolerance of the README of the cases. */
export function expectClose(answer: unknown, known: unknown, path: readonly string[] = []): void {
  const where = path.join('.');
  if (typeof known === 'number') {
    expect(typeof answer, where).toBe('number');
    expect(Math.abs((answer as number) - known), where).toBeLessThanOrEqual(tolerance(path, known));
  } else if (Array.isArray(known)) {
    expect(answer, where).toEqual(known);
  } else if (typeof known === 'object' && known !== null) {
    const plain = answer instanceof Map ? Object.fromEntries(answer) : (answer as object);
    expect(Object.keys(plain), where).toEqual(Object.keys(known));
    for (const [key, inner] of Object.entries(known))
      expectClose((plain as Record<string, unknown>)[key], inner, [...path, key]);
  } else expect(answer, where).toBe(known);
}
