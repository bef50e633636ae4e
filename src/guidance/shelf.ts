/**
 * Cards as the public reads them: found by code, topic, need and language, and what became of a print. What was read
 * is kept in memory until something changes, and goes on being served while the database is away.
 */
import type { NeedCode } from '../directory/needs.ts';
import type { Database, Transaction } from '../database/index.ts';
import { look } from '../firewall/index.ts';
import type { Card, KeptCard, Prints, ShownCard, Standing } from './card.ts';
import {
  type Heads,
  type KeptText,
  readList,
  readVersions,
  readWhole,
  type Version,
  type Versions,
  type WholeCard,
} from './shelf-rows.ts';
import { goneFrom, isShown, standingOf } from './standing.ts';

export type Shelf = {
  /** Another value after every change; asks the database at most once a second. */
  generation(): Promise<unknown>;
  /** A card in a language, whatever its standing; nothing when it was never published in it. */
  card(code: number, lang: string): Promise<ShownCard | undefined>;
  /** What to tell of a card that cannot be read in a language: it, and what became of it there or elsewhere. */
  gone(code: number, lang: string): Promise<{ card: Card; standing: Standing } | undefined>;
  /** Languages in which a card may be read now, by code. */
  languages(code: number): Promise<readonly string[]>;
  /** What may be read now in a language: essential ones first, then by topic and code. */
  list(lang: string): Promise<readonly ShownCard[]>;
  /** Cards of a need that are true at a place, in a language. */
  forNeed(need: NeedCode, lang: string): Promise<readonly ShownCard[]>;
  /** What became of a print, a message or a file by its code; nothing when there never was one. */
  standing(card: number, lang: string, version: number): Promise<Standing | undefined>;
  /** Every version that is not current any more, for packs and programs: code → state. */
  recalls(): Promise<readonly Recall[]>;
  /** What a phone keeps in a language, and which version of everything is out. */
  forPhone(lang: string): Promise<{
    cards: readonly KeptCard[];
    prints: Prints;
    /** The first day on which a card is not shown any more, by its number. */
    ends: Readonly<Record<string, string>>;
  }>;
  /** One recording. */
  medium(id: string): Promise<{ mime: string; content: Buffer; sha256: string } | undefined>;
};

export type Recall = { code: string; state: Standing['state']; by?: number };

const EVERY = 1000;
/** What was kept longer is read anew, whatever the numbers of changes say. */
const LONGEST = 60_000;

export type ShelfOptions = {
  /** `YYYY-MM-DD` where the cards are read. */
  today(): string;
  /** Milliseconds; for the pace of questions to the database. */
  now(): number;
};

const reading = { role: 'app_public', actor: 'public', purpose: 'guidance' } as const;

