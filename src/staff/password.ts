/**
 * Passwords: argon2id with 64 MiB and three passes (RFC 9106; design chapter 20, section 14).
 * A password alone never opens a session: the second factor follows.
 */
import { hash, verify } from '@node-rs/argon2';
import { isSoonGuessed } from './guessed-password.ts';
import { holdsName } from './password-context.ts';

const FORM = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

/** Fewest characters (NIST SP 800-63B-4 asks for 15 where a password is the only factor; here a second follows). */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

const normal = (password: string): string => password.normalize('NFKC');

/** What is kept of a password: a PHC string. */
export const hashPassword = (password: string): Promise<string> => hash(normal(password), FORM);

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/;

/** Whether what is kept is of another algorithm or of less work than is asked now: then it is hashed anew when the password is known. */
export function isOutdated(kept: string): boolean {
  const [, memory, passes] = PHC.exec(kept) ?? [];
  return Number(memory ?? 0) < FORM.memoryCost || Number(passes ?? 0) < FORM.timeCost;
}

/** A real hash of a random password: what is checked when there is no such account, so that both take the same time. */
let nobody: Promise<string> | undefined;

/** Whether it is the password. Takes as long when `kept` is nothing, and is then false. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID());
  const fits = await verify(kept ?? (await nobody), normal(password)).catch(() => false);
  return fits && kept !== null;
}

/**
 * Why a password cannot be taken, in the words of the catalogue; nothing when it can.
 * @param around names that whoever tries knows, of `namesAround`
 */
export function passwordFault(
  password: string,
  { login, display_name: name }: { login: string; display_name: string },
  around: readonly string[] = [],
): 'short' | 'long' | 'login' | 'context' | 'plain' | 'guessed' | undefined {
  const text = normal(password);
  const length = [...text].length;
  if (length < SHORTEST_PASSWORD) return 'short';
  if (length > LONGEST_PASSWORD) return 'long';
  const folded = text.toLowerCase();
  if (login.length >= 3 && folded.includes(login.toLowerCase())) return 'login';
  if (holdsName(text, around)) return 'context';
  // One sign again and again, a run such as 123456789012 or a keyboard row: few different steps between neighbours.
  const codes = [...folded].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  if (new Set(codes).size < 5 || steps.size < 4) return 'plain';
  return isSoonGuessed(text, [login, ...name.split(/\s+/)]) ? 'guessed' : undefined;
}
