import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let amina: Worker;
beforeAll(async () => {
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  amina = await house.people.worker('mediator');
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const LOG = '/staff/rumours/new';
const DESK = '/staff/cards/rumours';
const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const HEARD = {
  as_heard: 'The clinic at the port costs two hundred.',
  lang: 'en',
  heard_on: day(0),
  place: '',
  medium: 'phone_group',
  harm: '2',
};
const version = (body: string): string => /name="version" value="(\d+)"/.exec(body)?.[1] ?? '';

it('is written down by a mediator, checked, put together, answered by a card and closed', async () => {
  const form = await house.ask(amina, LOG);
  expect(form.text).toContain('No name, no number, no account');
  expect(form.body).toMatch(/aria-current="page"[^>]*>.*Rumours/);
  const refused = await house.ask(amina, LOG, { ...HEARD, as_heard: 'Call Sami on 0612 345 678.' });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('without names, numbers, accounts');
  expect(refused.body).toContain('Call Sami on 0612 345 678.');
  expect((await house.ask(amina, LOG, HEARD)).text).toContain('Written down.');
  await house.ask(amina, LOG, { ...HEARD, as_heard: 'the clinic at the PORT costs two hundred' });
  await house.ask(amina, LOG, {
    ...HEARD,
    as_heard: 'Boats leave tonight without vests.',
    harm: '3',
  });
  // Who writes them down does not see the desk.
  expect((await house.ask(amina, DESK)).status).toBe(404);

  const list = await house.ask(mira, DESK);
  const ids = [...list.body.matchAll(/rumours\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');
  expect(ids).toHaveLength(3);
  expect(list.text.indexOf('Boats leave')).toBeLessThan(list.text.indexOf('The clinic at'));
  house.people.house.clock.now += 13 * 3_600_000;
  const later = await house.ask(mira, DESK);
  expect(later.text).toMatch(/Boats leave tonight.*Late since/);
  house.renew();

  const [, first = '', second = ''] = ids;
  const same = await house.ask(mira, `${DESK}/${second}`);
  expect(same.text).toContain('Does one of these say the same?');
  const put = await house.ask(mira, `${DESK}/${second}/same`, {
    version: version(same.body),
    same_as: first,
  });
  expect(put.text).toContain('It says the same as this one');
  const one = await house.ask(mira, `${DESK}/${first}`);
  expect(one.text).toContain('1 more says the same');
  await house.ask(mira, `${DESK}/${first}/check`, { version: version(one.body) });
  // An old screen changes nothing.
  expect((await house.ask(mira, `${DESK}/${first}/check`, { version: '1' })).status).toBe(409);

  const card = await house.ask(mira, `/staff/cards/new?rumour=${first}&lang=en`);
  expect(card.body).toContain(`name="rumour" value="${first}"`);
  const ends = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  expect(card.body).toContain(`name="expires_on" value="${ends.format(new Date(day(30)))}"`);
  const made = await house.ask(mira, '/staff/cards/new', {
    rumour: first,
    topic: 'information',
    kind: 'rumour_answer',
    source_lang: 'en',
    publisher: 'Red Cross of Selmora',
    owner_role: 'Rumours desk',
    source: 'The clinic',
    checked_on: day(0),
    review_by: day(30),
    expires_on: day(30),
  });
  expect(made.status).toBe(303);
  const writing = await house.ask(mira, `${DESK}/${first}`);
  const code = /staff\/cards\/(\d+)"/.exec(writing.body)?.[1] ?? '';
  expect(writing.text).toContain('An answer is being written.');
  const early = await house.ask(mira, `${DESK}/${first}/answer`, {
    version: version(writing.body),
    card: code,
  });
  expect(early.text).toContain('It counts as answered when the card is out');
  const farida = await house.people.worker('translator');
  const at = `/staff/cards/${code}/en`;
  await house.ask(mira, at, {
    question: 'Does the clinic cost money?',
    answer: 'No. The clinic at the port is free.',
    nextStep: 'Go there.',
    action: 'go',
    after: '0',
  });
  await house.ask(farida, `${at}/marks`, { revision: '1', mark: 'reviewed' });
  expect((await house.ask(mira, `${at}/publication`, { revision: '1' })).text).toContain(
    'It is out',
  );
  const answered = await house.ask(mira, `${DESK}/${first}/answer`, {
    version: version(early.body),
    card: code,
  });
  expect(answered.text).toContain('Answered.');
  expect((await house.ask(mira, `${DESK}?state=answered`)).text).toContain(
    'The clinic at the port costs two hundred.',
  );
  const closed = await house.ask(mira, `${DESK}/${first}/close`, {
    version: version(answered.body),
    note: 'Nobody says it any more.',
  });
  expect(closed.text).toContain('Nobody says it any more.');
});

it('is closed to everybody else, and says which field is wrong', async () => {
  for (const url of [DESK, LOG]) expect((await house.ask(house.marta, url)).status, url).toBe(404);
  expect((await house.ask(house.marta, LOG, HEARD)).status).toBe(404);
  expect((await house.ask(mira, DESK, { ...HEARD, place: 'Atlantis' })).text).toContain(
    'the place: its name as the directory has it',
  );
  expect((await house.ask(amina, LOG, { ...HEARD, heard_on: day(2) })).text).toContain(
    'one of the last 60',
  );
  const none = await house.ask(amina, LOG, { ...HEARD, heard_on: 'gestern' });
  expect([none.status, none.text.includes('a day that exists')]).toEqual([400, true]);
  expect(none.body).toMatch(/name="heard_on" value="gestern"[^>]* aria-invalid="true"/);
});
