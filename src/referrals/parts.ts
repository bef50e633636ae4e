/** What the verbs of this room need from the rest of the house. */
import type { Listing } from '../directory/listing.ts';
import type { FinderAnswer, FinderQuery } from '../finder/query.ts';
import type { Scan } from '../firewall/files/index.ts';
import { asWorker, type Door, type GuardedAct, type Worker } from '../firewall/index.ts';

export type Directory = {
  /** Listed services by number, in a language (English when it is left out); what is not listed is missing. */
  listings(codes: readonly string[], lang?: string): readonly Listing[];
  find(query: FinderQuery): FinderAnswer;
};

export type ReferralParts = {
  door: Door;
  directory: Directory;
  /** Public address of the house, without a slash at the end; links to recipients begin with it. */
  origin: string;
  /** ms since 1970; for what is open, not for deadlines, which are the database's. */
  now(): number;
  /** Looks at what comes as a file: the drawn or spoken sign of a consent. */
  scan: Scan;
};

/** An act of a worker on referrals of her own organisation. */
export const sending = (worker: Worker, route: string, purpose = 'referral.send') =>
  ({ ...asWorker(worker), role: 'app_desk', purpose, route }) as const satisfies GuardedAct;

/** An act of a worker on packets that came to her organisation. */
export const receiving = (worker: Worker, route: string) =>
  sending(worker, route, 'referral.receive');

/** The job of the program for one organisation. */
export const clockwork = (org: string) =>
  ({
    kind: 'job',
    actor: '',
    org,
    role: 'app_desk',
    purpose: 'referral.send',
    route: 'job:referrals',
  }) as const satisfies GuardedAct;

/** Whoever came in by a link and its code, for the organisation that the packet went to. */
export const byLink = (org: string) =>
  ({
    kind: 'job',
    actor: '',
    org,
    role: 'app_desk',
    purpose: 'referral.receive',
    route: 'job:recipient',
  }) as const satisfies GuardedAct;
