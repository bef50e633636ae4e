/**
 * Names that whoever tries to get in here knows: of the product, the installation, its address and the organisation. A password
 * that holds one is refused (ASVS 6.1.2, 6.2.11; the list with examples: docs/passwords.md).
 */
import { look } from '../firewall/index.ts';
import type { StaffDoor } from './sign-in.ts';

const PRODUCT = 'Wayhouse';
/** Shorter names, such as "Care", stand in too many other words. */
const SHORTEST_NAME = 5;
const SHORTEST_WORD = 4;
/** What must be left of a password without the single words of those names, signs. */
const LEAST_REST = 8;

/** Signs that are put in the place of letters, and letters that they are put for. */
const SWAPPED: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  l: 'i',
  '!': 'i',
  '|': 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
};

/** One spelling for all that look or sound alike: small letters, no marks, no spaces, swapped signs put back. */
function folded(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return [...plain]
    .map((sign) => SWAPPED[sign] ?? sign)
    .join('')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a password holds one of the names whole, or is little more than words out of them. */
export function holdsName(password: string, names: readonly string[]): boolean {
  const text = folded(password);
  const wholes = names.map(folded).filter(({ length }) => length >= SHORTEST_NAME);
  if (wholes.some((name) => text.includes(name))) return true;
  const words = names
    .flatMap((name) => name.split(/[^\p{L}\p{N}\p{M}]+/u))
    .map(folded)
    .filter(({ length }) => length >= SHORTEST_WORD)
    .toSorted((one, other) => other.length - one.length);
  let rest = text;
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest !== text && [...rest].length < LEAST_REST;
}

/** The names for an account of this organisation. */
export async function namesAround(
  { database, party }: Pick<StaffDoor, 'database' | 'party'>,
  org: string,
): Promise<string[]> {
  const asking = { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' } as const;
  const rows = await look(database, asking, (tx) =>
    tx.query<{ name: string }>('select name from fw.organisations() where org_id = $1', [org]),
  );
  return [PRODUCT, party.name, party.id, ...rows.map(({ name }) => name)];
}
