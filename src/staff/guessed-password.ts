/**
 * Whether a password is one of those that are tried first: the most used of those that leaked, and what people make of them with
 * digits, signs and neighbouring keys (ASVS 6.2.4, 6.2.12; NIST SP 800-63B-4, 3.1.1.2). Asked without a network.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Fewer tries than a hundred million: what an attacker with the kept hash has in hours. */
const LEAST_SCORE = 3;
/** A longer one is judged by its beginning, so that judging takes no longer than hashing. */
const JUDGED = 64;

let judge: ZxcvbnFactory | undefined;

/**
 * @param known names that somebody who tries would try too: sign-in name, shown name, the product's
 * @returns true where it would be guessed soon
 */
export function isSoonGuessed(password: string, known: readonly string[]): boolean {
  judge ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: JUDGED });
  return judge.check(password.slice(0, JUDGED), ['wayhouse', ...known]).score < LEAST_SCORE;
}
