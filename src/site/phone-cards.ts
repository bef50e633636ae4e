/** Questions and answers on a phone without a network: what the pack holds of them, and how it is read. Pure. */
import type { KeptCard, Prints, ShownCard, Standing } from '../guidance/card.ts';
import { isShown, standingOf } from '../guidance/standing.ts';

/** Name of the documents in the pack, and the number of the one that lists the rest. */
export const PHONE_CARDS = 'x-more';
const HEAD = '0';

type Head = {
  codes: readonly number[];
  prints: Prints;
  /** The first day on which a card is not shown any more, by its number. */
  ends: Readonly<Record<string, string>>;
};

/** The documents of one language for its pack, each under its number. */
export function phoneDocuments({
  cards,
  prints,
  ends,
}: {
  cards: readonly KeptCard[];
  prints: Prints;
  ends: Head['ends'];
}): [string, unknown][] {
  const head: Head = { codes: cards.map(({ card }) => card.code), prints, ends };
  return [[HEAD, head], ...cards.map((one): [string, unknown] => [String(one.card.code), one])];
}

export type PhoneCards = {
  card(code: number): ShownCard | undefined;
  list(): ShownCard[];
  standing(card: number, lang: string, version: number): Standing | undefined;
};

/**
 * @param read a document of the pack by its number
 * @param today `YYYY-MM-DD` on the phone
 */
export function phoneCards(
  read: (number: string) => unknown,
  today: string,
): PhoneCards | undefined {
  const head = read(HEAD) as Head | undefined;
  if (!head) return undefined;
  const card = (code: number): ShownCard | undefined => {
    if (!head.codes.includes(code)) return undefined;
    const kept = read(String(code)) as KeptCard;
    const { sourceMeaning, ...published } = kept;
    return { ...published, standing: standingOf({ ...published, sourceMeaning, today }) };
  };
  return {
    card,
    list: () =>
      head.codes.flatMap((code) => {
        const shown = card(code);
        return shown && isShown(shown.standing) ? [shown] : [];
      }),
    standing(code, lang, version) {
      const current = head.prints[String(code)]?.[lang];
      if (current === undefined) return undefined;
      if (current === 0) return { state: 'withdrawn' };
      if (version < current) return { state: 'replaced', by: current };
      if (version > current) return undefined;
      const end = head.ends[String(code)];
      if (end === undefined || end <= today) return { state: 'expired', on: end ?? today };
      const shown = card(code);
      return shown?.publication.lang === lang ? shown.standing : { state: 'current' };
    },
  };
}
