/** What a reader without an account says of a card: which print, what kind, and a few words about the text alone. */
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { judgeText } from '../firewall/guard/index.ts';
import type { SuggestionKind } from './card.ts';
import { present } from './rows.ts';
import { acting, type Editor } from './store.ts';

export type Suggestion = {
  /** Made with the form: the same id twice counts once. */
  id: string;
  card: number;
  lang: string;
  version: number;
  kind: SuggestionKind;
  /** At most 280 characters. */
  words?: string;
};

const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;
/** Seven digits with whatever stands between them: opening hours and codes of services are shorter. */
const LONG_NUMBER = /(?:\p{Nd}[\s().+/-]*){7,}/u;

/** True for words that may be about somebody: a number to call, an address, somebody's papers. */
export function isPersonal(words: string): boolean {
  return EMAIL.test(words) || LONG_NUMBER.test(words) || judgeText(words).length > 0;
}

/**
 * Keeps a suggestion; nothing about who made it. Words that may be about a person are not kept at all.
 * @returns false when nothing was kept: personal words, or a print that never was
 */
export async function suggest(database: Database, said: Suggestion): Promise<boolean> {
  const { id, card, lang, version, kind, words } = said;
  if (words !== undefined && isPersonal(words)) return false;
  return act(database, { role: 'app_public', actor: 'public', purpose: 'guidance' }, async (tx) => {
    const [row] = await tx.query<{ kept: boolean }>(
      'select guidance.suggest($1, $2, $3, $4, $5, $6) kept',
      [id, card, lang, version, kind, words ?? null],
    );
    return row?.kept === true;
  });
}

export type Suggested = {
  id: string;
  lang: string;
  version: number;
  kind: SuggestionKind;
  words?: string;
  /** `YYYY-MM-DD`. */
  day: string;
};

/** What readers said of a card and nobody has decided yet, the newest first. */
export function listSuggestions(
  database: Database,
  editor: Editor,
  card: number,
): Promise<readonly Suggested[]> {
  return look(database, acting(editor), async (tx) => {
    const rows = await tx.query<Suggested>(
      `select id, lang, version, kind, words, day from guidance.suggestion
       where card = $1 and decided is null order by day desc, id desc limit 50`,
      [card],
    );
    return rows.map(present);
  });
}

/** Says whether a suggestion was used. */
export function decideSuggestion(
  database: Database,
  editor: Editor,
  id: string,
  decided: 'used' | 'not_used',
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    await tx.query(
      'update guidance.suggestion set decided = $2, decided_by = guidance.acting_worker() where id = $1 and decided is null',
      [id, decided],
    );
  });
}