/** Opens the shelf on the database; it holds nothing until it is asked. */
export function openShelf(database: Database, { today, now }: ShelfOptions): Shelf {
  let cards = new Map<number, Promise<WholeCard | undefined>>();
  let lists = new Map<string, Promise<readonly KeptText[]>>();
  let versions: Promise<Versions> | undefined;
  // Standings are good until something changes or the day does.
  const ofDay = new Map<string, { day: string; value: unknown }>();
  let seen: string | undefined;
  let asked = -EVERY;
  let readAt = 0;
  let asking: Promise<void> | undefined;

  const follow = (): Promise<void> => {
    if (asking) return asking;
    if (now() - asked < EVERY) return Promise.resolve();
    asked = now();
    asking = read(database, async (tx) => {
      const [row] = await tx.query<{ seq: string | null }>(
        'select max(seq) seq from guidance.pub_change',
      );
      return row?.seq ?? '';
    })
      .then((seq) => {
        if (seq === seen && now() - readAt < LONGEST) return;
        readAt = now();
        seen = seq;
        cards = new Map();
        lists = new Map();
        versions = undefined;
        ofDay.clear();
      })
      // While the database is away what we have stays good.
      .catch((error: unknown) => {
        if (seen === undefined) throw error;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  const keep = <K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> => {
    let value = kept.get(key);
    if (!value) {
      value = make();
      kept.set(key, value);
      value.catch(() => kept.delete(key));
    }
    return value;
  };
  const daily = async <T>(key: string, make: (day: string) => Promise<T>): Promise<T> => {
    await follow();
    const day = today();
    const kept = ofDay.get(key);
    if (kept?.day === day) return kept.value as T;
    const at = seen;
    const value = await make(day);
    if (at === seen) ofDay.set(key, { day, value });
    return value;
  };
  const allVersions = (): Promise<Versions> => {
    versions ??= read(database, readVersions);
    versions.catch(() => {
      versions = undefined;
    });
    return versions;
  };
  const whole = async (code: number): Promise<WholeCard | undefined> => {
    await follow();
    const card = await keep(cards, code, () => read(database, (tx) => readWhole(tx, code)));
    // Numbers that nobody gave a card fill no memory.
    if (!card) cards.delete(code);
    return card;
  };
  const shelf: Shelf = {
    async generation() {
      await follow();
      return seen;
    },
    async card(code, lang) {
      const kept = await whole(code);
      const text = kept?.texts.get(lang);
      return kept && text ? shown(kept, text, today()) : undefined;
    },
    async gone(code, lang) {
      const kept = await whole(code);
      if (!kept) return undefined;
      const day = today();
      const last = (of: (version: Version) => boolean) => kept.versions.findLast(of);
      const one = last((version) => version.lang === lang) ?? last(() => true);
      return one && { card: kept.card, standing: placed(kept, one, day) };
    },
    async languages(code) {
      const kept = await whole(code);
      if (!kept) return [];
      const day = today();
      return [...kept.texts.values()]
        .filter((text) => isShown(shown(kept, text, day).standing))
        .map(({ publication }) => publication.lang);
    },
    list: (lang) =>
      daily(`list ${lang}`, async (day) => {
        const rows = await keep(lists, lang, () => read(database, (tx) => readList(tx, lang)));
        return rows
          .map((text) => shown(text.of, text, day))
          .filter(({ standing }) => isShown(standing));
      }),
    async forNeed(need, lang) {
      const branch = need.split('.', 1)[0] as string;
      const all = await shelf.list(lang);
      return all.filter(({ card }) =>
        card.needs.some((one) => one === need || one === branch || one.startsWith(`${need}.`)),
      );
    },
    async standing(code, lang, version) {
      const kept = await whole(code);
      const one = kept?.versions.find((row) => row.lang === lang && row.version === version);
      return kept && one ? placed(kept, one, today()) : undefined;
    },
    recalls: () => daily('recalls', async (day) => recallsOf(await allVersions(), day)),
    async forPhone(lang) {
      const cards = (await shelf.list(lang)).map(({ standing: _, ...card }) => card);
      const { rows, cards: known } = await allVersions();
      const meanings = new Map(
        [...known].map(([code, { sourceMeaning }]) => [code, sourceMeaning]),
      );
      const day = today();
      const prints: Record<string, Record<string, number>> = {};
      const ends: Record<string, string> = {};
      for (const [code, { card }] of known) ends[String(code)] = goneFrom(card);
      for (const { card, lang: of, version, meaning, endedAt, endedWhy } of rows) {
        const ofCard = (prints[String(card)] ??= {});
        const head = known.get(card);
        ofCard[of] =
          endedAt === null &&
          head &&
          isShown(placed(head, { card, lang: of, version, meaning, endedAt, endedWhy }, day))
            ? version
            : 0;
      }
      return {
        cards: cards.map((one) => ({ ...one, sourceMeaning: meanings.get(one.card.code) ?? 1 })),
        prints,
        ends,
      };
    },
    medium: (id) =>
      read(database, async (tx) => {
        const [row] = await tx.query<{ mime: string; content: Buffer; sha256: string }>(
          `select mime, content, encode(sha256, 'hex') sha256 from guidance.pub_medium where id = $1`,
          [id],
        );
        return row;
      }),
  };
  return shelf;
}

function read<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return look(database, reading, work);
}

function recallsOf({ rows, cards }: Versions, day: string): Recall[] {
  return rows.flatMap((row): Recall[] => {
    const card = cards.get(row.card);
    if (!card) return [];
    const standing = placed(card, row, day);
    if (isShown(standing)) return [];
    const { state } = standing;
    const code = `${row.card}-${row.lang}-${row.version}`;
    return [
      {
        code,
        state,
        ...(state === 'replaced' && standing.by !== undefined ? { by: standing.by } : {}),
      },
    ];
  });
}

function shown(of: Heads, { publication, media }: KeptText, today: string): ShownCard {
  return {
    card: of.card,
    publication,
    media,
    languages: [...of.current.keys()],
    standing: standingOf({ card: of.card, publication, sourceMeaning: of.sourceMeaning, today }),
  };
}

function placed(of: Heads, version: Version, today: string): Standing {
  const { lang, endedAt, endedWhy } = version;
  const currentVersion = of.current.get(lang);
  return standingOf({
    card: of.card,
    publication: {
      lang,
      version: version.version,
      meaning: version.meaning,
      ...(endedAt !== null && endedWhy !== null ? { ended: { at: endedAt, why: endedWhy } } : {}),
    },
    ...(currentVersion === undefined ? {} : { currentVersion }),
    sourceMeaning: of.sourceMeaning,
    today,
  });
}
