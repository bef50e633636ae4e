/**
 * What the second reader of needs adds on questions that it has not learned from: the lines of a language are cut
 * into five parts, for each it learns from the four others, and is then asked that part. The taught questions no rule
 * was made for; the tuning half was, so the rules' share of its figures flatters. Prints one table.
 * Run: `node checks/search-words/cross-validate.ts [language …]`, about three minutes a language; with `ONE_PART=1` only
 * the first part is asked. `SHOW_MISSED=1` lists what was missed.
 */
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { findServices, type Pack } from '../../src/finder/index.ts';
import { secondReader } from '../../src/finder/reader/second-reader.ts';
import { fold } from '../../src/languages/fold.ts';
import { slotOf } from '../../src/learning/traits.ts';
import { demonstrationPack, NOW } from './demonstration.ts';
import { learn, type Lesson, lessons } from './learn.ts';
import { type Lang, LANGUAGES, scoreWords, type WordScore } from './score.ts';

const PARTS = 5;
const ASKED_PARTS = process.env['ONE_PART'] === undefined ? PARTS : 1;
const KINDS = ['taught', 'tuning'] as const;

type Asked = Lesson & { rules: WordScore; both: WordScore };

/** Lines that fold alike are in one part. */
const partOf = ({ text }: Lesson, lang: Lang): number => slotOf(fold(text, lang), 20) % PARTS;

/** Every question of a language, asked of readers that had not learned it. */
function askAll(pack: Pack, lang: Lang): { asked: Asked[]; small: Lesson[]; answered: number[] } {
  const all = lessons(lang);
  const asked: Asked[] = [];
  const small: Lesson[] = [];
  const answered = [0, 0];
  for (let part = 0; part < ASKED_PARTS; part++) {
    const isLeftOut = (one: Lesson): boolean =>
      KINDS.some((kind) => kind === one.kind) && partOf(one, lang) === part;
    const weights = learn(
      lang,
      all.filter((one) => !isLeftOut(one)),
    );
    const both = { ...pack, secondReader: secondReader([weights]) };
    for (const one of all.filter(isLeftOut)) {
      if (one.needs.length > 0) {
        const [rules, withReader] = [pack, both].map((by) => scoreWords(by, one, lang, NOW));
        asked.push({ ...one, rules: rules as WordScore, both: withReader as WordScore });
        continue;
      }
      small.push(one);
      for (const [n, by] of [pack, both].entries()) {
        const answer = findServices(by, { now: NOW, lang, needs: [], text: one.text, limit: 1 });
        if (answer.understoodNeeds.length > 0 || answer.guessedNeeds !== undefined)
          answered[n] = (answered[n] as number) + 1;
      }
    }
  }
  return { asked, small, answered };
}

const percent = (sum: number, of: number): string => ((100 * sum) / of).toFixed(1).padStart(5);

function figures(scores: readonly WordScore[]): string {
  const sum = (of: (score: WordScore) => number): number =>
    scores.reduce((all, score) => all + of(score), 0);
  return [
    sum(({ recall }) => recall),
    sum(({ wrong }) => (wrong.length > 0 ? 1 : 0)),
    sum(({ wrongGuesses }) => (wrongGuesses.length > 0 ? 1 : 0)),
  ]
    .map((one) => percent(one, scores.length))
    .join(' ');
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  try {
    const pack = await demonstrationPack(database);
    console.log(
      'recall@10, wrong need, wrong guess in %: rules alone | rules and reader | no need at all: asked, answered by rules, by both',
    );
    for (const lang of LANGUAGES.filter((one) => wanted.length === 0 || wanted.includes(one))) {
      const { asked, small, answered } = askAll(pack, lang);
      for (const kind of KINDS) {
        const some = asked.filter((one) => one.kind === kind);
        const [rules, both] = [some.map((one) => one.rules), some.map((one) => one.both)];
        console.log(
          [
            lang,
            kind.padEnd(6),
            String(some.length).padStart(5),
            '|',
            figures(rules),
            '|',
            figures(both),
          ].join(' ') + (kind === 'taught' ? ` | ${small.length} ${answered.join(' ')}` : ''),
        );
      }
      if (process.env['SHOW_MISSED'] !== undefined)
        for (const { text, needs, both } of asked.filter((one) => one.both.recall < 1))
          console.log(
            lang,
            both.recall.toFixed(1),
            needs.join(' '),
            '|',
            text,
            '|',
            both.wrong.join(' '),
            '?',
            both.wrongGuesses.join(' '),
          );
    }
  } finally {
    await database.close();
    await cluster.stop();
  }
}
