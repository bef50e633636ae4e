/** The two streams of backups: data each night, keys over the older of two, and the recovery kit (section 7). */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../database/index.ts';
import { type Keystore, overwrite, writeKit } from '../keeper/index.ts';
import { type BackupSummary, writeBackup } from './write.ts';

export type Backups = {
  /** Folder of this program's backups. */
  folder: string;
  /** Further places of the recovery kit, on other machines or sticks. */
  kitFolders: readonly string[];
  /** age recipients besides the holders of shares. */
  recipients: readonly string[];
};

/** As long a data backup is kept. */
export const KEPT_DAYS = 35;
const DATA_FILE = /^data-(\d{4})-(\d\d)-(\d\d)T(\d\d)(\d\d)(\d\d)Z\.whb$/;
const KEY_FILES = ['keys-a.whb', 'keys-b.whb'];
export const KIT_FILE = 'recovery-kit.json';

/** Who can open a backup: the recipients named in the settings and the holders of shares. */
export async function recipientsOf(backups: Backups, keystore: Keystore): Promise<string[]> {
  const recovery = await keystore.recovery();
  return [...backups.recipients, ...(recovery ? [recovery.recipient] : [])];
}

/** Writes the data backup of this moment and removes those older than 35 days. */
export async function backUpData(
  main: Database,
  keystore: Keystore,
  backups: Backups,
  now: number,
): Promise<BackupSummary> {
  const folder = join(backups.folder, 'data');
  const stamp = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  const summary = await writeBackup({
    database: main,
    store: 'main',
    file: join(folder, `data-${stamp}.whb`),
    recipients: await recipientsOf(backups, keystore),
    now,
  });
  for (const file of await readdir(folder)) {
    const part = DATA_FILE.exec(file)?.slice(1).map(Number);
    if (!part) continue;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = part;
    const madeAt = Date.UTC(year, month - 1, day, hour, minute, second);
    if (now - madeAt > KEPT_DAYS * 86_400_000) await rm(join(folder, file), { force: true });
  }
  return summary;
}

/** Writes the keys backup over the older of two, and the recovery kit over the old one in each of its places. */
export async function backUpKeys(
  keys: Database,
  keystore: Keystore,
  backups: Backups,
  now: number,
): Promise<BackupSummary> {
  const folder = join(backups.folder, 'keys');
  const times = await Promise.all(
    KEY_FILES.map((file) =>
      stat(join(folder, file)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  const older = join(folder, KEY_FILES[(times[0] ?? 0) <= (times[1] ?? 0) ? 0 : 1] as string);
  const fresh = `${older}.new`;
  const summary = await writeBackup({
    database: keys,
    store: 'keys',
    file: fresh,
    recipients: await recipientsOf(backups, keystore),
    now,
  });
  await overwrite(older);
  await rename(fresh, older);
  const kits = [backups.folder, ...backups.kitFolders].map((place) => join(place, KIT_FILE));
  await writeKit(keystore, kits, backups.recipients, now);
  return { ...summary, file: older };
}
