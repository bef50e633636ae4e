import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { openShelf } from '../guidance/index.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let farida: Worker;
let rahul: Worker;
beforeAll(async () => {
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  farida = await house.people.worker('translator');
  rahul = await house.people.worker('translator');
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const FACTS = {
  topic: 'health',
  kind: 'how_to',
  source_lang: 'en',
  need: 'health.doctor',
  publisher: 'Red Cross of Selmora',
  owner_role: 'Health information desk',
  source: 'Health office of Selmora',
  checked_on: day(-1),
  review_by: day(60),
};
const WORDS = {
  question: 'Where can I see a doctor for free?',
  answer: 'The clinic at the station is free. Open from {svc:407132.hours}.',
  nextStep: 'Go there.',
  action: 'go',
};
const BENGALI = {
  question: 'বিনা খরচে ডাক্তার কোথায় দেখাব?',
  answer: 'স্টেশনের ক্লিনিক বিনা খরচে। খোলা {svc:407132.hours} থেকে।',
  nextStep: 'সেখানে যান।',
  action: 'go',
};

const make = async (): Promise<string> => {
  const { app } = house;
  const answer = await app.inject({
    method: 'POST',
    url: '/staff/cards/new',
    headers: { cookie: house.cookie(mira), 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(FACTS).toString(),
  });
  expect(answer.statusCode).toBe(303);
  return /cards\/(\d+)\/en$/.exec(answer.headers.location ?? '')?.[1] ?? '';
};
const publicShelf = () =>
  openShelf(house.people.house.door.database, { today: () => day(0), now: Date.now });

it('stops a sentence of ninety words and a word that hurts, and lets the better card out (J2)', async () => {
  const code = await make();
  const at = `/staff/cards/${code}/en`;
  const bad = await house.ask(mira, at, {
    ...WORDS,
    answer: `${'very '.repeat(88)}long. The illegals come here.`,
    after: '0',
  });
  expect(bad.text).toMatch(/\d+ words, at most 40/);
  expect(bad.text).toMatch(/a sentence of 89 words, at most 20/);
  expect(bad.text).toMatch(/a word that hurts people illegals Say instead:/);
  expect(bad.text).toContain('The checks stop it');
  await house.ask(mira, at, { ...WORDS, after: '1', change: 'meaning' });
  const own = await house.ask(mira, at);
  expect(own.text).toContain('You wrote this: somebody else has to read it.');
  expect(own.text).toContain('Open from 08:00.');
  expect(own.text).toContain('Somebody else has to review it first.');
  // The last screen of somebody else's older words saves nothing over the newer ones.
  const late = await house.ask(farida, at, { ...WORDS, after: '1', change: 'typo' });
  expect(late.status).toBe(409);
  await house.ask(farida, `${at}/marks`, { revision: '2', mark: 'reviewed' });
  // A translator does not publish.
  expect((await house.ask(farida, `${at}/publication`, { revision: '2' })).status).toBe(404);
  const out = await house.ask(mira, `${at}/publication`, { revision: '2' });
  expect(out.text).toContain('It is out on every channel.');
  expect(await publicShelf().card(Number(code), 'en')).toMatchObject({
    publication: {
      version: 1,
      words: { answer: 'The clinic at the station is free. Open from 08:00.' },
    },
  });
});

it('shows the source beside a translation, waits for its reader, and says when the source has moved', async () => {
  const code = await make();
  const english = `/staff/cards/${code}/en`;
  await house.ask(mira, english, { ...WORDS, after: '0' });
  await house.ask(farida, `${english}/marks`, { revision: '1', mark: 'reviewed' });
  await house.ask(mira, `${english}/publication`, { revision: '1' });
  const bengali = `/staff/cards/${code}/bn`;
  const before = await house.ask(farida, bengali);
  expect(before.text).toContain('The clinic at the station is free.');
  await house.ask(farida, bengali, { ...BENGALI, after: '0' });
  expect((await house.ask(rahul, '/staff/cards?lang=bn')).text).toContain(BENGALI.question);
  await house.ask(rahul, `${bengali}/marks`, {
    revision: '1',
    mark: 'returned',
    note: 'The clinic is at the port.',
  });
  expect((await house.ask(mira, bengali)).text).toContain('Somebody sent these words back.');
  await house.ask(farida, bengali, { ...BENGALI, nextStep: 'আজই যান।', after: '1' });
  await house.ask(rahul, `${bengali}/marks`, { revision: '2', mark: 'reviewed' });
  expect((await house.ask(mira, `${bengali}/publication`, { revision: '2' })).text).toContain(
    'It is out',
  );
  await house.ask(mira, english, {
    ...WORDS,
    nextStep: 'Call first.',
    after: '1',
    change: 'meaning',
  });
  await house.ask(farida, `${english}/marks`, { revision: '2', mark: 'reviewed' });
  await house.ask(mira, `${english}/publication`, { revision: '2' });
  expect((await house.ask(farida, bengali)).text).toContain('The source means something else now.');
  const coverage = await house.ask(farida, '/staff/cards/coverage');
  expect(coverage.text).toMatch(/Bengali 1 \d+ % 1/);
  expect((await publicShelf().card(Number(code), 'bn'))?.standing).toEqual({ state: 'outdated' });
});

it('says which field of the facts is wrong and keeps what was typed; takes a card down', async () => {
  const wrong = await house.ask(mira, '/staff/cards/new', {
    ...FACTS,
    confirmed_by: 'Health office',
  });
  expect(wrong.status).toBe(400);
  expect(wrong.body).toContain('value="Health information desk"');
  const code = await make();
  const gone = await house.ask(mira, `/staff/cards/${code}/withdrawal`, { why: 'not_true' });
  expect(gone.text).toContain('Taken down everywhere: it is not true.');
  expect((await house.ask(mira, `/staff/cards/${code}/en`)).text).not.toContain('Give it out now');
});

it('is closed to everybody else', async () => {
  for (const url of [
    '/staff/cards',
    '/staff/cards/all',
    '/staff/cards/new',
    '/staff/cards/coverage',
  ])
    expect((await house.ask(house.marta, url)).status, url).toBe(404);
});
