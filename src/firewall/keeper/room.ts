/** What the verbs of the keeper share. */
import type { Database } from '../../database/index.ts';
import type { KeyRows } from './key-rows.ts';
import type { Keyring } from './keyring.ts';
import type { Keystore } from './keystore.ts';
import type { Ledger } from './ledger.ts';
import type { Limits } from './limits.ts';
import type { Alarm, IssuedTicket, MayOpen } from './messages.ts';
import type { ShredWatch } from './shred-watch.ts';

export type Room = {
  keys: Database;
  keystore: Keystore;
  ring: Keyring;
  rows: KeyRows;
  shreds: ShredWatch;
  ledger: Ledger;
  limits: Limits;
  mayOpen: MayOpen;
  /** A ticket that was issued here and is still good. @throws Problem `not_allowed`. */
  issued(nonce: string): IssuedTicket;
  alarm(alarm: Alarm): void;
  /** ms since 1970. */
  now(): number;
};
