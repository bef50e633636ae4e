/** What a kept desk is made of: put together by `open-desk.ts`. */
import type { SessionKey } from '../../../sync/signature.ts';
import type { DeskStart, WipeOrder } from '../../../sync/wire.ts';
import type { Device } from './device.ts';
import type { Obeyed } from './forgetting.ts';
import type { Seal } from './making.ts';
import type { Wire } from './network.ts';
import type { WorkingSet } from './working-set.ts';

export type KeptDeskSetting = {
  device: Device;
  set: WorkingSet;
  start: DeskStart;
  wire: Wire;
  /** The house of whoever was found signed in when the desk was opened; undefined: nobody answered. */
  signedIn: string | undefined;
  seal: (recipient: string, key: SessionKey) => Seal;
  /** The worker, as this device's digest. */
  owner: string;
  /** The sign-in's key, and until when the server's permit covers what it signs. */
  session: Session;
  deviceSecret: string;
  now: () => number;
  /** The civil day of a moment at the place, `YYYY-MM-DD`. */
  dayOf: (ms: number) => string;
  /** From 0 to 1. */
  chance: () => number;
  nextId: (wall: number) => string;
  /** Opens the cover; undefined: nothing was set, and only unlocking anew opens. */
  coverDigest: string | undefined;
  /** A new answer of the server: lease, rules, keys. */
  keepStart(start: DeskStart, session: Session): Promise<void>;
  /** Writes down whose tablet this is. @throws DeskError `others-tablet` */
  chooseUse(shared: boolean): Promise<void>;
  /** Deletes wraps, key and database of the worker. */
  forgetWorker(): Promise<void>;
  /** The tablet was lost: deletes the databases of the house that gave the order, and all caches where nobody else's are left. */
  obey(order: WipeOrder['wipe'], here?: string): Promise<Obeyed>;
  /** The desk is closed: timers and locks end. */
  closed(): void;
};

export type Session = {
  key: SessionKey;
  /** Ms since 1970, by the server's clock. */
  from: number;
  until: number;
};
