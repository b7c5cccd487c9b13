/** A queue that is spoken to by TLS and a password: the bytes of one process, and no message that shows the password. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIST, newFolder, type Said, saidBy } from '../cli/sim.ts';
import {
  freePort,
  isInstalled,
  type OwnServer,
  ownCertificate,
  ownPostgres,
  ownRedis,
  whyNoPostgres,
} from './own-servers.ts';
import { alone, expectSame, folderOf, planned, queueName, SMALL } from './queue-world.ts';

const PASSWORD = 'a s3cret/of:ours';
const small = planned(12, 2);

interface Secured {
  readonly server: OwnServer;
  /** File of the certificate that the server shows. */
  readonly certificate: string;
  readonly url: (password: string) => string;
}

async function securedRedis(): Promise<Secured> {
  const port = await freePort();
  const { certificate, key } = ownCertificate();
  const tls = ['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key];
  const more = ['--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no', '--requirepass', PASSWORD];
  return {
    server: ownRedis(0, ...tls, ...more),
    certificate,
    url: (password) => `rediss://:${encodeURIComponent(password)}@localhost:${port}`,
  };
}

async function securedPostgres(): Promise<Secured> {
  const port = await freePort();
  return {
    ...ownPostgres(port, PASSWORD),
    url: (password) => `postgres://me:${encodeURIComponent(password)}@localhost:${port}/postgres?sslmode=verify-full`,
  };
}

const ENGINES = [
  {
    engine: 'Redis',
    why: isInstalled('redis-server') && isInstalled('openssl') ? undefined : 'redis-server or openssl is not installed',
    secured: securedRedis,
    refusal: /WRONGPASS/,
  },
  {
    engine: 'PostgreSQL',
    why: isInstalled('openssl') ? whyNoPostgres() : 'openssl is not installed',
    secured: securedPostgres,
    refusal: /password authentication failed/,
  },
];

describe.for(ENGINES)('$engine by TLS', ({ why, secured, refusal }) => {
  if (why !== undefined) it.skip(`${why}: skipped`);

  it.skipIf(why !== undefined)('is as good as one process, and lets nobody else in', async () => {
    const { server, certificate, url } = await secured();
    const trusting = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
    const name = queueName();
    const sim = (env: NodeJS.ProcessEnv, ...words: string[]): Promise<Said> =>
      saidBy(process.execPath, [DIST, ...words, '--queue-name', name], { env });
    const out = newFolder();
    const sweep = [
      'sweep',
      SMALL,
      '--replications',
      '12',
      '--chunk',
      '2',
      '--protocol',
      'plain',
      '--out',
      out,
      '--queue',
    ];
    await server.start();
    try {
      const env = { ...trusting, RESPLICE_QUEUE: url(PASSWORD) };
      const [working, sweeping] = await Promise.all([
        sim(env, 'worker', '--threads', '1', '--once'),
        sim(env, ...sweep),
      ]);
      expect(sweeping.code, sweeping.err).toBe(0);
      expect(working.code, working.err).toBe(0);
      expectSame(folderOf(small, out), small, alone(small));

      // Where somebody is refused, the message is the last that is said: no socket fails behind it.
      const [stranger, mistaken] = await Promise.all([
        sim({ ...process.env, RESPLICE_QUEUE: url(PASSWORD) }, ...sweep),
        sim({ ...trusting, RESPLICE_QUEUE: url('an0ther one') }, ...sweep),
      ]);
      expect(stranger.code).toBe(2);
      expect(stranger.err).toMatch(/^the queue at \S+ cannot be used: self-signed certificate$/m);
      expect(mistaken.code).toBe(2);
      expect(mistaken.err).toMatch(refusal);
      for (const { err } of [stranger, mistaken]) expect(err).toMatch(/ --resume\n$/);
      const said = [working, sweeping, stranger, mistaken].map(({ out, err }) => out + err).join('');
      for (const password of [PASSWORD, 'an0ther one'])
        for (const form of [password, encodeURIComponent(password)]) expect(said).not.toContain(form);
    } finally {
      await server.kill();
      // Where its certificate is lies all that it has on disk.
      rmSync(dirname(certificate), { recursive: true });
    }
  });
});
