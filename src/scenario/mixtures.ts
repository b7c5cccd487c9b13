/** Protocols between two: each block from the one or from the other, to see which of them a gain comes from. */
import { type BlockName, blockNames, type Protocol } from '../response/protocol.ts';

/** Blocks whose values differ, whatever is said of where they come from. */
export const differingBlocks = (a: Protocol, b: Protocol): BlockName[] =>
  blockNames.filter((block) => JSON.stringify(valuesIn(a[block])) !== JSON.stringify(valuesIn(b[block])));

function valuesIn(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(valuesIn);
  if (typeof part !== 'object' || part === null) return part;
  if ('value' in part) return valuesIn(part.value);
  return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, valuesIn(inner)]));
}

/** @param masks bit b stands for the b-th block in which the first two protocols differ, taken from the second */
export function mixturesOf([from, to]: readonly Protocol[], masks: readonly number[]): Protocol[] {
  const blocks = differingBlocks(from, to);
  return masks.map((mask) => {
    const taken = blocks.filter((_, block) => Math.floor(mask / 2 ** block) % 2 === 1);
    const parts = Object.fromEntries(taken.map((block) => [block, to[block]]));
    return { ...from, ...parts, name: mixtureName(mask) };
  });
}

export const mixtureName = (mask: number): string => `mixture-${mask}`;
