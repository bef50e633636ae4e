/** What the commands about keys and backups stand on: both databases, migrated, and the keystore. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../database/index.ts';
import { migrate } from '../database/migrate.ts';
import { openConfigured, openStore } from '../database/open.ts';
import { type Backups, KIT_FILE } from '../firewall/backup/index.ts';
import {
  identityFromShares,
  type Keystore,
  openKeystore,
  readShare,
  type Share,
  SHARES_NEEDED,
} from '../firewall/keeper/index.ts';
import { Problem } from '../http/problem.ts';
import { type Asking, openAsking } from './ask.ts';

export type KeyHouse = {
  main: Database;
  keys: Database;
  keystore: Keystore;
  backups: Backups;
  asking: Asking;
  close(): Promise<void>;
};

/** Opens both databases and the keystore; in manned mode asks for the passphrase. */
export async function openKeyHouse(
  config: Config,
  options: { migrated: boolean } = { migrated: true },
): Promise<KeyHouse> {
  const asking = openAsking();
  const keystore = await openConfiguredKeystore(config, asking);
  const opened = await openConfigured(config);
  const main = opened.database;
  const keys = await openStore(main, 'keys', config.keysDatabaseUrl);
  if (options.migrated) {
    await migrate(main);
    await migrate(keys, () => {}, 'keys');
  }
  return {
    main,
    keys,
    keystore,
    backups: backupsOf(config),
    asking,
    async close() {
      asking.close();
      keystore.close();
      await keys.close();
      await opened.close();
    },
  };
}

/** The keystore of this installation: outside its data and its backups. */
export function openConfiguredKeystore(config: Config, asking: Asking): Promise<Keystore> {
  return openKeystore({
    folder: config.keystoreFolder,
    mode: config.keystoreMode,
    passphrase: () => asking.line('Passphrase of the keystore:', true),
    apartFrom: [config.dataFolder, config.backupFolder],
  });
}

export const backupsOf = (config: Config): Backups => ({
  folder: config.backupFolder,
  kitFolders: config.kitFolders,
  recipients: config.backupRecipients,
});

export const kitOf = (config: Config, named: string | undefined): string =>
  named ?? join(config.backupFolder, KIT_FILE);

/** Shares as holders type them: each is asked for again until it is well typed. */
export async function askShares(asking: Asking): Promise<Share[]> {
  const shares: Share[] = [];
  while (shares.length < SHARES_NEEDED) {
    const typed = await asking.lines(
      `Share ${shares.length + 1} of ${SHARES_NEEDED}: type its five lines, then an empty line.`,
    );
    try {
      const share = readShare(typed);
      if (shares.some(({ number }) => number === share.number))
        process.stderr.write(`Share number ${share.number} is here already.\n`);
      else shares.push(share);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return shares;
}

/** The age identity: from a file, or from three holders of shares. */
export async function identityOf(
  asking: Asking,
  kitFile: string,
  identityFile: string | undefined,
): Promise<string> {
  return identityFile
    ? readIdentity(identityFile)
    : identityFromShares(kitFile, await askShares(asking));
}

/** The age identity in a file. @throws Problem `bad_input` when it holds none. */
export async function readIdentity(file: string): Promise<string> {
  const identity = /^AGE-SECRET-KEY-\S+$/m.exec(await readFile(file, 'utf8'))?.[0];
  if (identity) return identity;
  throw new Problem('bad_input', {
    field: 'identity',
    detail: `${file} holds no age identity (AGE-SECRET-KEY-…).`,
  });
}
