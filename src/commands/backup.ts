/** `wayhouse backup` and `wayhouse restore`: two streams, data and keys, and the recovery kit. */
import type { Config } from '../config.ts';
import { backUpData, backUpKeys, eraseAgain, restoreStore } from '../firewall/backup/index.ts';
import { ensureFirstEpoch, openKeeper, putIntoMain, recover } from '../firewall/keeper/index.ts';
import { identityOf, kitOf, openKeyHouse } from './open-keys.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Writes both streams and reads each back before it counts. */
export async function backUp(config: Config): Promise<void> {
  const house = await openKeyHouse(config);
  try {
    const { main, keys, keystore, backups } = house;
    await ensureFirstEpoch(keys, keystore, Date.now);
    const data = await backUpData(main, keystore, backups, Date.now());
    say(
      `Data: ${data.rows} rows of ${data.tables} tables, ${megabytes(data.bytes)}, ${data.seconds.toFixed(1)} s: ${data.file}`,
    );
    const wrapped = await backUpKeys(keys, keystore, backups, Date.now());
    say(
      `Keys: ${wrapped.rows} rows, ${megabytes(wrapped.bytes)}: ${wrapped.file}; recovery kit in ${[backups.folder, ...backups.kitFolders].join(', ')}`,
    );
    say('Both were read back and agree with the databases.');
  } finally {
    await house.close();
  }
}

/** Fills a new installation from a data backup, the newest keys backup and the kit; erases again who was erased. */
export async function restore(
  config: Config,
  dataFile: string,
  options: { keys: string; kit?: string; identity?: string },
): Promise<void> {
  const house = await openKeyHouse(config, { migrated: false });
  try {
    const { main, keys, keystore } = house;
    const kit = kitOf(config, options.kit);
    const identity = await identityOf(house.asking, kit, options.identity);
    const wrapped = await restoreStore({
      database: keys,
      store: 'keys',
      file: options.keys,
      identity,
    });
    say(`Keys of ${wrapped.madeAt}: ${wrapped.rows} rows, ${wrapped.seconds.toFixed(1)} s`);
    const data = await restoreStore({ database: main, store: 'main', file: dataFile, identity });
    say(
      `Data of ${data.madeAt}: ${data.rows} rows of ${data.tables} tables, ${data.seconds.toFixed(1)} s`,
    );
    say(`Keystore: epoch ${(await recover(keystore, kit, identity)).join(', ')}`);
    const keeper = await openKeeper({
      keys,
      keystore,
      putMacKey: putIntoMain(main),
      // Nobody acts while a node is being restored.
      mayIssue: async () => ({
        may: false,
        problem: 'unavailable',
        detail: 'A restore is under way.',
      }),
      opensPerHour: config.opensPerHour,
      alarm: () => {},
    });
    const again = await eraseAgain(main, keeper.erased);
    await keeper.close();
    say(`Erased again: ${again.people} people who were erased since, ${again.rows} rows.`);
    say('Restored. Everybody has to sign in again.');
  } finally {
    await house.close();
  }
}
