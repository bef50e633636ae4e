/** The demonstration country with as many services and cards as are wanted, for programs that weigh its packs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { migrate } from '../../src/database/migrate.ts';
import { loadDemo } from '../../src/demo/index.ts';
import { type PackList, writePacks } from '../../src/directory/packs/index.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { openShelf } from '../../src/guidance/index.ts';
import { NOTHING, publishedCard, publishIn } from '../../src/guidance/testing.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { phoneDocuments } from '../../src/site/index.ts';
import cards from '../../demo/cards/cards.json' with { type: 'json' };

export type Country = {
  database: Database;
  /** Where the packs and their list are. */
  packs: string;
  /** Codes of the cards. */
  cards: readonly number[];
  /** Gives out the `n`th card once more in every language, with `word` at the end of its answer. */
  rewrite(n: number, word: string): Promise<void>;
  /** Makes the packs as of an instant, in every language of the pages or in some. */
  make(now: number, langs?: readonly string[]): Promise<PackList>;
  close(): Promise<void>;
};

const ALL = loadLanguages().offered.map(({ language: { code, tag } }) => ({ lang: code, tag }));
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * Starts a server of its own and fills it. The services are those of the demonstration; the cards are its
 * cards with other numbers in them, in English in every language.
 * @param services at most this many are listed
 */
export async function openCountry(services: number, wanted: number): Promise<Country> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-weigh-'));
  const embedded = await startEmbedded({ folder, forTests: true });
  const database = openDatabase(embedded.connection, 8);
  await migrate(database);
  const today = isoDay(Date.now());
  await loadDemo(database, { today });
  await asOwner(database, (tx) =>
    tx.query(
      `update directory.service_at_location set lifecycle = 'closed'
       where id in (select id from directory.service_at_location where lifecycle = 'listed' order by code offset $1)`,
      [services],
    ),
  );
  const codes: number[] = [];
  for (let n = 0; n < wanted; n++) {
    const { publisher, source } = cards[n % cards.length] as (typeof cards)[number];
    const own = wordsOf(n, '');
    const about = { publisher, sources: [{ name: source, dated: today }] };
    const card = await publishedCard(database, about, own);
    for (const { lang } of ALL)
      if (lang !== 'en') await publishIn(database, card, lang, own, NOTHING);
    codes.push(card);
  }
  const packs = join(folder, 'packs');
  return {
    database,
    packs,
    cards: codes,
    async rewrite(n, word) {
      const card = codes[n] as number;
      for (const { lang } of ALL)
        await publishIn(database, card, lang, wordsOf(n, ` ${word}`), NOTHING, 1);
    },
    async make(now, langs = ALL.map(({ lang }) => lang)) {
      const languages = ALL.filter(({ lang }) => langs.includes(lang));
      const shelf = openShelf(database, { now: () => now, today: () => isoDay(now) });
      const more = await Promise.all(
        languages.map(
          async ({ lang }) => [lang, phoneDocuments(await shelf.forPhone(lang))] as const,
        ),
      );
      const labels = loadNeedLabels();
      const territory = 'XW';
      return writePacks(database, {
        folder: packs,
        territory,
        languages,
        labels,
        now,
        more: Object.fromEntries(more),
      });
    },
    async close() {
      await database.close();
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function wordsOf(n: number, more: string) {
  const { words } = cards[n % cards.length] as (typeof cards)[number];
  return {
    question: filled(words.question, n),
    answer: `${filled(words.answer, n).slice(0, 220)} ${n}${more}.`,
    nextStep: filled(words.nextStep, n),
    action: 'read' as const,
  };
}

/** A reference has become the words that it stands for. */
function filled(text: string, n: number): string {
  return text
    .replaceAll(/\{[^}]*hours\}/g, 'Monday to Friday: 09:00 to 17:00')
    .replaceAll(/\{[^}]*\}/g, `+999 800 555 ${1000 + n}`);
}
