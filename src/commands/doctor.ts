/** `wayhouse doctor`: looks at what the program stands on and says what to do about what is wrong. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import type { Config } from '../config.ts';
import type { Database } from '../database/index.ts';
import { openConfigured, openStore } from '../database/open.ts';
import { readMigrations } from '../database/migrate.ts';
import { checkCatalogue } from '../firewall/index.ts';
import { hasRecovery, lastRehearsal, rehearsalGap } from '../firewall/keeper/index.ts';
import { loudSettings, QUIET_QUERY, type RoleSettings } from '../database/quiet-logs.ts';
import { askFrontDoor } from './front-door.ts';
import { memoryOnDisk } from './memory-on-disk.ts';
import { askScanner } from './virus-scanner.ts';

export type Finding = { part: string; state: 'fine' | 'look' | 'wrong'; says: string };

const LEAST_POSTGRES = 150_000;
const LEAST_DISK = 2_000_000_000;

/** Runs every check; none stops another. */
export async function diagnose(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    disk(config),
    languages(),
    database(config),
    askFrontDoor({ origin: config.origin }),
    askScanner(config),
  ]);
  return [node(), clock(), ...memoryOnDisk(), ...findings.flat(), fonts()];
}

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24
    ? { part: 'Node.js', state: 'fine', says: process.version }
    : {
        part: 'Node.js',
        state: 'wrong',
        says: `${process.version}: run \`npm ci\`, which brings version 24`,
      };
}

function clock(): Finding {
  const now = new Date();
  // No release of this program is older than its own copyright year.
  if (now.getUTCFullYear() < 2026) {
    return {
      part: 'clock',
      state: 'wrong',
      says: `it says ${now.toISOString()}: set it, or "open now" and every check date will be wrong`,
    };
  }
  return {
    part: 'clock',
    state: 'fine',
    says: `${now.toISOString()}, zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}`,
  };
}

async function disk(config: Config): Promise<Finding> {
  try {
    await mkdir(config.dataFolder, { recursive: true });
    const { bavail, bsize } = await statfs(config.dataFolder);
    const free = bavail * bsize;
    const says = `${(free / 1e9).toFixed(1)} GB free for ${config.dataFolder}`;
    return free < LEAST_DISK
      ? { part: 'disk', state: 'look', says: `${says}: make room, 2 GB is the least for comfort` }
      : { part: 'disk', state: 'fine', says };
  } catch (error) {
    return {
      part: 'disk',
      state: 'wrong',
      says: `${config.dataFolder} cannot be written (${String((error as NodeJS.ErrnoException).code)}): set WAYHOUSE_DATA to a folder that can`,
    };
  }
}

async function languages(): Promise<Finding> {
  const folder = new URL('../../locales/', import.meta.url);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const complete = entries.filter(
    (entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/site.json`, folder)),
  );
  return complete.length
    ? { part: 'languages', state: 'fine', says: complete.map((entry) => entry.name).join(', ') }
    : {
        part: 'languages',
        state: 'wrong',
        says: 'no message catalogues under locales/: get the whole program again',
      };
}

const SETTINGS_WANTED: Record<string, { want: (value: string) => boolean; advice: string }> = {
  fsync: {
    want: (v) => v === 'on',
    advice: 'turn fsync on: without it a power cut loses what was acknowledged',
  },
  synchronous_commit: {
    want: (v) => v !== 'off',
    advice: 'turn synchronous_commit on: without it a crash loses what was acknowledged',
  },
  full_page_writes: {
    want: (v) => v === 'on',
    advice: 'turn full_page_writes on: without it a power cut can break pages',
  },
  log_statement: {
    want: (v) => v === 'none' || v === 'ddl',
    advice: 'set log_statement to none: statements may hold what people wrote',
  },
  log_min_messages: {
    want: (v) => ['log', 'fatal', 'panic'].includes(v),
    advice: 'set log_min_messages to log: messages of errors quote what people wrote',
  },
  server_encoding: {
    want: (v) => v === 'UTF8',
    advice: 'the database must be made with encoding UTF8',
  },
};

async function database(config: Config): Promise<Finding[]> {
  const part = 'database';
  let opened: Awaited<ReturnType<typeof openConfigured>> | undefined;
  try {
    opened = await openConfigured(config);
    const client = await opened.database.borrow('migrate');
    try {
      const { rows } = await client.query<{ name: string; setting: string }>(
        `select name, setting from pg_settings where name = any($1)`,
        [[...Object.keys(SETTINGS_WANTED), 'server_version_num', 'server_version']],
      );
      const settings = new Map(rows.map((row) => [row.name, row.setting]));
      const findings: Finding[] = [];
      const version = Number(settings.get('server_version_num'));
      findings.push(
        version >= LEAST_POSTGRES
          ? {
              part,
              state: 'fine',
              says: `PostgreSQL ${settings.get('server_version')} (${opened.kind})`,
            }
          : {
              part,
              state: 'wrong',
              says: `PostgreSQL ${settings.get('server_version')}: version 15 or later is needed`,
            },
      );
      for (const [name, { want, advice }] of Object.entries(SETTINGS_WANTED)) {
        const value = settings.get(name) ?? '';
        if (!want(value))
          findings.push({ part: `database ${name}`, state: 'wrong', says: `${value}: ${advice}` });
      }
      const loud = loudSettings((await client.query<RoleSettings>(QUIET_QUERY)).rows);
      findings.push(
        loud.length
          ? {
              part: 'database log',
              state: 'wrong',
              says: `it may hold what people wrote. As an administrator of the server: ${loud.slice(0, 5).join(' ')}${loud.length > 5 ? ` … and ${loud.length - 5} more like these (docs/log-hygiene.md)` : ''}`,
            }
          : { part: 'database log', state: 'fine', says: 'nothing that a statement carries' },
      );
      const migrations = await readMigrations();
      const applied = await client
        .query<{ n: string }>('select count(*) as n from wayhouse.migration')
        .then(
          ({ rows: [row] }) => Number(row?.n),
          () => 0,
        );
      findings.push(
        applied === migrations.length
          ? { part: 'migrations', state: 'fine', says: `${applied} applied` }
          : {
              part: 'migrations',
              state: 'look',
              says: `${applied} of ${migrations.length} applied: run \`wayhouse migrate\``,
            },
      );
      const isMigrated = applied === migrations.length;
      findings.push(...(await compartments(opened.database, isMigrated)));
      if (isMigrated) findings.push(await recovery(config, opened.database));
      return findings;
    } finally {
      client.release();
    }
  } catch (error) {
    return [{ part, state: 'wrong', says: error instanceof Error ? error.message : String(error) }];
  } finally {
    await opened?.close();
  }
}

