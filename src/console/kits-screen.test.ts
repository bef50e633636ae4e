import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { copyCode, listKits, reportKit } from '../guidance/index.ts';
import { publishedCard } from '../guidance/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let farida: Worker;
beforeAll(async () => {
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  farida = await house.people.worker('translator');
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const AT = '/staff/cards/kits';

it('makes a kit from cards, shows counts from ten upwards alone, and takes it down', async () => {
  const { database } = house.people.house.door;
  const cards = [await publishedCard(database), await publishedCard(database)];
  expect((await house.ask(mira, AT)).text).toContain('There is no kit yet.');
  const fields = { kit_name: 'Doctors', lang: 'en', cards: cards.join(' '), minutes: '30' };
  for (const wrong of ['9999999', `${cards[0]} ${cards[0]} x`, '1,2,3,4,5,6,7,8,9']) {
    const refused = await house.ask(mira, AT, { ...fields, cards: wrong });
    expect(refused.text).toContain('the cards: numbers of cards that stand');
    expect(refused.body).toContain(`value="${wrong}"`);
  }
  expect((await house.ask(farida, AT, fields)).text).not.toContain('Kit 1');
  const made = await house.ask(mira, AT, fields);
  const code = Number(/kits\/(\d+)\/name/.exec(made.body)?.[1]);
  expect(made.text).toContain(`Kit ${code}, version 1`);

  const report = (number: number, people: number) =>
    reportKit(database, {
      kit: code,
      version: 1,
      copy: copyCode(number),
      number: 1,
      sessions: 1,
      people,
      answer: { right: people - 1, asked: people },
      step: { right: 0, asked: 0 },
    });
  await report(1, 8);
  const few = await house.ask(farida, AT);
  expect(few.text.match(/fewer than 10/g)).toHaveLength(6);
  await report(2, 12);
  const more = await house.ask(mira, AT);
  expect(more.text).toContain('People, as reported 20');
  expect(more.text).toContain('Understood the answer 90');
  expect(more.text.match(/fewer than 10/g)).toHaveLength(4);

  await house.ask(mira, `${AT}/${code}/name`, { kit_name: 'Médecins', lang: 'fr' });
  const [kit] = await listKits(database, { actor: mira.actor, org: mira.org });
  expect(kit).toMatchObject({ title: { en: 'Doctors', fr: 'Médecins' }, version: 2 });
  const gone = await house.ask(mira, `${AT}/${code}/withdrawal`, {});
  expect(gone.text).toContain('Taken down');
  expect(gone.body).not.toContain(`${AT}/${code}/withdrawal`);
});
