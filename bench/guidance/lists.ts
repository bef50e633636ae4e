/**
 * Every list of the editor, the public list of a language, and the publication of one card, with 10,000 cards in 22
 * languages on the embedded database (issue 5, show 8: lists 300 ms at p95, publication 1 s).
 * One card comes by the door; the rest are rows of the same form.
 *   node bench/guidance/lists.ts [cards] [languages] [rounds]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/index.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { migrate } from '../../src/database/migrate.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import {
  addMedium,
  checkWords,
  hearMedium,
  listCards,
  listTodo,
  openShelf,
  PAGE,
  readCard,
  readCoverage,
} from '../../src/guidance/index.ts';
import {
  CLINIC_WORDS,
  NOTHING,
  ORG,
  publishedCard,
  publishIn,
  worker,
} from '../../src/guidance/testing.ts';

const [cards = 10_000, languages = 22, rounds = 40] = process.argv.slice(2).map(Number);
const CODES = 'en ar bn ur ps ckb am ti my km th uk ru pt tr ne sw so pl fr es fa'
  .split(' ')
  .slice(0, languages);

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-cards-'));
const embedded = await startEmbedded({ folder, forTests: false });
const database = openDatabase(embedded.connection, 8);
try {
  await migrate(database);
  const first = await publishedCard(database);
  await asOwner(database, async (tx) => {
    // What the triggers ask was asked of the first card.
    await tx.query(`set session_replication_role = replica`);
    await tx.query(
      `insert into guidance.card (code, territory, topic, kind, org_id, owner_role, publisher, source_lang, sources, checked_on, review_by, needs)
       select $1 + n, 'XW', (array['health', 'school', 'work', 'shelter', 'legal_help', 'money', 'family'])[1 + n % 7], 'how_to', $2,
         'Information desk', 'Network', 'en', '[{"name": "Office"}]', current_date - (n % 90)::int, current_date - (n % 90)::int + 60 + (n % 60)::int,
         array['health.doctor']
       from generate_series(1, $3::int) n`,
      [first, ORG, cards],
    );
    await tx.query(
      `insert into guidance.revision (card, lang, revision, question, answer, next_step, action, meaning, change, origin, worker_id)
       select $1 + n, l, r, 'Where is help number ' || n || '?', 'The place at the corner is free. You need no papers. Nobody there tells the police.',
         'Go there, or call first.', 'go', 1, 'meaning', 'written', gen_random_uuid()
       from generate_series(1, $2::int) n, unnest($3::text[]) l, generate_series(1, 2) r where r = 1 or n % 20 = 0`,
      [first, cards, CODES],
    );
    await tx.query(
      `insert into guidance.mark (card, lang, revision, mark, worker_id)
       select card, lang, 1, 'reviewed', gen_random_uuid() from guidance.revision where revision = 1 and card > $1`,
      [first],
    );
    await tx.query(
      `insert into guidance.publication (card, lang, version, revision, meaning)
       select card, lang, 1, 1, 1 from guidance.revision where revision = 1 and card > $1`,
      [first],
    );
    await tx.query(
      `insert into guidance.todo (card, lang, kind, revision) select card, lang, 'words', 2 from guidance.revision where revision = 2`,
    );
    await tx.query(
      `insert into guidance.todo (card, lang, kind) select card, lang, 'older' from guidance.publication where card % 33 = 0 and lang <> 'en'`,
    );
    // Every fourth card can be heard in every language.
    await tx.query(
      `insert into guidance.medium (id, card, lang, revision, meaning, kind, mime, content, synthetic, sha256, worker_id)
       select gen_random_uuid(), card, lang, 1, 1, 'audio', 'audio/mpeg', '\\x00', false, sha256('sound'), gen_random_uuid()
       from guidance.publication where card % 4 = 0 and card > $1`,
      [first],
    );
    await tx.query(
      `insert into guidance.hearing (medium, card, lang, verdict, worker_id)
       select id, card, lang, 'right', gen_random_uuid() from guidance.medium`,
    );
    await tx.query(`insert into guidance.change (card) values ($1)`, [first]);
    await tx.query('set session_replication_role = default');
    await tx.query('analyze');
  });
  const editor = worker();
  const today = new Date().toISOString().slice(0, 10);
  // One that can be heard.
  const middle = 4 * Math.floor((first + cards / 2) / 4);
  const shelf = (): ReturnType<typeof openShelf> =>
    openShelf(database, { now: Date.now, today: () => today });
  const warm = shelf();
  await warm.list('bn');
  let revision = 1;
  const works: Record<string, () => Promise<unknown>> = {
    'all cards, first page': () => listCards(database, editor, {}, today),
    'all cards, a page in the middle': () => listCards(database, editor, { after: middle }, today),
    'of one topic': () =>
      listCards(database, editor, { topic: 'legal_help', after: middle }, today),
    'late to be reviewed': () => listCards(database, editor, { state: 'overdue' }, today),
    'with words that wait': () =>
      listCards(database, editor, { state: 'waiting', after: middle }, today),
    'with older translations': () => listCards(database, editor, { state: 'older' }, today),
    'taken down (none)': () => listCards(database, editor, { state: 'withdrawn' }, today),
    'by words, many': () => listCards(database, editor, { text: 'help number 77' }, today),
    'by words, none': () => listCards(database, editor, { text: 'no such words' }, today),
    'what waits, all languages': () => listTodo(database, editor),
    'what waits, Bengali': () => listTodo(database, editor, 'bn'),
    'coverage of 22 languages': () => readCoverage(database, editor),
    'coverage of one topic': () => readCoverage(database, editor, 'health'),
    'one card with all its languages': () => readCard(database, editor, middle),
    'public: one card, read anew': () => shelf().card(middle, 'bn'),
    'public: one card, kept': () => warm.card(middle, 'bn'),
    'public: all of a language, read anew': () => shelf().list('bn'),
    'public: all of a language, kept': () => warm.list('bn'),
    'bring a recording and find it right': async () => {
      const medium = await addMedium(database, worker(), {
        card: middle,
        lang: 'bn',
        revision: 1,
        kind: 'audio',
        mime: 'audio/mpeg',
        content: Buffer.alloc(150_000, 1),
        synthetic: false,
        spoken: {},
      });
      await hearMedium(database, worker(), { medium, verdict: 'right' });
    },
    'checks of one text': async () => checkWords(CLINIC_WORDS, 'en'),
    'write, review and give out one card': () =>
      publishIn(
        database,
        first,
        'en',
        { ...CLINIC_WORDS, nextStep: `Go there ${revision}.` },
        NOTHING,
        revision++,
      ),
  };
  console.log(
    `${cards} cards in ${CODES.length} languages, pages of ${PAGE}, ${rounds} rounds, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log('| | p50 | p95 |\n|---|---|---|');
  for (const [name, work] of Object.entries(works)) {
    const times: number[] = [];
    for (let n = 0; n < rounds; n++) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string =>
      `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)} ms`;
    console.log(`| ${name} | ${at(0.5)} | ${at(0.95)} |`);
  }
} finally {
  await database.close();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
}
