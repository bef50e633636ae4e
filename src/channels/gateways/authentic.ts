/** Whether a request is from the gateway: a shared secret, or a signature over time and body (HMAC-SHA-256, RFC 2104). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
import { type Seen, seenFor } from '../seen.ts';
import type { Gateway } from './settings.ts';

/** A signed request may be so old or so far ahead, ms; within it the same signature is taken once. */
export const WINDOW_MS = 5 * 60_000;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** @throws Problem `not_signed_in`: which of it was wrong is not told */
export type Check = (gateway: Gateway, headers: Headers, body: Buffer, field?: string) => void;

/**
 * Token: header `authorization: Token …` (or `Bearer …`), `x-channel-secret`, or a field `secret`.
 * Signature: `x-timestamp` in seconds and `x-signature: sha256=<hex>` over `<timestamp>.<body>`.
 */
export function checker(now: () => number): Check {
  const used: Seen = seenFor({ now, keep: 2 * WINDOW_MS, most: 100_000 });
  return ({ auth, secret, name }, headers, body, field) => {
    const one = (header: string): string => {
      const value = headers[header];
      return typeof value === 'string' ? value : '';
    };
    if (auth === 'token') {
      const given =
        /^(?:token|bearer)\s+(.+)$/i.exec(one('authorization'))?.[1] ??
        (one('x-channel-secret') || (field ?? ''));
      if (isSame(given, secret)) return;
    } else {
      const stamp = one('x-timestamp');
      const signed = createHmac('sha256', secret).update(`${stamp}.`).update(body).digest('hex');
      const isNow = /^\d{9,11}$/.test(stamp) && Math.abs(now() - Number(stamp) * 1000) <= WINDOW_MS;
      const given = one('x-signature')
        .replace(/^sha256=/, '')
        .toLowerCase();
      if (isSame(given, signed) && isNow && used.first(`${name}\n${signed}`)) return;
    }
    throw new Problem('not_signed_in', {
      detail: 'The request does not carry the secret of this gateway.',
    });
  };
}

/** Compared in the same time wherever they differ, and however long they are. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
