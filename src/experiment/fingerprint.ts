/** One short name for everything that happened in a run. */
import { createHash } from 'node:crypto';
import type { Outcomes } from './outcomes.ts';

/** SHA-256 over the event hashes of all protocols and replications in index order; its first 16 hex digits. */
export function fingerprint(outcomes: Outcomes): string {
  const hash = createHash('sha256');
  for (const { name, hashHigh, hashLow } of outcomes.variants) {
    hash.update(name);
    const words = new DataView(new ArrayBuffer(8));
    for (let row = 0; row < outcomes.count; row++) {
      words.setInt32(0, hashHigh[row]);
      words.setInt32(4, hashLow[row]);
      hash.update(new Uint8Array(words.buffer));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
