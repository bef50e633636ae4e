/** Brings the firewall up on a migrated main database: keys, keeper, log, and the jobs that keep its promises. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../database/index.ts';
import { migrate } from '../database/migrate.ts';
import { openStore } from '../database/open.ts';
import { act } from './act.ts';
import { warnAgreements } from './agreements/warn.ts';
import { logFolder, logSigner, runSequencer, sequencerStore, vkeyOf } from './audit/index.ts';
import type { Firewall } from './context/act-as.ts';
import { checkCatalogue } from './catalogue/index.ts';
import { renewCircles } from './circles/index.ts';
import { Problem } from '../http/problem.ts';
import { continueErasures, expire } from './erasure/index.ts';
import {
  type MayIssue,
  oldestEpoch,
  openKeeper,
  openKeystore,
  putIntoMain,
} from './keeper/index.ts';
import { runUpkeep } from './upkeep.ts';

export type OpenFirewall = Firewall & {
  keys: Database;
  /** Where the log is published, and the key by which anybody checks it. */
  log: { folder: string; vkey: string };
  /** A secret of this node for one use, named by its label: 32 bytes. */
  secret(label: string): Buffer;
  close(): Promise<void>;
};

/** Says what an operator has to know: no person, no organisation, no address in it. */
export type Warn = (details: Record<string, unknown>, message: string) => void;

export type FirewallOptions = {
  database: Database;
  config: Config;
  mayIssue: MayIssue;
  warn: Warn;
  /** Asked for once when the keystore is `manned`. */
  passphrase?: () => Promise<string>;
};

/** Retention and erasures: how often each organisation's turn comes, ms. */
const JOBS_EVERY = 10 * 60_000;

/** @throws Problem that says what to do when the keystore or the keys database cannot be used. */
export async function openFirewall(options: FirewallOptions): Promise<OpenFirewall> {
  const { database, config, mayIssue, warn } = options;
  await refuseUnsound(database);
  const keys = await openStore(database, 'keys', config.keysDatabaseUrl);
  const closing: (() => unknown)[] = [() => keys.close()];
  try {
    await migrate(keys, () => {}, 'keys');
    const keystore = await openKeystore({
      folder: config.keystoreFolder,
      mode: config.keystoreMode,
      apartFrom: [config.dataFolder, config.backupFolder],
      ...(options.passphrase ? { passphrase: options.passphrase } : {}),
    });
    closing.push(() => keystore.close());
    const keeper = await openKeeper({
      keys,
      keystore,
      putMacKey: putIntoMain(database),
      mayIssue,
      opensPerHour: config.opensPerHour,
      alarm: (alarm) =>
        alarm.kind === 'refused'
          ? warn(alarm, 'an act was refused')
          : warn({ kind: alarm.kind }, 'the keeper saw something unusual'),
    });
    closing.push(() => keeper.close());
    const firewall = { database, keeper };
    const name = `${nodeName(config)}/audit`;
    const signer = await logSigner(name, keeper);
    const folder = join(config.dataFolder, 'log');
    const sequencer = runSequencer({
      store: sequencerStore(database),
      ledger: keeper,
      signer,
      log: logFolder(folder),
      node: nodeName(config),
      clock: Date.now,
      alarm: (alarm) => warn({ ...alarm }, 'the audit log needs somebody to look'),
    });
    closing.push(() => sequencer.stop());
    const jobs = runJobs(firewall, () => oldestEpoch(keys), warn);
    closing.push(jobs.stop);
    const upkeep = runUpkeep({
      database,
      keys,
      keystore,
      backups: {
        folder: config.backupFolder,
        kitFolders: config.kitFolders,
        recipients: config.backupRecipients,
      },
      warn,
    });
    closing.push(upkeep.stop);
    const secret = (label: string): Buffer => keystore.derived(label);
    return { ...firewall, keys, log: { folder, vkey: vkeyOf(signer) }, secret, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }

  async function closeAll(): Promise<void> {
    for (const close of closing.splice(0).reverse()) await close();
  }
}

/**
 * A server whose policies, rights or functions are not the reviewed ones is not started (chapter 20, section 5).
 * @throws Problem `unavailable` that names the first rules.
 */
async function refuseUnsound(database: Database): Promise<void> {
  const broken = await checkCatalogue(database);
  if (broken.length)
    throw new Problem('unavailable', {
      detail: `The database is not as it was reviewed, so nothing is served: ${broken
        .slice(0, 3)
        .map(({ rule, what, why }) => `rule ${rule}, ${what}: ${why}`)
        .join(
          '; ',
        )}${broken.length > 3 ? ` … and ${broken.length - 3} more` : ''}. \`wayhouse doctor\` lists all.`,
    });
}

/** Name of the installation in the log: the host of its address, else the territory. */
export function nodeName({ origin, territory }: Pick<Config, 'origin' | 'territory'>): string {
  const host = origin ? new URL(origin).hostname.toLowerCase() : '';
  return /^[a-z0-9.-]+$/.test(host) && host ? host : `${territory.toLowerCase()}.wayhouse`;
}

/** Retention clocks, erasures and warnings of every organisation, one after the other; `stop` waits for the one under way. */
function runJobs(
  firewall: Firewall,
  oldest: () => Promise<Date>,
  warn: Warn,
): { stop: () => Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    for (const org of await organisations(firewall.database)) {
      if (stopped) return;
      try {
        await continueErasures(firewall, org, oldest);
        await expire(firewall, org);
        await renewCircles(firewall, org);
        await warnAgreements(firewall, org);
      } catch (error) {
        warn(
          { reason: (error as Error).name },
          'retention, erasure or a warning of an organisation failed; it is tried again',
        );
      }
    }
  };
  const next = (): void => {
    running = running
      .then(round)
      .catch((error: Error) =>
        warn({ reason: error.name }, 'jobs could not run; they are tried again'),
      );
  };
  next();
  const timer = setInterval(next, JOBS_EVERY);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function organisations(database: Database): Promise<string[]> {
  const rows = await act(
    database,
    { role: 'app_consent', actor: 'jobs', purpose: 'job.retention' },
    (tx) => tx.query<{ org_id: string }>('select org_id from fw.organisations() where not cut'),
  );
  return rows.map(({ org_id: org }) => org);
}
