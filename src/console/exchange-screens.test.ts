import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { readCard } from '../guidance/index.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let farida: Worker;
let code: number;
beforeAll(async () => {
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  farida = await house.people.worker('translator');
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const AT = '/staff/cards/exchange';
const BOUNDARY = 'wayhouse';
/** A form as a browser sends it with a file. */
const send = async (who: Worker, url: string, fields: Record<string, string>, file?: string) => {
  const parts = [
    ...Object.entries(fields).map(
      ([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
    ),
    ...(file === undefined
      ? []
      : [
          `Content-Disposition: form-data; name="file"; filename="cards.xlf"\r\nContent-Type: application/octet-stream\r\n\r\n${file}`,
        ]),
  ];
  const answer = await house.app.inject({
    method: 'POST',
    url,
    headers: {
      cookie: house.cookie(who),
      'accept-language': 'en',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    payload: `${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`,
  });
  const text = answer.body
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/&#(\d+);/g, (_all, point: string) => String.fromCodePoint(Number(point)))
    .replaceAll(/\s+/g, ' ');
  return { status: answer.statusCode, body: answer.body, text };
};
const hidden = (body: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
const download = (who: Worker, query: string) =>
  house.app.inject({
    method: 'GET',
    url: `${AT}/file?${query}`,
    headers: { cookie: house.cookie(who) },
  });

it('sends cards out, shows what comes back beside the source, and saves it only when it is told to', async () => {
  const { database } = house.people.house.door;
  const make = await house.ask(mira, '/staff/cards/new', {
    topic: 'health',
    kind: 'how_to',
    source_lang: 'en',
    publisher: 'Red Cross of Selmora',
    owner_role: 'Health desk',
    source: 'Health office',
    checked_on: new Date().toISOString().slice(0, 10),
    review_by: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10),
  });
  expect(make.status).toBe(303);
  const all = await house.ask(mira, '/staff/cards/all');
  code = Number(/cards\/(\d+)"/.exec(all.body)?.[1]);
  await house.ask(mira, `/staff/cards/${code}/en`, {
    question: 'Where is a doctor?',
    answer: 'At the port, until 17 o’clock. {svc:407132.hours}.',
    nextStep: 'Go to the port today.',
    action: 'go',
    after: '0',
  });

  const first = await house.ask(farida, AT);
  expect(first.text).toContain('Translations out and in');
  const file = await download(farida, 'from=en&to=fr&what=waiting&format=xliff&topic=');
  expect(file.headers['content-disposition']).toMatch(
    /attachment; filename="cards-en-fr-\d{4}-\d\d-\d\d\.xlf"/,
  );
  expect(file.body).toContain('<ph id=');
  const translate = (id: string, words: string, from: string): string =>
    from.replace(
      new RegExp(`(<unit id="${id}"[\\s\\S]*?</source>)`),
      `$1<target>${words}</target>`,
    );
  const french = translate(
    'question',
    'Où est un médecin ?',
    translate(
      'answer',
      'Au port, jusqu’à 18 heures.',
      translate('nextStep', 'Aller au port aujourd’hui.', file.body.replaceAll('&#61;', '=')),
    ),
  );
  const seen = await send(farida, AT, {}, french);
  expect(seen.status).toBe(200);
  expect(seen.text).toMatch(/French: 1 new text/);
  expect(seen.text).toContain('numbers differ only in the source: 17 only here: 18');
  expect(seen.text).toContain('references differ only in the source: {svc:407132.hours}');
  const actor = { actor: farida.actor, org: farida.org };
  const count = async () =>
    (await readCard(database, actor, code)).revisions.filter(({ lang }) => lang === 'fr');
  expect(await count()).toEqual([]);

  const form = { digest: hidden(seen.body, 'digest'), packed: hidden(seen.body, 'packed') };
  const saved = await send(farida, `${AT}/apply`, form);
  expect(saved.text).toContain('1 text is saved and waits to be read.');
  expect(await count()).toMatchObject([{ origin: 'imported', question: 'Où est un médecin ?' }]);
  // The same form again: something has changed since, and nothing more is saved.
  const again = await send(farida, `${AT}/apply`, form);
  expect(again.text).toContain('Something has changed since you looked.');
  expect(again.text).toContain('There is nothing to save in it.');
  expect(await count()).toHaveLength(1);
  const words = await house.ask(farida, `/staff/cards/${code}/fr`);
  expect(words.text).toContain('references differ only in the source: {svc:407132.hours}');
  expect((await house.ask(mira, '/staff/cards?lang=fr')).text).toContain('Où est un médecin ?');
});

it('says where a file is wrong and saves nothing', async () => {
  const bad = await send(mira, AT, {}, '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>');
  expect(bad.status).toBe(400);
  expect(bad.text).toMatch(/This file cannot be read\. Nothing was saved\. .*no document type/);
  const table = await send(mira, AT, {}, 'card,field\n1,question\n');
  expect(table.text).toMatch(/line 1 : columns: expected card|line 1: columns/);
  expect((await send(mira, AT, {}, '')).status).toBe(400);
  expect((await send(mira, `${AT}/apply`, { packed: 'nonsense', digest: '' })).status).toBe(400);
});

it('is closed to everybody else', async () => {
  expect((await house.ask(house.marta, AT)).status).toBe(404);
  expect((await download(house.marta, 'from=en&to=fr&what=all&format=csv')).statusCode).toBe(404);
  expect((await send(house.marta, AT, {}, 'x')).status).toBe(404);
  expect((await send(house.marta, `${AT}/apply`, { packed: '' })).status).toBe(404);
});
