import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { openInfo } from '../guidance/index.ts';
import { infoPlaces, publishedCard } from '../guidance/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let farida: Worker;
let dana: Worker;
beforeAll(async () => {
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  farida = await house.people.worker('translator');
  dana = await house.people.worker('desk');
  await infoPlaces(house.people.house.door.database);
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const AT = '/staff/cards/points';
const shown = () => openInfo(house.people.house.door.database, Date.now).read();

it('makes a point and a route, changes them with their version, and takes them down', async () => {
  const { database } = house.people.house.door;
  const cards = [await publishedCard(database), await publishedCard(database)];
  expect((await house.ask(mira, AT)).text).toContain('There is no information point yet.');
  const fields = {
    point_name: 'Ferry terminal',
    lang: 'en',
    kind: 'port',
    place_name: 'port amara',
    position: '',
    point_cards: cards.join(' '),
    needs: ['health.doctor', 'food.meal'],
    languages: ['en', 'ar'],
  };
  for (const [field, wrong, said] of [
    ['place_name', 'Nowhere', 'the place: a town'],
    ['position', '95, 0', 'the position: two numbers'],
    ['point_cards', '9999999', 'the cards: numbers of cards that stand'],
    ['languages', 'xx', 'the languages: 1 to 6'],
    ['languages', 'en ar fr es fa ti am'.split(' '), 'the languages: 1 to 6'],
    ['needs', 'gold', 'the help: at most 8 kinds'],
  ] as const) {
    const refused = await house.ask(mira, AT, { ...fields, [field]: wrong });
    expect(refused.text, String(wrong)).toContain(said);
    if (!['languages', 'needs'].includes(field))
      expect(refused.body).toContain(`value="${String(wrong)}"`);
    if (field !== 'needs') expect(refused.body).toMatch(/value="food.meal" checked/);
  }
  const twoWrong = await house.ask(mira, AT, {
    ...fields,
    point_cards: `${cards[0]} 9999998 9999997`,
  });
  expect(twoWrong.text).toContain('These do not stand: 9999998, 9999997.');
  expect((await house.ask(farida, AT, fields)).text).toContain('There is no information point yet');
  expect((await house.ask(dana, AT)).status).toBe(404);
  const made = await house.ask(mira, AT, fields);
  const code = Number(/Number (\d+), version 1/.exec(made.text)?.[1]);
  const opened = await house.ask(mira, `${AT}?change=p${code}`);
  expect(opened.body).toContain(`${AT}/${code}/withdrawal`);
  await house.ask(mira, AT, {
    ...fields,
    point_name: 'Hill',
    kind: 'border',
    place_name: 'Hill Gate',
  });

  const change = { ...fields, lang: 'ar', point_name: 'محطة', of: String(code), version: '1' };
  const refused = await house.ask(mira, `${AT}/${code}`, { ...change, place_name: 'Nowhere' });
  expect(refused.body).toMatch(/id="p\d+".*<input name="point_name" value="محطة"/s);
  await house.ask(mira, `${AT}/${code}`, { ...change, position: '٤١٫٢, 9' });
  expect((await shown()).points[0]).toMatchObject({ version: 1 });
  await house.ask(mira, `${AT}/${code}`, { ...change, position: '41.21, 9.11', needs: [] });
  expect((await shown()).points[0]).toMatchObject({
    version: 2,
    name: { en: 'Ferry terminal', ar: 'محطة' },
    position: { lat: 41.21, lon: 9.11 },
    needs: [],
  });
  expect((await house.ask(mira, `${AT}/${code}`, change)).text).toContain('does not go together');

  const way = { route_name: 'To the hills', lang: 'en', points: `${code} ${code + 1}` };
  const single = await house.ask(mira, `${AT}/routes`, { ...way, points: String(code) });
  expect(single.text).toContain('the points: numbers of points that stand');
  const routed = await house.ask(mira, `${AT}/routes`, way);
  const route = Number(/change=r(\d+)/.exec(routed.body.replaceAll('&#61;', '='))?.[1]);
  await house.ask(mira, `${AT}/routes/${route}`, {
    ...way,
    points: `${code + 1} ${code}`,
    of: String(route),
    version: '1',
  });
  expect((await shown()).routes).toMatchObject([{ points: [code + 1, code], version: 2 }]);
  await house.ask(mira, `${AT}/routes/${route}/withdrawal`, {});
  const gone = await house.ask(mira, `${AT}/${code}/withdrawal`, {});
  expect(gone.text).toContain('Taken down');
  expect((await shown()).routes).toEqual([]);

  // Whoever works there opens what stands, and begins at the desk.
  const there = await house.ask(dana, '/staff/points');
  expect(there.text).toContain('Hill');
  expect(there.body).not.toContain(`/at/${code}?kiosk`);
  expect(there.body.replaceAll('&#61;', '=')).toContain(`href="/at/${code + 1}?kiosk=1"`);
  expect(there.body).toContain(`href="/ar/at/${code + 1}/set.pdf"`);
  expect(there.body).toContain('href="/desk"');
  for (const lang of ['fr', 'es', 'pt', 'uk', 'ar'])
    expect((await house.ask(mira, AT, undefined, lang)).text, lang).not.toMatch(
      /\binfo\.\w|\bat\.\w/,
    );
});
