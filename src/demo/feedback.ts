/** Answers to "Did you get the help?", invented with the country: some services have many, most few or none. */
import type { Database } from '../database/index.ts';
import { withCheckDigit } from '../directory/damm.ts';
import { act } from '../firewall/index.ts';
import { demoPlans } from './country.ts';
import { readToday } from './dates.ts';
import { idOf } from './ids.ts';
import { chanceOf } from './random.ts';

export type DemoFeedback = {
  id: string;
  /** Public code of the service at its place. */
  code: string;
  outcome: 'got_it' | 'partly' | 'refused' | 'closed' | 'could_not_go';
  /** B01–B23. */
  barrier?: string;
};

const OUTCOMES = [
  ['got_it', 66],
  ['partly', 13],
  ['refused', 5],
  ['closed', 9],
  ['could_not_go', 7],
] as const;

/** What people name most for each outcome. */
const BARRIERS: Record<
  DemoFeedback['outcome'],
  readonly (readonly [string | undefined, number])[]
> = {
  got_it: [[undefined, 1]],
  partly: [
    ['B08', 4],
    ['B01', 3],
    ['B05', 2],
    [undefined, 3],
  ],
  refused: [
    ['B14', 4],
    ['B12', 2],
    ['B01', 3],
    ['B09', 1],
    [undefined, 2],
  ],
  closed: [
    ['B10', 6],
    [undefined, 3],
  ],
  could_not_go: [
    ['B11', 3],
    ['B10', 3],
    ['B20', 2],
    ['B02', 1],
    [undefined, 1],
  ],
};

/** Always the same answers, each with the id under which a repeat is recognised. */
export function* demoFeedback(today: string): Generator<DemoFeedback> {
  for (const { at } of demoPlans(readToday(today).day))
    for (const { place, number } of at) {
      if ((place.publicity ?? 'public') !== 'public') continue;
      const code = withCheckDigit(String(number));
      const chance = chanceOf('feedback', code);
      const answers = chance.weighted([
        [0, 84],
        [chance.between(1, 8), 11],
        [chance.between(10, 34), 5],
      ]);
      for (let n = 0; n < answers; n++) {
        const outcome = chance.weighted(OUTCOMES);
        const barrier = chance.weighted(BARRIERS[outcome]);
        yield { id: idOf('feedback', code, n), code, outcome, ...(barrier ? { barrier } : {}) };
      }
    }
}

/**
 * Gives the answers through the door that visitors use; those already there are left as they are.
 * Out: how many were new. Throws when the door does not know one of the codes.
 */
export function giveFeedback(database: Database, today: string): Promise<number> {
  const answers = [...demoFeedback(today)];
  return act(
    database,
    { role: 'app_public', actor: 'public', purpose: 'give feedback' },
    async (tx) => {
      const results = await tx.query<{ code: string; result: string }>(
        `select code, directory.give_feedback(id, code, outcome, barrier) as result
         from jsonb_to_recordset($1::jsonb) as answer (id uuid, code text, outcome text, barrier text)`,
        [JSON.stringify(answers)],
      );
      const wrong = results.find(({ result }) => result !== 'recorded' && result !== 'repeated');
      if (wrong) throw new Error(`Answer about ${wrong.code}: ${wrong.result}`);
      return results.filter(({ result }) => result === 'recorded').length;
    },
  );
}
