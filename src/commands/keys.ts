/** `wayhouse keys …`: shares for five holders, their rehearsal, recovery, and the weekly rotation. */
import type { Config } from '../config.ts';
import { backUpKeys, recipientsOf } from '../firewall/backup/index.ts';
import {
  drill,
  ensureFirstEpoch,
  makeShares,
  recover,
  rotate,
  rotationDue,
  SHARES,
  SHARES_NEEDED,
  writeShare,
} from '../firewall/keeper/index.ts';
import { Problem } from '../http/problem.ts';
import { openAsking } from './ask.ts';
import {
  askShares,
  identityOf,
  kitOf,
  openConfiguredKeystore,
  openKeyHouse,
  readIdentity,
} from './open-keys.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const LEAST_ORGANISATIONS = 3;

/** Prints a sheet for each of five holders (`name, organisation`) and seals keys backup and kit to the new shares. */
export async function printShares(config: Config, holders: readonly string[]): Promise<void> {
  const organisations = new Set(
    holders.map((holder) => holder.split(',').slice(1).join(',').trim().toLowerCase()),
  );
  if (
    holders.length !== SHARES ||
    organisations.has('') ||
    organisations.size < LEAST_ORGANISATIONS
  ) {
    throw new Problem('bad_input', {
      field: 'holder',
      detail: `Name ${SHARES} holders as "name, organisation", of at least ${LEAST_ORGANISATIONS} organisations.`,
    });
  }
  const house = await openKeyHouse(config);
  try {
    await ensureFirstEpoch(house.keys, house.keystore, Date.now);
    const shares = await makeShares(house.keystore);
    const { file } = await backUpKeys(house.keys, house.keystore, house.backups, Date.now());
    for (const [i, share] of shares.entries()) {
      say(`\n--- Recovery share ${share.number} of ${SHARES}, set ${share.set} ---`);
      say(`For: ${holders[i] ?? ''}`);
      say(
        `Any ${SHARES_NEEDED} of the ${SHARES} shares open the keys of ${config.name} when everything else is lost.`,
      );
      say(
        'Keep this sheet on paper, apart from the others. Show it to nobody, photograph it with nothing.\n',
      );
      say(writeShare(share));
    }
    say(
      `\nThe keys backup (${file}) and the recovery kit are sealed to these shares. Older shares open nothing new.`,
    );
    say('Print the sheets, clear this screen, then rehearse: wayhouse keys drill');
  } finally {
    await house.close();
  }
}

/** Three holders type their shares, or one age identity is read; with the kit alone a sample of the keys is opened, and the drill is recorded. */
export async function rehearse(
  config: Config,
  options: { kit?: string; identity?: string; heldBy: string },
): Promise<void> {
  const startedAt = Date.now();
  const house = await openKeyHouse(config);
  try {
    const done = await drill({
      keys: house.keys,
      kitFile: kitOf(config, options.kit),
      by: options.identity
        ? { identity: await readIdentity(options.identity) }
        : { shares: await askShares(house.asking) },
      heldBy: options.heldBy,
      startedAt,
    });
    say(
      `The drill went well: ${done.keysOpened} keys opened with ${options.identity ? 'the identity' : 'the shares'} and the kit alone, in ${done.seconds} s. It is recorded.`,
    );
  } finally {
    await house.close();
  }
}

/** Puts the keys of the kit into this installation's keystore. */
export async function recoverKeystore(
  config: Config,
  options: { kit?: string; identity?: string },
): Promise<void> {
  const asking = openAsking();
  try {
    const kit = kitOf(config, options.kit);
    const keystore = await openConfiguredKeystore(config, asking);
    const epochs = await recover(keystore, kit, await identityOf(asking, kit, options.identity));
    keystore.close();
    say(`The keystore ${config.keystoreFolder} can open epoch ${epochs.join(', ')} again.`);
  } finally {
    asking.close();
  }
}

/** The weekly rotation: living keys move on, the old epoch's key is destroyed. */
export async function rotateKeys(config: Config, options: { ifDue?: boolean }): Promise<void> {
  const house = await openKeyHouse(config);
  try {
    const { keys, keystore, backups } = house;
    const madeAt = await ensureFirstEpoch(keys, keystore, Date.now);
    if (options.ifDue && !rotationDue(madeAt.getTime(), Date.now())) {
      say('Not due before Sunday.');
      return;
    }
    const somebody = (await recipientsOf(backups, keystore)).length > 0;
    if (!somebody)
      say(
        'Nobody holds shares yet, so no keys backup is written: run wayhouse keys shares before real people come.',
      );
    const done = await rotate({
      keys,
      keystore,
      backUp: async () => {
        if (somebody) await backUpKeys(keys, keystore, backups, Date.now());
      },
    });
    say(
      `Epoch ${done.from} is destroyed, epoch ${done.to} has ${done.copied} keys; ${done.seconds.toFixed(1)} s.`,
    );
  } finally {
    await house.close();
  }
}
