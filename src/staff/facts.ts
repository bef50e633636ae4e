/** What signing in has to know before there is a session: one row each, or none, through functions of the database. */
import type { Database, Row } from '../database/index.ts';
import { look } from '../firewall/index.ts';
import type { Demands } from './provider-strength.ts';

const asking = { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' } as const;

async function one<R extends Row>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<R | undefined> {
  const rows = await look(database, asking, (tx) => tx.finish<R>(text, values));
  return rows[0];
}

export type LoginFacts = {
  account_id: string;
  org_id: string;
  password_hash: string | null;
  totp_sealed: Buffer | null;
  totp_last: string;
  open: boolean;
};
export const loginFacts = (database: Database, login: string) =>
  one<LoginFacts>(database, 'select * from fw.sign_in_facts($1)', [login]);

export type PasskeyFacts = {
  account_id: string;
  org_id: string;
  public_key: Buffer;
  counter: string;
  transports: string[];
  open: boolean;
};
export const passkeyFacts = (database: Database, credential: Buffer) =>
  one<PasskeyFacts>(database, 'select * from fw.passkey_facts($1)', [credential]);

export type InvitationFacts = {
  account_id: string;
  org_id: string;
  why: 'new' | 'recovery';
  login: string;
  display_name: string;
};
export const invitationFacts = (database: Database, tokenHash: Buffer) =>
  one<InvitationFacts>(database, 'select * from fw.invitation_facts($1)', [tokenHash]);

export type PinnedProvider = Demands & {
  org_id: string;
  issuer: string;
  client_id: string;
  client_secret_sealed: Buffer | null;
  label: string;
  /** Until then somebody without a second step of her own comes in; only for what was pinned before it was asked. */
  own_step_from: Date | null;
};
export const providerFacts = (database: Database, org: string, issuer: string) =>
  one<PinnedProvider>(database, 'select * from fw.provider_facts($1, $2)', [org, issuer]);

export const identityFacts = (database: Database, issuer: string, subjectHash: Buffer) =>
  one<{ account_id: string; org_id: string; open: boolean }>(
    database,
    'select * from fw.identity_facts($1, $2)',
    [issuer, subjectHash],
  );
