import { daysAfter } from '../languages/days.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { ALIKE, dueAt, likeness, mayBecome, RUMOUR_STATES } from './rumour.ts';
import {
  answerRumour,
  checkRumour,
  closeRumour,
  listRumours,
  logRumour,
  mergeRumour,
  type NewRumour,
  readRumour,
} from './rumours.ts';
import { publishedCard, worker } from './testing.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const HEARD: NewRumour = {
  heardOn: TODAY,
  lang: 'en',
  asHeard: 'The clinic at the port costs two hundred and asks for a passport.',
  medium: 'talk',
  harm: 2,
};

describe('the rules', () => {
  it('want an answer in twelve hours for the gravest, in two days for the others', () => {
    expect([dueAt(0, 3), dueAt(0, 2), dueAt(0, 1)].map((ms) => ms / 3_600_000)).toEqual([
      12, 48, 48,
    ]);
  });

  it('never open again what is closed, and never go back to new', () => {
    for (const to of RUMOUR_STATES) expect(mayBecome('closed', to)).toBe(false);
    for (const from of RUMOUR_STATES) expect(mayBecome(from, 'new')).toBe(false);
  });

  it('find the same saying in other words of it, not another about the same place', () => {
    const alike = (other: string) => likeness(HEARD.asHeard, other, 'en');
    expect(alike('the CLINIC at the port costs 200 and they ask for a passport')).toBeGreaterThan(
      ALIKE,
    );
    expect(alike('The bus to the north leaves no more.')).toBeLessThan(ALIKE);
    expect(
      likeness('العيادة في الميناء تطلب المال', 'العياده فى الميناء تطلب مال', 'ar'),
    ).toBeGreaterThan(ALIKE);
  });

  it('measure likeness the same both ways, 1 for itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (a, b) => {
          const share = likeness(a, b, 'en');
          expect(share).toBe(likeness(b, a, 'en'));
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect([0, 1]).toContain(likeness(a, a, 'en'));
        },
      ),
    );
  });
});

describe('the desk', () => {
  let database: Database;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.close());
  const log = (more: Partial<NewRumour> = {}, who = worker()) =>
    logRumour(database, who, { ...HEARD, ...more }, TODAY);
  const read = async (id: string, who = worker()) => (await readRumour(database, who, id)).rumour;

  it.each([
    ['a telephone number', { asHeard: 'Call Sami on 0612 345 678 for papers.' }, 'as_heard'],
    ['an account', { asHeard: 'Ask @sami_port for a place in the boat.' }, 'as_heard'],
    ['a mail address', { asHeard: 'Write to sami@example.org.' }, 'as_heard'],
    ['a day to come', { heardOn: daysAfter(TODAY, 1) }, 'heard_on'],
    ['a day long ago', { heardOn: daysAfter(TODAY, -90) }, 'heard_on'],
    ['a place that is none', { place: 'Atlantis' }, 'place'],
  ])('does not keep %s', async (_what, more, field) => {
    await expect(log(more)).rejects.toMatchObject({ code: 'bad_input', field });
  });

  it('keeps what is said about the help itself, also about papers and the police', async () => {
    for (const asHeard of [
      'The clinic gives names to the police.',
      'Without a passport nobody gets food at the port.',
      'They close the border tomorrow.',
    ])
      expect(await log({ asHeard })).toBeTruthy();
  });

  it('puts what is due first on top: a grave one before those that were heard earlier', async () => {
    const who = worker('00000000-0000-7000-8000-0000000000c3');
    const early = await log({ harm: 1 }, who);
    const grave = await log({ harm: 3, asHeard: 'Boats leave tonight, no vests are needed.' }, who);
    expect((await listRumours(database, who, 'open')).map(({ id }) => id)).toEqual([grave, early]);
    expect(
      await listRumours(database, worker('00000000-0000-7000-8000-0000000000d4'), 'open'),
    ).toEqual([]);
  });

  it('puts the same together, and answers once with a card that is out', async () => {
    const [first, second, third] = [
      await log(),
      await log({ asHeard: HEARD.asHeard.toUpperCase() }),
      await log({ asHeard: 'the clinic at the port costs two hundred' }),
    ];
    expect((await readRumour(database, worker(), second)).alike.map(({ id }) => id)).toContain(
      first,
    );
    await mergeRumour(database, worker(), { id: third, version: 1, sameAs: second });
    await mergeRumour(database, worker(), { id: second, version: 1, sameAs: first });
    expect(await read(first)).toMatchObject({ others: 2, state: 'new' });
    expect(await read(third)).toMatchObject({ sameAs: first, state: 'closed' });
    await checkRumour(database, worker(), { id: first, version: 1 });
    await expect(checkRumour(database, worker(), { id: first, version: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    const other = await publishedCard(database);
    await expect(
      answerRumour(database, worker(), { id: first, version: 2, card: other }),
    ).rejects.toMatchObject({ field: 'card' });
    const card = await publishedCard(database, {
      kind: 'rumour_answer',
      checkedOn: TODAY,
      reviewBy: daysAfter(TODAY, 20),
      expiresOn: daysAfter(TODAY, 30),
    });
    expect(await answerRumour(database, worker(), { id: first, version: 2, card })).toBe(true);
    expect(await read(first)).toMatchObject({ state: 'answered', card, isOut: true });
    await expect(
      closeRumour(database, worker(), { id: first, version: 3, note: 'Call 0612 345 678' }),
    ).rejects.toMatchObject({ field: 'note' });
    await closeRumour(database, worker(), {
      id: first,
      version: 3,
      note: 'Nobody says it any more.',
    });
    await expect(checkRumour(database, worker(), { id: first, version: 4 })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is closed to other organisations', async () => {
    const id = await log();
    const stranger = worker('00000000-0000-7000-8000-0000000000e5');
    await expect(read(id, stranger)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      closeRumour(database, stranger, { id, version: 1, note: '' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
