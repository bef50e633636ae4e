/**
 * What the catalogue may hold: policies, rights and functions, looked at and accepted when `listed.json` was changed,
 * and the few exceptions with their reasons. `node checks/write-catalogue.ts` writes the file anew: read its difference.
 */
import listed from './listed.json' with { type: 'json' };

export type Listed = {
  /** By table, of every schema, by name of policy: its whole text. */
  policies: Record<string, Record<string, string>>;
  /** By table: role, right and column. */
  rights: Record<string, string[]>;
  /** By table: constraints and triggers, with their state. */
  constraints: Record<string, string[]>;
  /** By signature: owner, settings, who may call it, MD5 of its body. */
  functions: Record<string, string>;
};

/** Schemas in which each right of each role is listed. */
export const LISTED_SCHEMAS = [
  'fw',
  'audit',
  'casework',
  'referrals',
  'ident',
  'consent',
  'health',
  'survivor',
  'legal',
  'child',
  'kin',
  'detention',
  'vault',
  'staff',
  'register',
  'sync',
];

/** Tables with a subject that an erasure must not empty, with the reason. */
const KEPT = {
  'consent.erasing': 'it is the erasure itself',
  'register.hold': 'a hold stands against the erasure that it stops; it ends by its own date',
  'register.hold_proposal': 'as the hold',
  'register.breakglass': 'who opened a record by two must be answered for; counted in the report',
};

/** Keys that are not uuid, with the reason. */
const KEYS = {
  'staff.account account_login_key':
    'a login is one in the installation; only functions of fw look it up',
  'staff.passkey passkey_pkey': 'random id made by the authenticator',
  'staff.recovery_code recovery_code_pkey': 'hash of 128 random bits',
  'staff.identity identity_pkey': 'keyed hash of the provider’s name for her',
  'staff.device device_secret_hash_key': 'hash of 256 random bits',
  'staff.session session_pkey': 'hash of 256 random bits',
  'staff.attempt attempt_pkey': 'keyed hash, counts attempts; no role reads it',
  'staff.invitation invitation_pkey': 'hash of 256 random bits',
  'register.export_canary export_canary_mark_key': 'random mark',
  'referrals.recipient_access recipient_access_locator_hash_key': 'hash of 128 random bits',
  'survivor.way_in way_in_locator_hash_key': 'hash of 128 random bits',
  'child.way_in way_in_locator_hash_key': 'hash of 128 random bits',
};

/** Tables with a recipient to whom nothing goes out. */
const TOLD = {
  'consent.withdrawal_notice': 'tells a former recipient to delete, also after it was cut',
};

export const LISTED: Listed &
  Record<'kept' | 'keys' | 'told', Record<string, string>> & {
    schemas: string[];
  } = { ...(listed as Listed), kept: KEPT, keys: KEYS, told: TOLD, schemas: LISTED_SCHEMAS };
