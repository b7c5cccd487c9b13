/** The files of docs/fleet are what they say they are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { shardOf } from '../../src/cli/shard.ts';
import { ROOT } from '../worlds.ts';

const FOLDER = `${ROOT}docs/fleet`;
const read = (file: string): string => readFileSync(file, 'utf8');

interface Job {
  kind: string;
  spec: {
    completions: number;
    completionMode: string;
    template: { spec: { containers: { args: string[]; env: { name: string; value: string }[] }[] } };
  };
}

function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    if (!('errors' in document)) throw new Error('no document');
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

describe('docs/fleet', () => {
  it('has a compose file whose queue asks for a password and is not open to the world', () => {
    const [compose] = documentsOf(read(`${FOLDER}/docker-compose.yaml`)) as {
      services: Record<string, { ports: string[] }>;
    }[];
    expect(Object.keys(compose.services)).toEqual(['queue', 'postgres']);
    for (const { ports } of Object.values(compose.services))
      expect(ports[0]).toMatch(/^\$\{QUEUE_BIND:-127\.0\.0\.1\}:/);
    expect(JSON.stringify(compose).match(/QUEUE_PASSWORD:\?/g)).toHaveLength(2);
  });

  it('has an Indexed Job that tells its shards how many there are', () => {
    const job = documentsOf(read(`${FOLDER}/sweep-job.yaml`)).find((one) => (one as Job).kind === 'Job') as Job;
    const [{ args, env }] = job.spec.template.spec.containers;
    expect(job.spec.completionMode).toBe('Indexed');
    expect(args).toContain('auto');
    const told = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const last = job.spec.completions - 1;
    expect(shardOf('auto', { ...told, JOB_COMPLETION_INDEX: String(last) })).toEqual({
      place: last,
      of: job.spec.completions,
    });
  });

  it('has a Slurm script that bash reads', () => {
    const { status, stderr } = spawnSync('bash', ['-n', `${FOLDER}/sweep.slurm`], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(read(`${FOLDER}/sweep.slurm`)).toMatch(/^#SBATCH --array=0-15$/m);
  });

  it('has examples in its page that are YAML', () => {
    const examples = [...read(`${ROOT}docs/fleet.md`).matchAll(/```yaml\n(.*?)```/gs)];
    expect(examples).toHaveLength(1);
    for (const [, text] of examples) expect(documentsOf(text)[0]).toHaveProperty('jobs.sweep.strategy.matrix');
  });
});
