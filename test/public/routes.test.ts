import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COOKIE } from '../../src/staff/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import { openWholeHouse, type WholeHouse } from '../attack/canaries/house.ts';
import { openAviary } from '../attack/canaries/planted.ts';
import { plantPerson } from '../attack/installation.ts';
import { JSON_FILES, STRINGS } from './sets.ts';
import { type Callers, throwJson, throwStrings } from './throw.ts';

let folder: string;
let house: WholeHouse;
let callers: Callers;
// Each day another part of all pairs of a text and a route; WAYHOUSE_SETS_PART=1 takes every pair (an hour), 10 every tenth.
const part = Number(process.env['WAYHOUSE_SETS_PART'] ?? 240);
const most = part < 120 ? 7_200_000 : 120_000;
const day = Math.floor(Date.now() / 86_400_000);
const some = (text: number, route: number): boolean => (text + route + day) % part === 0;
/** The files are fewer, and go to half of the routes. */
const more = (text: number, route: number): boolean =>
  (text + route + day) % Math.ceil(part / 4) === 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-sets-'));
  house = await openWholeHouse(folder, openAviary());
  const desk = await house.hire(['caseworker']);
  const officer = await house.hire(['dpo']);
  const administrator = await house.hire(['administrator']);
  const person = await plantPerson(
    house.staff.firewall,
    house.org,
    secretHash,
    { name: 'Mirembe', contact: '+100', note: 'a note' },
    desk,
  );
  callers = [
    ...[desk, officer, administrator].map(({ session }) => ({ cookie: `${COOKIE}=${session}` })),
    { authorization: `Slip ${person.code}` },
  ];
}, 60_000);
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** How many rows each table has, but those where every act leaves a line. */
async function counts(): Promise<Record<string, number>> {
  const owner = await house.house.database.borrow('migrate');
  try {
    const { rows } = await owner.query<{ t: string }>(
      `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema)'`,
    );
    const all: Record<string, number> = {};
    for (const { t } of rows)
      all[t] = Number((await owner.query<{ n: string }>(`select count(*) n from ${t}`)).rows[0]?.n);
    return all;
  } finally {
    owner.release();
  }
}
const grown = (before: Record<string, number>, after: Record<string, number>): string[] =>
  Object.keys(after)
    .filter((table) => after[table] !== before[table])
    .sort();

test('the sets are there, whole', () => {
  expect(STRINGS.length).toBeGreaterThan(480);
  expect(JSON_FILES.length).toBe(318);
  for (const { name, bytes, valid } of JSON_FILES) {
    const reading = (): unknown =>
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (valid === 'yes') expect(reading, name).not.toThrow();
    if (valid === 'no') expect(reading, name).toThrow();
  }
});

test(
  'a visitor who sends them is answered with 2xx, 3xx, or a problem, and leaves nothing',
  async () => {
    const before = await counts();
    const strings = await throwStrings(house.app, { callers: [{}], take: some });
    expect(strings.bad).toEqual([]);
    expect(strings.requests).toBeGreaterThan(1_500);
    const files = await throwJson(house.app, { callers: [{}], take: more });
    expect(files.bad).toEqual([]);
    expect(files.requests).toBeGreaterThan(500);
    // Most are refused, some found and shown: both kinds were met.
    expect(Object.keys(strings.byStatus)).toEqual(
      expect.arrayContaining(['200', '400', '401', '404']),
    );
    // What the program does by itself all the time, counts of tries to sign in and of those refused, which hold no text, the
    // figures of half years that are over, kept as they were first told, and for an hour the digest of a code that somebody asked to
    // erase by, whether it opens anything or not.
    const own =
      /^(audit\.|staff\.attempt$|staff\.refused_try$|fw\.transparency_told$|consent\.asked_by_code$)/;
    expect(grown(before, await counts()).filter((table) => !own.test(table))).toEqual([]);
  },
  most,
);

test(
  'staff and people with a slip are answered so too',
  async () => {
    const strings = await throwStrings(house.app, { callers, take: some });
    expect(strings.bad).toEqual([]);
    expect(strings.requests).toBeGreaterThan(1_500);
    const files = await throwJson(house.app, { callers, take: more });
    expect(files.bad).toEqual([]);
    expect(
      Object.keys({ ...strings.byStatus, ...files.byStatus }).filter((status) => status >= '500'),
    ).toEqual([]);
  },
  most,
);
