/** Puts the keeper together: one module with a pool of its own. */
import type { Database } from '../../database/index.ts';
import { blind } from './blind.ts';
import { makeKeys, organisationOf, referencesOf } from './data-keys.ts';
import { ensureFirstEpoch } from './first-epoch.ts';
import { openIssuing } from './issue.ts';
import { openKeyRows } from './key-rows.ts';
import { openKeyring } from './keyring.ts';
import type { Keystore } from './keystore.ts';
import { openLedger } from './ledger.ts';
import { openLimits } from './limits.ts';
import { openMacKey, type PutMacKey } from './mac-key.ts';
import type { Alarm, Keeper, MayIssue, MayOpen } from './messages.ts';
import { open } from './open.ts';
import { reseal } from './reseal.ts';
import { lastRehearsal } from './rehearsal.ts';
import type { Room } from './room.ts';
import { seal } from './seal.ts';
import { openShredWatch } from './shred-watch.ts';
import { erased, forgetTombstones, shred } from './shred.ts';
import { sign, signingKey } from './sign.ts';
import { TICKET_LIFE } from './ticket.ts';

export type KeeperOptions = {
  /** The migrated keys database. The keeper does not close it. */
  keys: Database;
  /** The keeper does not close it. */
  keystore: Keystore;
  /** `putIntoMain(main)`. */
  putMacKey: PutMacKey;
  mayIssue: MayIssue;
  /** Beyond what the keeper checks by itself; by default everything. */
  mayOpen?: MayOpen;
  opensPerHour: number;
  /** Default 1200. */
  ticketsPerMinute?: number;
  alarm: (alarm: Alarm) => void;
  now?: () => number;
};

/** How long a settled line stays in the ledger, ms. */
const LEDGER_KEPT = 600_000;
const TIDY_EVERY = 600_000;

/**
 * Opens the keeper: makes the first epoch where there is none, and a new ticket key.
 * @throws Problem `unavailable` when the keystore does not belong to the keys database.
 */
export async function openKeeper(options: KeeperOptions): Promise<Keeper & { room: Room }> {
  const { keys, keystore, alarm, now = Date.now } = options;
  await ensureFirstEpoch(keys, keystore, now);
  const macKey = openMacKey(options.putMacKey, now);
  await macKey.renew();
  const ledger = openLedger(keys, TICKET_LIFE);
  const { mayIssue, ticketsPerMinute = 1_200 } = options;
  const issuing = openIssuing({ macKey, ledger, mayIssue, ticketsPerMinute, alarm, now });
  const room: Room = {
    keys,
    keystore,
    ring: openKeyring(keys, keystore, now),
    rows: openKeyRows(keys),
    shreds: openShredWatch(),
    ledger,
    limits: openLimits(keys, { opensPerHour: options.opensPerHour, alarm, now }),
    mayOpen: options.mayOpen ?? (() => true),
    issued: issuing.issued,
    alarm,
    now,
  };
  const tidy = setInterval(() => {
    void Promise.all([ledger.prune(new Date(now() - LEDGER_KEPT)), forgetTombstones(room)]).catch(
      () => {},
    );
  }, TIDY_EVERY);
  tidy.unref();
  return {
    room,
    issue: issuing.issue,
    async newKey({ nonce, key, forOrg }) {
      const org = organisationOf(issuing.issued(nonce).org, forOrg);
      const [ref] = await referencesOf(room, [key]);
      const [row] = await makeKeys(room, org, [{ ref: ref as Buffer, store: key.store }]);
      return { version: row?.version ?? 1 };
    },
    seal: (ask) => seal(room, ask),
    open: (ask) => open(room, ask),
    reseal: (ask) => reseal(room, ask),
    form: async () => room.ring.formOf(await room.ring.currentEpoch()),
    blind: (ask) => blind(room, ask),
    shred: (ask) => shred(room, ask),
    sign: (message) => sign(room, message),
    signingKey: () => signingKey(room),
    rehearsedAt: () => lastRehearsal(keys),
    unsettled: (olderThanMs, most = 1_000) => ledger.unsettled(new Date(now() - olderThanMs), most),
    settle: (nonces) => ledger.settle(nonces, new Date(now())),
    erased: (subjects) => erased(room, subjects),
    async close() {
      clearInterval(tidy);
      issuing.close();
      macKey.close();
      await ledger.close();
      room.ring.close();
    },
  };
}
