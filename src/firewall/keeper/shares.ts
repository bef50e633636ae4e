/**
 * Recovery shares: a secret of 32 bytes split among five holders, any three of whom put it together again.
 *
 * A share is printed as twenty groups of six digits, so that it can be read out in any language. The last
 * digit of each group is its Damm check digit, so the group that was mistyped is named; four more bytes check
 * the whole share. Bytes: set 2 | number 1 | share 33 | SHA-256 of all before, first 4.
 */
import { createHash, randomBytes } from 'node:crypto';
import { combine, split } from 'shamir-secret-sharing';
import { isCode, withCheckDigit } from '../../directory/damm.ts';
import { Problem } from '../../http/problem.ts';
import { KEY_BYTES } from './hierarchy.ts';

export const SHARES = 5;
export const SHARES_NEEDED = 3;

/** `set` tells shares of one splitting from those of an earlier one. */
export type Share = { set: number; number: number; bytes: Buffer };

const SHARE_BYTES = KEY_BYTES + 1;
const CHECK_BYTES = 4;
const ALL_BYTES = 3 + SHARE_BYTES + CHECK_BYTES;
const GROUPS = ALL_BYTES / 2;
const PER_LINE = 4;

/** Splits a secret of 32 bytes into five shares. */
export async function splitSecret(secret: Buffer): Promise<Share[]> {
  const set = randomBytes(2).readUInt16BE();
  const parts = await split(new Uint8Array(secret), SHARES, SHARES_NEEDED);
  return parts.map((bytes, i) => ({ set, number: i + 1, bytes: Buffer.from(bytes) }));
}

/**
 * The secret. Whether it is the right one shows only what it opens.
 * @throws Problem `bad_input` when there are fewer than three different shares of one set.
 */
export async function combineShares(shares: readonly Share[]): Promise<Buffer> {
  const sets = new Set(shares.map(({ set }) => set));
  if (sets.size > 1) {
    throw new Problem('bad_input', {
      field: 'shares',
      detail: `These shares are of ${sets.size} different sets (${[...sets].join(', ')}). Use shares of one set.`,
    });
  }
  const different = new Map(shares.map((share) => [share.number, share]));
  if (different.size < SHARES_NEEDED) {
    throw new Problem('bad_input', {
      field: 'shares',
      detail: `${SHARES_NEEDED} different shares are needed; these are ${different.size}.`,
    });
  }
  return Buffer.from(
    await combine([...different.values()].map(({ bytes }) => new Uint8Array(bytes))),
  );
}

/** Five lines of four groups of six digits. */
export function writeShare({ set, number, bytes }: Share): string {
  const head = Buffer.alloc(3);
  head.writeUInt16BE(set);
  head[2] = number;
  const body = Buffer.concat([head, bytes]);
  const all = Buffer.concat([body, checkOf(body)]);
  const groups = Array.from({ length: GROUPS }, (_, i) =>
    withCheckDigit(String(all.readUInt16BE(i * 2)).padStart(5, '0')),
  );
  const lines: string[] = [];
  for (let i = 0; i < GROUPS; i += PER_LINE) lines.push(groups.slice(i, i + PER_LINE).join(' '));
  return lines.join('\n');
}

/**
 * Reads a share that somebody typed; digits of any script, any spacing.
 * @throws Problem `bad_input` that names each group that is mistyped, by line and place.
 */
export function readShare(text: string): Share {
  const groups = latinDigits(text).match(/\d+/g) ?? [];
  if (groups.length !== GROUPS)
    throw mistyped(
      `A share has ${GROUPS} groups of six digits; these are ${groups.length} groups.`,
    );
  const wrong = groups.flatMap((group, i) =>
    group.length === 6 && isCode(group) && Number(group.slice(0, 5)) <= 0xffff ? [] : [place(i)],
  );
  if (wrong.length) throw mistyped(`Mistyped: ${wrong.join('; ')}. Compare with the sheet.`);
  const all = Buffer.alloc(ALL_BYTES);
  for (const [i, group] of groups.entries()) all.writeUInt16BE(Number(group.slice(0, 5)), i * 2);
  const body = all.subarray(0, -CHECK_BYTES);
  if (!checkOf(body).equals(all.subarray(-CHECK_BYTES)))
    throw mistyped(
      'Each group is well formed, but together they are not a share: two groups are exchanged, or one is of another sheet.',
    );
  return { set: body.readUInt16BE(), number: body[2] ?? 0, bytes: body.subarray(3) };
}

const place = (index: number): string =>
  `line ${Math.floor(index / PER_LINE) + 1}, group ${(index % PER_LINE) + 1}`;
const checkOf = (body: Buffer): Buffer =>
  createHash('sha256').update(body).digest().subarray(0, CHECK_BYTES);
const mistyped = (detail: string): Problem => new Problem('bad_input', { field: 'share', detail });

/** Arabic-Indic and Persian digits as 0 to 9. */
function latinDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
}
