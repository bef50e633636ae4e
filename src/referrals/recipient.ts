/**
 * A recipient without an account (design chapter 30, section 4.6): the link alone shows who asks; link and code, or the browser that
 * is remembered, open the packet. Wrong, unknown, ended and locked are one answer, in one time: the same work is done for all.
 */
import { randomBytes } from 'node:crypto';
import { act, actAs, type Door } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { byLink } from './parts.ts';
import { answerIn, type ReadPacket, readRow, shownPacket } from './received.ts';
import {
  browserKeys,
  hashOf,
  keysOf,
  locatorHash,
  openPacket,
  readCode,
  readLocator,
  unwrapKey,
  wrapKey,
} from './recipient-key.ts';
import type { AnswerInput } from './schemas.ts';

/** Who asks, until when, and the language of the pages: all that the link alone tells. */
export type Face = { from: string; answer_due: string | null; lang: string };

const ASKING = { role: 'app_keeper', actor: 'link', purpose: 'referral.receive' } as const;
const NOTHING = Buffer.alloc(16);

/** Undefined for whatever opens nothing. */
export async function faceOf({ database }: Door, link: string): Promise<Face | undefined> {
  const locator = readLocator(link) ?? NOTHING;
  const rows = await act(database, ASKING, (tx) =>
    tx.query<{ face: Face | null }>('select fw.locator_face($1) as face', [locatorHash(locator)]),
  );
  return rows[0]?.face ?? undefined;
}

export type Entered = {
  access: string;
  packet: string;
  to_org: string;
  grant: string;
  ends_at: string;
  locator: Buffer;
  /** The key of the packet; wiped by `leave`. */
  key: Buffer;
  by: 'code' | 'browser';
};
type Tried = Omit<Entered, 'key' | 'by' | 'locator'> & { wrapped: string };

/** What came with a request: a typed code, or the secret of the remembered browser (43 signs of base64url). */
export type Shown = { code?: string; browser?: string };

/** Opens the way in; undefined whatever is wrong. Five wrong codes in a row lock it, and its sender is told. */
export async function enter(
  door: Door,
  link: string,
  { code, browser }: Shown,
): Promise<Entered | undefined> {
  const real = readLocator(link);
  const locator = real ?? NOTHING;
  if (browser !== undefined) {
    const entered = await attempt(
      door,
      locator,
      browserKeys(locator, secretOf(browser)),
      'browser',
      false,
    );
    if (entered || code === undefined) return entered;
  }
  const typed = readCode(code ?? '');
  // A code that was mistyped, as its check sign tells, is no guess and is not counted.
  const keys = await keysOf(locator, typed ?? 'none');
  return attempt(door, locator, keys, 'code', typed !== undefined);
}

async function attempt(
  { database }: Door,
  locator: Buffer,
  { key: under, proof }: { key: Buffer; proof: Buffer },
  by: Entered['by'],
  counted: boolean,
): Promise<Entered | undefined> {
  try {
    const rows = await act(database, ASKING, (tx) =>
      tx.query<{ tried: Tried | null }>('select fw.try_locator($1, $2, $3, $4) as tried', [
        locatorHash(locator),
        by === 'code' ? proof : null,
        by === 'browser' ? proof : null,
        counted,
      ]),
    );
    const tried = rows[0]?.tried;
    if (!tried) return undefined;
    const { wrapped, ...facts } = tried;
    const key = unwrapKey(under, facts.packet, Buffer.from(wrapped, 'base64'));
    return key && { ...facts, locator, key, by };
  } finally {
    under.fill(0);
  }
}

const secretOf = (browser: string): Buffer => {
  const bytes = Buffer.from(browser, 'base64url');
  return bytes.length === 32 ? bytes : Buffer.alloc(32);
};

/** Forgets what was unwrapped. */
export const leave = ({ key }: Pick<Entered, 'key'>): void => void key.fill(0);

/** Remembers this one browser instead of any other; gives the secret for its cookie. */
export async function rememberBrowser(door: Door, entered: Entered): Promise<string> {
  const secret = randomBytes(32);
  const { key, proof } = browserKeys(entered.locator, secret);
  await actAs(door, byLink(entered.to_org), (tx) =>
    tx.query('select fw.remember_browser($1, $2, $3)', [
      entered.access,
      hashOf(proof),
      wrapKey(key, entered.packet, entered.key),
    ]),
  );
  return secret.toString('base64url');
}

/** The packet, or why it is not to be read any more. */
export type Look =
  | { kind: 'packet'; packet: ReadPacket }
  | { kind: 'taken_back'; deleted: boolean }
  | { kind: 'closed' };

/** Reads it; the first look counts as opened. After a withdrawal, an end of consent or agreement there is nothing to read. */
export async function look(door: Door, entered: Entered): Promise<Look> {
  try {
    return await actAs(door, byLink(entered.to_org), async (tx): Promise<Look> => {
      const row = await readRow(tx, entered.packet);
      const plain = row && openPacket(entered.key, entered.packet, row.sealed);
      if (!row || !plain) return { kind: 'closed' };
      return { kind: 'packet', packet: await shownPacket(entered.packet, row, plain) };
    });
  } catch (error) {
    if (isTakenBack(error)) return { kind: 'taken_back', deleted: await isDeleted(door, entered) };
    throw error;
  }
}

/** @throws `wrong_step`, `bad_input`; `consent_missing` or `agreement_missing` when it was taken back meanwhile. */
export function answerByLink(
  door: Door,
  entered: Entered,
  input: AnswerInput,
): Promise<{ state: string }> {
  return actAs(door, byLink(entered.to_org), (tx) => answerIn(tx, entered.packet, input));
}

export const isTakenBack = (error: unknown): boolean =>
  error instanceof Problem && ['consent_missing', 'agreement_missing'].includes(error.code);

/** The recipient says that what she wrote down is deleted. */
export async function deletedByLink(door: Door, entered: Entered): Promise<void> {
  await actAs(door, byLink(entered.to_org), (tx) =>
    tx.query('select fw.confirm_deleted($1)', [entered.grant]),
  );
}

async function isDeleted(door: Door, { to_org, grant }: Entered): Promise<boolean> {
  const rows = await actAs(door, byLink(to_org), (tx) =>
    tx.query<{ list: { grant: string; deleted_at: string | null }[] }>(
      'select fw.packets_to_delete() as list',
    ),
  );
  return rows[0]?.list.some((one) => one.grant === grant && one.deleted_at !== null) ?? false;
}
