/** The rows that the shelf keeps: cards, what is out of them, and every version that there was. */
import type { Row, Transaction } from '../database/index.ts';
import type { Card, CardMedium, CardWords, EndedWhy, Publication } from './card.ts';
import { filledWords } from './references.ts';
import {
  type CardRow,
  cardOf,
  mediumOf,
  type MediumRow,
  present,
  PUBLIC_CARD_COLUMNS,
  PUBLIC_MEDIUM_COLUMNS,
} from './rows.ts';

export type Version = {
  card: number;
  lang: string;
  version: number;
  meaning: number;
  endedWhy: EndedWhy | null;
  endedAt: string | null;
};
export type Heads = { card: Card; sourceMeaning: number; current: ReadonlyMap<string, number> };
export type KeptText = { publication: Publication; media: readonly CardMedium[]; of: Heads };
export type WholeCard = Heads & {
  texts: ReadonlyMap<string, KeptText>;
  versions: readonly Version[];
};

type TextRow = Version & {
  revision: number;
  issuedAt: string;
  resolved: Record<string, string> | null;
  words: WordsRow | null;
  machine: boolean;
};
type WordsRow = Omit<CardWords, 'nextStep'> & { next_step: string };
type HeadRow = CardRow & { sourceMeaning: number | null };

const HEAD = `${PUBLIC_CARD_COLUMNS}, c.meaning "sourceMeaning"`;
const VERSION = `p.card, p.lang, p.version, p.meaning, p.ended_why "endedWhy", to_jsonb(p.ended_at) #>> '{}' "endedAt"`;
const TEXT = `${VERSION}, p.revision, to_jsonb(p.issued_at) #>> '{}' "issuedAt", p.resolved, p.words, p.machine`;

/** Everything of a card that was ever published; nothing of one that never was. */
export async function readWhole(tx: Transaction, code: number): Promise<WholeCard | undefined> {
  const [row] = await tx.query<HeadRow>(
    `select ${HEAD} from guidance.pub_card c where c.code = $1`,
    [code],
  );
  if (!row) return undefined;
  const rows = await tx.query<TextRow>(
    `select ${TEXT} from guidance.pub_publication p where p.card = $1 order by p.lang, p.version`,
    [code],
  );
  const media = await tx.query<MediumRow & Row>(
    `select ${PUBLIC_MEDIUM_COLUMNS} from guidance.pub_medium where card = $1`,
    [code],
  );
  const head: Heads = {
    card: cardOf(row),
    sourceMeaning: row.sourceMeaning ?? 1,
    current: new Map(
      rows.filter(({ endedAt }) => endedAt === null).map((one) => [one.lang, one.version]),
    ),
  };
  const texts = new Map(
    rows.flatMap((one): [string, KeptText][] => {
      const publication = publicationOf(one);
      return publication
        ? [
            [
              one.lang,
              {
                publication,
                of: head,
                media: media.filter(({ lang }) => lang === one.lang).map(mediumOf),
              },
            ],
          ]
        : [];
    }),
  );
  return { ...head, texts, versions: rows };
}

/** What is out in a language: essential ones first, then by topic and code. */
export async function readList(tx: Transaction, lang: string): Promise<readonly KeptText[]> {
  const rows = await tx.query<TextRow & HeadRow & { media: MediumRow[] | null }>(
    `select ${HEAD}, ${TEXT}
     from guidance.pub_publication p join guidance.pub_card c on c.code = p.card
     where p.lang = $1 and p.ended_at is null order by c.essential desc, c.topic, c.code`,
    [lang],
  );
  return rows.flatMap((row): KeptText[] => {
    const publication = publicationOf(row);
    if (!publication) return [];
    const of: Heads = {
      card: cardOf(row),
      sourceMeaning: row.sourceMeaning ?? 1,
      current: new Map([[lang, row.version]]),
    };
    return [{ publication, media: [], of }];
  });
}

export type Versions = { rows: readonly Version[]; cards: ReadonlyMap<number, Heads> };

/** Every version of every card, without its words. */
export async function readVersions(tx: Transaction): Promise<Versions> {
  const heads = await tx.query<HeadRow>(`select ${HEAD} from guidance.pub_card c`);
  const rows = await tx.query<Version>(
    `select ${VERSION} from guidance.pub_publication p order by p.card, p.lang, p.version`,
  );
  const current = new Map<number, Map<string, number>>();
  for (const { card, lang, version, endedAt } of rows) {
    if (endedAt !== null) continue;
    const of = current.get(card) ?? new Map<string, number>();
    current.set(card, of.set(lang, version));
  }
  const cards = new Map(
    heads.map((row): [number, Heads] => [
      row.code,
      {
        card: cardOf(row),
        sourceMeaning: row.sourceMeaning ?? 1,
        current: current.get(row.code) ?? new Map<string, number>(),
      },
    ]),
  );
  return { rows, cards };
}

function publicationOf(row: TextRow): Publication | undefined {
  if (!row.words) return undefined;
  const { next_step: nextStep, ...rest } = present(row.words);
  const resolved = row.resolved ?? {};
  return {
    card: row.card,
    lang: row.lang,
    version: row.version,
    revision: row.revision,
    meaning: row.meaning,
    words: filledWords({ ...rest, nextStep }, resolved),
    resolved,
    machine: row.machine,
    issuedAt: row.issuedAt,
  };
}
