import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCertificate } from '../http/testing-certificate.ts';
import { connectionOf } from './address.ts';
import { postgresBinaries } from './binaries.ts';
import { openDatabase } from './database.ts';
import { askToEnd, startEmbedded } from './embedded.ts';

describe('the address of a database', () => {
  const ssl = (address: string) => connectionOf(address, 'x').ssl;
  test.each([
    ['postgresql://me@db.example/house', true],
    ['postgresql://me@10.0.0.5/house', true],
    ['postgresql://me@localhost.example/house', true],
    ['postgresql://me@db.example/house?sslmode=require', true],
    ['postgresql://me@db.example/house?sslmode=prefer', true],
    ['postgresql://me@localhost/house?sslmode=verify-full', true],
    ['postgresql://me@localhost/house', false],
    ['postgresql://me@127.0.0.1/house?sslmode=disable', false],
    ['postgresql://me@[::1]:5433/house', false],
    ['postgresql:///house?host=/run/postgresql', false],
    ['postgresql:///house?host=/run/postgresql&sslmode=require', false],
  ])('%s: TLS %s', (address, tls) => {
    expect(ssl(address)).toBe(tls);
  });
  test.each([
    ['postgresql://me@db.example/house?sslmode=disable', 'db.example is reached by TLS'],
    ['postgresql://me@db.example/house?sslmode=no-verify', 'would believe any server'],
    ['postgresql://me@localhost/house?sslmode=no-verify', 'would believe any server'],
    ['postgresql://me@db.example/house?sslmode=allow', 'must be one of disable, prefer'],
    ['postgresql://me@db.example/house?sslrootcert=/nowhere/ca.pem', 'cannot be read (ENOENT)'],
  ])('%s is refused', (address, why) => {
    expect(() => connectionOf(address, 'x')).toThrow(why);
  });
});

const authority = await testCertificate('Test authority', { authority: true });
const certificate = await testCertificate('localhost', { by: authority });

describe('a server on the network (ASVS 12.3.2)', () => {
  let folder: string;
  let port: number;
  let user: string;
  let password: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wayhouse-tls-'));
    const embedded = await startEmbedded({ folder, forTests: true });
    ({ user, password = '' } = embedded.connection);
    await embedded.stop();
    const cluster = join(folder, 'cluster');
    const runner = await postgresBinaries();
    for (const [file, text] of Object.entries({
      'server.crt': certificate.cert,
      'server.key': certificate.key,
      'pg_hba.conf': 'hostssl all all 127.0.0.1/32 scram-sha-256\n',
    })) {
      await writeFile(join(cluster, file), text, { mode: 0o600 });
      if (runner.owner) await chown(join(cluster, file), runner.owner, runner.owner);
    }
    await writeFile(join(folder, 'ca.pem'), authority.cert);
    await writeFile(
      join(folder, 'other.pem'),
      (await testCertificate('Another', { authority: true })).cert,
    );
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    ({ port } = free.address() as AddressInfo);
    free.close();
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'ssl=on',
    ];
    const server = runner.spawn(
      'postgres',
      ['-D', cluster, ...settings.flatMap((one) => ['-c', one])],
      {
        stdio: 'ignore',
      },
    );
    stop = async () => {
      askToEnd(server.pid ?? 0);
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    };
  });
  afterAll(() => stop());

  const asked = async (host: string, more: string): Promise<unknown> => {
    const address = `postgresql://${user}:${password}@${host}:${port}/wayhouse?${more}`;
    const database = openDatabase(connectionOf(address, 'x'.repeat(32)), 1);
    try {
      const client = await database.borrow('migrate');
      const { rows } = await client.query<{ ssl: boolean; version: string }>(
        'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()',
      );
      client.release();
      return rows[0];
    } catch (error) {
      const { code, cause } = error as { code?: string; cause?: { code?: string } };
      return cause?.code ?? code;
    } finally {
      await database.close();
    }
  };
  /** Until the server has come up. */
  const answered = async (host: string, more: string): Promise<unknown> => {
    for (;;) {
      const answer = await asked(host, more);
      if (answer !== 'ECONNREFUSED' && answer !== '57P03') return answer;
      await new Promise((done) => setTimeout(done, 50));
    }
  };

  test('that the named authority signed for this name is asked, encrypted', async () => {
    const ca = `sslmode=verify-full&sslrootcert=${encodeURIComponent(join(folder, 'ca.pem'))}`;
    expect(await answered('localhost', ca)).toEqual({ ssl: true, version: 'TLSv1.3' });
  });
  test('that nobody known vouches for is not, whatever the mode is called', async () => {
    for (const mode of ['require', 'prefer', 'verify-ca', 'verify-full'])
      expect([mode, await answered('localhost', `sslmode=${mode}`)]).toEqual([
        mode,
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ]);
  });
  test('that another authority vouches for is not', async () => {
    const other = `sslmode=require&sslrootcert=${encodeURIComponent(join(folder, 'other.pem'))}`;
    expect(await answered('localhost', other)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
  test('whose certificate is for another name is not, by number neither', async () => {
    const ca = `sslmode=require&sslrootcert=${encodeURIComponent(join(folder, 'ca.pem'))}`;
    expect(await answered('127.0.0.1', ca)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
  test('without TLS the server itself refuses', async () => {
    expect(await answered('localhost', 'sslmode=disable')).toBe('28000');
  });
});
