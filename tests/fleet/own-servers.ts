/** Servers of a test's own, on free ports, with certificates that vouch for themselves. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newFolder } from '../cli/sim.ts';
import { until } from './queue-world.ts';

export const isInstalled = (command: string): boolean => {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** A server as a process: started again and again on the same words. */
export class OwnServer {
  readonly #command: string;
  readonly #words: readonly string[];
  readonly #ready: string;
  #server: ChildProcess | undefined;

  /** @param ready what it says when it can be spoken to */
  constructor(command: string, words: readonly string[], ready: string) {
    this.#command = command;
    this.#words = words;
    this.#ready = ready;
  }

  async start(): Promise<void> {
    const server = spawn(this.#command, this.#words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#server = server;
    let text = '';
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (part: Buffer) => {
        text += part.toString();
      });
    await until(() => text.includes(this.#ready));
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }
}

/** A server of Redis that keeps nothing on disk. */
export const ownRedis = (port: number, ...more: string[]): OwnServer =>
  new OwnServer(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...more],
    'Ready to accept connections',
  );

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate of localhost that vouches for itself. */
export function ownCertificate(folder = newFolder()): Certificate {
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { certificate, key };
}

/** Where Debian keeps the programs of PostgreSQL; undefined where they are not. */
const postgresPrograms = (): string | undefined => {
  const all = '/usr/lib/postgresql';
  if (!existsSync(all)) return undefined;
  return readdirSync(all)
    .map((version) => join(all, version, 'bin'))
    .find((programs) => existsSync(join(programs, 'initdb')));
};

const idOf = (kind: '-u' | '-g'): number | undefined => {
  try {
    return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
};

/** Why {@link ownPostgres} cannot be had here; undefined when it can. */
export function whyNoPostgres(): string | undefined {
  if (postgresPrograms() === undefined) return 'PostgreSQL is not installed';
  if (process.getuid?.() !== 0 || idOf('-u') === undefined || !isInstalled('runuser'))
    return 'no server of PostgreSQL can be started by this user';
  return undefined;
}

/**
 * A server of PostgreSQL that is spoken to by TLS and a password alone: user `me`, database `postgres`. All that it has on
 * disk lies in the folder of the certificate.
 */
export function ownPostgres(port: number, password: string): { server: OwnServer; certificate: string } {
  const programs = postgresPrograms() ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'resplice-pg-'));
  const { certificate, key } = ownCertificate(folder);
  const secret = join(folder, 'password');
  const hosts = join(folder, 'hosts');
  writeFileSync(secret, password);
  writeFileSync(hosts, 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  for (const file of [folder, certificate, key, secret, hosts]) chownSync(file, idOf('-u') ?? 0, idOf('-g') ?? 0);
  chmodSync(key, 0o600);
  const data = join(folder, 'data');
  const asOwner = ['-u', 'postgres', '--'];
  const make = ['-D', data, '-U', 'me', '-A', 'scram-sha-256', `--pwfile=${secret}`, '--no-sync', '-E', 'UTF8'];
  execFileSync('runuser', [...asOwner, join(programs, 'initdb'), ...make], { stdio: 'ignore', cwd: folder });
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: certificate,
    ssl_key_file: key,
    hba_file: hosts,
    fsync: 'off',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // As its owner from the start: `runuser` would stay in between, and a kill would not reach the server.
  const server = new OwnServer(
    'setpriv',
    ['--reuid=postgres', '--regid=postgres', '--init-groups', '--', join(programs, 'postgres'), '-D', data, ...words],
    'ready to accept connections',
  );
  return { server, certificate };
}
