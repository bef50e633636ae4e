import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import * as values from '../desk/values.ts';
import { ADAPTATIONS, ANSWERS, DEGREES, FUNCTIONS, ITEMS } from '../desk/screening.ts';
import { RULES, STEPS } from '../desk/urgency.ts';
import { NEED_CODES } from '../directory/needs.ts';
import { asOwner } from '../firewall/context/testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const known = async (): Promise<Set<string>> => {
  const rows = await asOwner(database, (tx) =>
    tx.query<{ coded_value: string }>('select coded_value from fw.coded_value'),
  );
  return new Set(rows.map(({ coded_value }) => coded_value));
};

test('the database knows every value that the desk may send, so that none is judged anew at each write', async () => {
  const sets = Object.entries(values).filter(([name]) => name !== 'NEVER_OF_A_PERSON');
  const listed = sets.flatMap(([, set]) =>
    typeof set === 'object' ? (Array.isArray(set) ? set : Object.keys(set)) : [set],
  );
  const all = [
    ...(listed as string[]).filter((value) => !/^B\d\d$/.test(value)),
    ...ITEMS.flatMap((item) => ANSWERS.map((answer) => `${item}:${answer}`)),
    ...FUNCTIONS.flatMap((what) => DEGREES.map((degree) => `${what}:${degree}`)),
    ...Object.values(ADAPTATIONS),
    ...RULES.rules.map(({ rule_id }) => rule_id),
    ...STEPS,
    ...NEED_CODES.filter((code) => !values.NEVER_OF_A_PERSON.includes(code)),
  ];
  const there = await known();
  expect(all.filter((value) => !there.has(value))).toEqual([]);
});

test('what says something of permission to stay is not among them', async () => {
  const there = await known();
  expect(values.NEVER_OF_A_PERSON.filter((value) => there.has(value))).toEqual([]);
});
