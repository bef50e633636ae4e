/**
 * The embedded PostgreSQL: the real server, started beside the program and looked after by it.
 *
 * The server outlives a killed program and is taken up again by the next one; the last program that
 * uses it stops it. It listens on a Unix socket only, in a folder that nobody else can open.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { postgresBinaries } from './binaries.ts';
import type { Connection } from './database.ts';

const SUPERUSER = 'wayhouse_owner';
const DATABASE = 'wayhouse';
const PORT = 5432;
/** Every program that uses the server holds this lock, shared. Who can take it alone is the last. */
const USERS_LOCK = 0x5741_5955;

export type EmbeddedOptions = {
  /** Folder of the cluster; made when it does not exist. */
  folder: string;
  /** Gives up durability for speed: tests only. */
  forTests?: boolean;
};

export type Embedded = {
  connection: Connection;
  /** Stops the server if no other program uses it. */
  stop(): Promise<void>;
};

/**
 * Makes the cluster when there is none, starts the server when none runs, and waits until it answers.
 * @throws Error with a sentence that says what to do when the server cannot start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, 'cluster');
  const socket = await socketFolder(folder);
  const secrets = await readSecrets(folder);
  const runner = await postgresBinaries();

  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster(runner, folder, data, secrets.owner);

  const connection: Connection = {
    host: socket,
    port: PORT,
    database: DATABASE,
    user: SUPERUSER,
    password: secrets.owner,
    roleSecret: secrets.roles,
  };
  const startIfNone = async (): Promise<void> => {
    if (!(await isRunning(data))) await startServer(runner, folder, data, socket, options);
  };
  await waitUntilReady(connection, folder, startIfNone);
  await createDatabase(connection);
  const watch = new pg.Client(connection);
  watch.on('error', () => {});
  await watch.connect();
  await watch.query('select pg_advisory_lock_shared($1)', [USERS_LOCK]);

  let stopping = false;
  // A server that died by itself (out of memory, killed by hand) is brought up again.
  const watchdog = setInterval(() => {
    void (async () => {
      if (!stopping) await startIfNone().catch(() => {});
    })();
  }, 1_000);
  watchdog.unref();

  return {
    connection,
    async stop() {
      stopping = true;
      clearInterval(watchdog);
      const last = await isLastUser(watch);
      await watch.end().catch(() => {});
      if (last) await stopServer(data);
    },
  };
}

type Secrets = { owner: string; roles: string };

async function readSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    owner: randomBytes(24).toString('base64url'),
    roles: randomBytes(24).toString('base64url'),
  };
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  await rename(draft, file);
  return secrets;
}

/** Socket paths are limited to about 100 bytes, so a deep data folder gets a short one elsewhere. */
async function socketFolder(folder: string): Promise<string> {
  const near = join(folder, 'socket');
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const path = near.length < 80 ? near : join(tmpdir(), `wayhouse-${name}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return path;
}

async function makeCluster(
  runner: Awaited<ReturnType<typeof postgresBinaries>>,
  folder: string,
  data: string,
  password: string,
): Promise<void> {
  // A cluster half made by a killed program is thrown away: it is renamed into place only when whole.
  const draft = await mkdtemp(join(folder, 'making-'));
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const target = join(draft, 'cluster');
  if (runner.owner) {
    await chown(folder, runner.owner, runner.owner);
    await chown(draft, runner.owner, runner.owner);
    await chown(passwordFile, runner.owner, runner.owner);
  }
  const made = runner.runSync('initdb', [
    '-D',
    target,
    '-U',
    SUPERUSER,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ]);
  await rm(passwordFile, { force: true });
  if (made.status !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(
      `The embedded database could not be made in ${folder}: ${made.stderr.trim() || 'initdb failed'}. Check that the disk has room and that the folder can be written.`,
    );
  }
  await rename(target, data);
  await rm(draft, { recursive: true, force: true });
}

async function startServer(
  runner: Awaited<ReturnType<typeof postgresBinaries>>,
  folder: string,
  data: string,
  socket: string,
  options: EmbeddedOptions,
): Promise<void> {
  await dropForeignLock(data);
  const log = await open(join(folder, 'postgres.log'), 'a', 0o600);
  if (runner.owner) await chown(socket, runner.owner, runner.owner);
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    // Room for the pools of all roles, all full, in both stores: a desk at its busiest is never told to come back later.
    max_connections: '240',
    // A statement whose program was killed ends within seconds instead of running to its end.
    client_connection_check_interval: '5s',
    shared_buffers: '128MB',
    // Statements here are short; compiling one would take longer than running it.
    jit: 'off',
    // Nothing that a statement carried may reach a log (invariant: no personal data in logs).
    // An error's message quotes the value that was wrong, so errors stay out (log, fatal and panic remain).
    log_min_messages: 'log',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_min_duration_statement: '-1',
    log_error_verbosity: 'terse',
    ...(options.forTests
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  };
  const child = runner.spawn(
    'postgres',
    [
      '-D',
      data,
      '-p',
      String(PORT),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    { stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  child.unref();
  await log.close();
}

/** The server's process, from its own lock file; undefined when none runs. */
async function serverProcess(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  return Number.isInteger(pid) && pid > 0 && (await isServer(pid)) ? pid : undefined;
}

/**
 * After a crash the lock file may name a process that is going away, or by now somebody else's.
 * Where the system tells the command line of a process (Linux), that decides.
 */
async function isServer(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.split('\0', 1)[0]?.endsWith('postgres') ?? false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isRunning(data: string): Promise<boolean> {
  return (await serverProcess(data)) !== undefined;
}

/** PostgreSQL will not start while its lock file names a living process, though it be another program. */
async function dropForeignLock(data: string): Promise<void> {
  const path = join(data, 'postmaster.pid');
  const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n', 1)[0]);
  const alive = process.platform === 'linux' && pid > 0 && existsSync(`/proc/${pid}`);
  if (alive && !(await isServer(pid))) await rm(path, { force: true });
}

/** How long a server that was just started may take to write its lock file before another is tried, ms. */
const STARTING_MS = 2_000;

async function waitUntilReady(
  connection: Connection,
  folder: string,
  startIfNone: () => Promise<void>,
): Promise<void> {
  const end = Date.now() + 60_000;
  let started = 0;
  for (;;) {
    // The server that was there may have been going away: look again while it does not answer.
    if (Date.now() - started > STARTING_MS) {
      started = Date.now();
      await startIfNone();
    }
    const client = new pg.Client({ ...connection, database: 'postgres' });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      const code = (error as { code?: string }).code ?? '';
      if (Date.now() > end || !['ENOENT', 'ECONNREFUSED', '57P03', 'ECONNRESET'].includes(code)) {
        throw new Error(
          `The embedded database does not answer. Its own log is ${join(folder, 'postgres.log')}.`,
          { cause: error },
        );
      }
      await new Promise((done) => setTimeout(done, 25));
    }
  }
}

async function createDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      DATABASE,
    ]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(DATABASE)}`);
  } catch (error) {
    // Two programs may make it at the same moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

async function isLastUser(watch: pg.Client): Promise<boolean> {
  try {
    await watch.query('select pg_advisory_unlock_shared($1)', [USERS_LOCK]);
    const { rows } = await watch.query<{ alone: boolean }>(
      'select pg_try_advisory_lock($1) as alone',
      [USERS_LOCK],
    );
    return rows[0]?.alone ?? false;
  } catch {
    return true;
  }
}

/**
 * SIGINT is PostgreSQL's fast shutdown: sessions end, everything committed is safe.
 * @returns false where the process has gone already: two programs may both take themselves for the last one
 */
export function askToEnd(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function stopServer(data: string): Promise<void> {
  const pid = await serverProcess(data);
  if (!pid) return;
  if (!askToEnd(pid)) return;
  for (let waited = 0; waited < 20_000 && (await isRunning(data)); waited += 25) {
    await new Promise((done) => setTimeout(done, 25));
  }
}
