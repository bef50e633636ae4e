/**
 * What a phone loads for 500 services and 100 cards in one language (issue 5, show 3: 300 kB), in every language, and the
 * file that goes from phone to phone (600 kB). The services are those of the demonstration; the cards are its cards
 * with other numbers in them.
 *   node checks/packs/weigh.ts [services] [cards]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/index.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { migrate } from '../../src/database/migrate.ts';
import { loadDemo } from '../../src/demo/index.ts';
import { writePacks } from '../../src/directory/packs/index.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { openShelf } from '../../src/guidance/index.ts';
import { NOTHING, publishedCard, publishIn } from '../../src/guidance/testing.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { phoneDocuments } from '../../src/site/index.ts';
import cards from '../../demo/cards/cards.json' with { type: 'json' };

const [most = 500, wanted = 100] = process.argv.slice(2).map(Number);
const LIMIT = 300_000;

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-weigh-'));
const embedded = await startEmbedded({ folder, forTests: true });
const database = openDatabase(embedded.connection, 8);
let failed = false;
try {
  await migrate(database);
  const today = new Date().toISOString().slice(0, 10);
  await loadDemo(database, { today });
  await asOwner(database, (tx) =>
    tx.query(
      `update directory.service_at_location set lifecycle = 'closed'
       where id in (select id from directory.service_at_location where lifecycle = 'listed' order by code offset $1)`,
      [most],
    ),
  );
  const languages = loadLanguages().offered.map(({ language: { code, tag } }) => ({
    lang: code,
    tag,
  }));
  // A reference has become the words that it stands for.
  const filled = (text: string, n: number): string =>
    text
      .replaceAll(/\{[^}]*hours\}/g, 'Monday to Friday: 09:00 to 17:00')
      .replaceAll(/\{[^}]*\}/g, `+999 800 555 ${1000 + n}`);
  for (let n = 0; n < wanted; n++) {
    const { words, publisher, source } = cards[n % cards.length] as (typeof cards)[number];
    const own = {
      question: filled(words.question, n),
      answer: `${filled(words.answer, n).slice(0, 220)} ${n}.`,
      nextStep: filled(words.nextStep, n),
      action: 'read' as const,
    };
    const card = await publishedCard(
      database,
      { publisher, sources: [{ name: source, dated: today }] },
      own,
    );
    for (const { lang } of languages)
      if (lang !== 'en') await publishIn(database, card, lang, own, NOTHING);
  }
  const shelf = openShelf(database, { now: Date.now, today: () => today });
  const more = Object.fromEntries(
    await Promise.all(
      languages.map(
        async ({ lang }) => [lang, phoneDocuments(await shelf.forPhone(lang))] as const,
      ),
    ),
  );
  const { packs } = await writePacks(database, {
    folder: join(folder, 'packs'),
    territory: 'XW',
    languages,
    labels: loadNeedLabels(),
    now: Date.now(),
    more,
  });
  for (const { lang, bytes, listings } of packs) {
    const heavy = bytes > LIMIT;
    failed ||= heavy;
    console.log(
      `${lang}: ${listings} services, ${wanted} cards, ${bytes} bytes${heavy ? ' TOO HEAVY' : ''}`,
    );
  }
} finally {
  await database.close();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