/** The rules of the firewall that stand in the database's catalogue (chapter 20, section 5). */
async function compartments(main: Database, isMigrated: boolean): Promise<Finding[]> {
  const part = 'compartments';
  if (!isMigrated)
    return [{ part, state: 'look', says: 'looked at when all migrations are applied' }];
  const broken = await checkCatalogue(main);
  return broken.length
    ? broken.slice(0, 20).map(({ rule, what, why }) => ({
        part: `${part}, rule ${rule}`,
        state: 'wrong' as const,
        says: `${what}: ${why}`,
      }))
    : [
        {
          part,
          state: 'fine',
          says: 'every policy, right and function is the one that was reviewed',
        },
      ];
}

/** Whether the keys of sealed data could be brought back, were this machine lost (chapter 20, section 7). */
async function recovery(config: Config, main: Database): Promise<Finding> {
  const part = 'recovery of keys';
  const keys = await openStore(main, 'keys', config.keysDatabaseUrl);
  try {
    const rehearsedAt = await lastRehearsal(keys);
    const gap = rehearsalGap(rehearsedAt, Date.now());
    const day = rehearsedAt === undefined ? '' : new Date(rehearsedAt).toISOString().slice(0, 10);
    if (!gap) return { part, state: 'fine', says: `last rehearsed on ${day}` };
    if (gap === 'due')
      return {
        part,
        state: 'look',
        says: `last rehearsed on ${day}, it is due each quarter: run \`wayhouse keys drill\``,
      };
    const somebody =
      config.backupRecipients.length > 0 || (await hasRecovery(config.keystoreFolder));
    return {
      part,
      state: 'wrong',
      says: somebody
        ? 'never rehearsed: before real people come, run `wayhouse backup`, then `wayhouse keys drill`'
        : 'nobody could open what is sealed here if this machine were lost: before real people come, run `wayhouse keys shares` (or set WAYHOUSE_BACKUP_RECIPIENTS and run `wayhouse backup`), then `wayhouse keys drill`',
    };
  } catch {
    return {
      part,
      state: 'look',
      says: 'the keys database has no tables yet: run `wayhouse migrate`',
    };
  } finally {
    await keys.close();
  }
}

/** Scripts whose letters must be there for printing; the public pages use the reader's own fonts. */
const SCRIPTS: Record<string, string> = {
  Arabic: 'ar',
  Ethiopic: 'ti',
  Bengali: 'bn',
  Burmese: 'my',
  Khmer: 'km',
  Thai: 'th',
};

function fonts(): Finding {
  const list = spawnSync('fc-list', [':', 'lang'], { encoding: 'utf8' });
  if (list.status !== 0)
    return {
      part: 'fonts',
      state: 'look',
      says: 'fontconfig is not installed: printing may lack letters (install the Noto fonts)',
    };
  const known = new Set(list.stdout.replaceAll(':lang=', '|').split(/[|\n,]/));
  const missing = Object.entries(SCRIPTS)
    .filter(([, lang]) => !known.has(lang))
    .map(([script]) => script);
  return missing.length
    ? {
        part: 'fonts',
        state: 'look',
        says: `no letters for ${missing.join(', ')}: install the Noto fonts before printing`,
      }
    : { part: 'fonts', state: 'fine', says: Object.keys(SCRIPTS).join(', ') };
}
