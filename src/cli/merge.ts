/** `sim merge`: the chunks that many machines made of one sweep, verified and laid into one folder. */
import { chunkAt, chunkCount } from '../experiment/sweep-plan.ts';
import {
  chunkPath,
  chunkState,
  openSweep,
  readManifest,
  type SweepManifest,
  sweepFolder,
  sweepsAt,
  takeChunk,
} from '../results/sweep-store.ts';
import { onInterrupt } from './interrupt.ts';
import { CommandEnd, EXIT, warn, wrongOption } from './output.ts';
import { commandLine, endSweep, metricsAsked } from './sweep-end.ts';

interface MergeOptions {
  out: string;
  metrics?: string[];
  json?: boolean;
}

export async function merge(folders: readonly string[], options: MergeOptions): Promise<void> {
  const sources = folders.flatMap((folder) => {
    const found = sweepsAt(folder);
    return found.length === 0
      ? wrongOption('merge', `no sweep in ${folder}`, 'the folder of a sweep, or its --out')
      : found;
  });
  const manifests = sources.map((source) => readManifest(source));
  const [manifest] = manifests;
  const keys = [...new Set(manifests.map(({ key }) => key))];
  if (keys.length > 1)
    wrongOption(
      'merge',
      `${keys.length} sweeps, ${keys.join(', ')}`,
      'folders of one sweep: name them as DIR/NAME/KEY',
    );
  const metrics = metricsAsked(manifest, options.metrics);
  const target = sweepFolder(options.out, manifest);
  openSweep(target, manifest);
  onInterrupt(() => `interrupted: what is in ${target} is whole; the same command goes on`);
  const missing: number[] = [];
  const { plan } = manifest;
  for (let index = 0; index < chunkCount(plan); index++)
    if (!gather(index, manifest, sources, target)) missing.push(index);
  if (missing.length === 0) return await endSweep(target, manifest, metrics, options.json === true);
  const few = missing.slice(0, 8).join(', ');
  warn(
    `${missing.length} of ${chunkCount(plan)} chunks are missing: ${few}${missing.length > 8 ? ', …' : ''}; to make them:`,
  );
  warn(`  ${commandLine([...manifest.command, '--out', options.out, '--resume'])}`);
  throw new CommandEnd(EXIT.gate);
}

/** Lays a chunk into the folder from the first source that has it whole; false when none has. */
function gather(index: number, manifest: SweepManifest, sources: readonly string[], target: string): boolean {
  const chunk = chunkAt(manifest.plan, index);
  if (chunkState(target, manifest, chunk) === 'whole') return true;
  for (const source of sources) {
    const state = chunkState(source, manifest, chunk);
    if (typeof state === 'object') warn(`${chunkPath(source, chunk)} is left out: ${state.fault}`);
    if (state !== 'whole') continue;
    takeChunk(source, target, chunk);
    return true;
  }
  return false;
}
