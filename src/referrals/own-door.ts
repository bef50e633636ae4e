/**
 * A person's way to her own referrals: the code that was scanned opens all of them; the code that she says aloud opens one, together
 * with its four digits (design chapter 30, section 4.9). Five wrong tries for one code lock this way in for an hour.
 */
import type { FastifyRequest } from 'fastify';
import { readSpokenCode } from '../desk/spoken-code.ts';
import { act, codeDigest, type Door, type Holder, type NodeSecret } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { asciiDigits } from '../languages/fold/digits.ts';
import { spokenSession } from '../staff/index.ts';

/** What she typed; without `number` the code is the scanned one. */
export type OwnKey = { code: string; number?: string };

export type OwnDoor = { door: Door; secret: NodeSecret };

const ASKING = { role: 'app_keeper', actor: 'slip', purpose: 'own.access' } as const;

/** @throws `not_found` for whatever opens nothing, and when it is locked: in the same words */
export async function ownHolder(
  { door, secret }: OwnDoor,
  request: FastifyRequest,
  { code, number }: OwnKey,
): Promise<Holder> {
  if (number === undefined) return door.holder(code, request);
  const spoken = readSpokenCode(code);
  const digest = codeDigest(secret, 'spoken', spoken ?? code);
  const isOne = /^[0-9]{4}$/.test(number);
  // A code whose check sign does not fit was mistyped: it is no guess, and is not counted.
  const [found] = await act(door.database, ASKING, (tx) =>
    tx.query<{ org_id: string; subject: string }>(
      'select org_id, subject from fw.person_by_spoken($1, $2, $3)',
      [digest, isOne ? number : '', spoken !== undefined && isOne],
    ),
  );
  if (!found) throw new Problem('not_found');
  return { subject: found.subject, org: found.org_id, session: spokenSession(digest, number) };
}

/** Digits as people type them, in any script that has its own. */
export const digitsOf = (typed: string): string => asciiDigits(typed).replace(/[\s-]/g, '');
