import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { act } from '../firewall/index.ts';
import { type InfoPoint, inLanguageOf, readPosition, stopsOf } from './info-points.ts';
import {
  addPoint,
  addRoute,
  changePoint,
  changeRoute,
  listInfo,
  type NewPoint,
  openInfo,
  withdrawInfo,
} from './info-store.ts';
import { withdrawCard } from './store.ts';
import { acting } from './store.ts';
import { infoPlaces, ORG, publishedCard, worker } from './testing.ts';

const NEEDS = ['health.doctor', 'food.meal', 'shelter.night', 'law.advice'];
const points: fc.Arbitrary<InfoPoint> = fc.record({
  code: fc.integer({ min: 10, max: 99_999 }),
  territory: fc.constant('XW'),
  kind: fc.constant('port'),
  name: fc.constant({ en: 'A' }),
  place: fc.constant(1),
  middle: fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
  cards: fc.uniqueArray(fc.integer({ min: 100, max: 115 }), { minLength: 1, maxLength: 12 }),
  needs: fc.uniqueArray(fc.constantFrom(...NEEDS)),
  languages: fc.constant(['en']),
  version: fc.constant(1),
});

describe('the rules', () => {
  it('name as new at a stop what the one before has not, in its order, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(points, { minLength: 2, maxLength: 6 }), (way) => {
        const stops = stopsOf(way);
        expect(stops.map(({ point }) => point)).toEqual(way);
        for (const [at, { point, newCards, newNeeds, fromM }] of stops.entries()) {
          const before = way[at - 1];
          const had = new Set(before?.cards);
          expect(newCards).toEqual(point.cards.filter((card) => !had.has(card)));
          expect(newNeeds.some((need) => before?.needs.includes(need))).toBe(false);
          if (before) expect(fromM).toBeLessThanOrEqual(20_016_000);
          else expect(fromM).toBeUndefined();
        }
      }),
    );
  });

  it('measure the way from where a point stands, else from the middle of its place', () => {
    const at = (lat: number, position?: { lat: number; lon: number }): InfoPoint => ({
      ...(fc.sample(points, 1)[0] as InfoPoint),
      middle: { lat, lon: 0 },
      ...(position ? { position } : {}),
    });
    const [, far] = stopsOf([at(0), at(1)]);
    expect(Math.round((far?.fromM ?? 0) / 100)).toBe(1112);
    const [, near] = stopsOf([at(0), at(1, { lat: 0, lon: 0 })]);
    expect(near?.fromM).toBe(0);
  });

  it('read a position as it is copied from a map, and nothing else', () => {
    expect(readPosition(' 38.885, -21.615 ')).toEqual({ lat: 38.885, lon: -21.615 });
    expect(readPosition('38.885;-21.615')).toEqual({ lat: 38.885, lon: -21.615 });
    for (const wrong of ['91, 0', '0, 181', '38,885 -21,615', 'here', '1'])
      expect(readPosition(wrong), wrong).toBeUndefined();
  });

  it('fall back to English and then to whatever there is', () => {
    expect(inLanguageOf({ en: 'Port', ar: 'ميناء' }, 'ar').lang).toBe('ar');
    expect(inLanguageOf({ en: 'Port', ar: 'ميناء' }, 'km')).toEqual({ text: 'Port', lang: 'en' });
    expect(inLanguageOf({ ar: 'ميناء' }, 'km').lang).toBe('ar');
  });
});

describe('in the database', () => {
  let database: Database;
  let cards: [number, number];
  const stranger = worker('00000000-0000-7000-8000-0000000000b2');
  beforeAll(async () => {
    database = await freshDatabase();
    await infoPlaces(database);
    cards = [await publishedCard(database), await publishedCard(database)];
  });
  afterAll(() => database.close());
  const given = (more: Partial<NewPoint> = {}): NewPoint => ({
    territory: 'XW',
    kind: 'port',
    name: { en: 'Ferry terminal' },
    place: 'Port Amara',
    cards,
    needs: ['health.doctor'],
    languages: ['en', 'ar'],
    ...more,
  });
  const shown = () => openInfo(database, Date.now).read();
  const field = (name: string) => ({ code: 'bad_input', errors: [{ field: name }] });

  it('keeps a point, changes it with a version more, and takes it down for good', async () => {
    const code = await addPoint(database, worker(), given());
    const changed = given({
      name: { ar: 'محطة العبّارات' },
      cards: cards.toReversed(),
      position: { lat: 41.21, lon: 9.11 },
      needs: [],
    });
    await changePoint(database, worker(), code, 1, changed);
    const [point] = (await shown()).points;
    expect(point).toMatchObject({
      code,
      version: 2,
      name: { en: 'Ferry terminal', ar: 'محطة العبّارات' },
      cards: cards.toReversed(),
      position: { lat: 41.21, lon: 9.11 },
      middle: { lat: 41.2, lon: 9.1 },
      needs: [],
    });
    await expect(changePoint(database, worker(), code, 1, given())).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(changePoint(database, stranger, code, 2, given())).rejects.toMatchObject({
      code: 'not_found',
    });
    await withdrawInfo(database, worker(), 'info_point', code);
    expect((await shown()).points).toEqual([]);
    const listed = (await listInfo(database, stranger, 'XW')).points;
    expect(listed).toMatchObject([{ code, own: false, isWithdrawn: true }]);
    await expect(changePoint(database, worker(), code, 3, given())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('refuses places that nobody knows, cards that do not stand, and points twice on a way', async () => {
    const gone = await publishedCard(database);
    await withdrawCard(database, worker(), gone, 'not_true');
    for (const [name, wrong] of [
      ['place', { place: 'Nowhere' }],
      ['cards', { cards: [gone] }],
      ['cards', { cards: [cards[0], cards[0]] }],
    ] as const)
      await expect(addPoint(database, worker(), given(wrong))).rejects.toMatchObject(field(name));
    const [a, b] = [
      await addPoint(database, worker(), given()),
      await addPoint(database, worker(), given({ place: 'Hill Gate' })),
    ];
    const way = { territory: 'XW', name: { en: 'To the hills' } };
    await expect(
      addRoute(database, worker(), { ...way, points: [a, 99_999] }),
    ).rejects.toMatchObject(field('points'));
    await expect(addRoute(database, worker(), { ...way, points: [a, a] })).rejects.toMatchObject(
      field('points'),
    );
    const code = await addRoute(database, worker(), { ...way, points: [a, b] });
    await changeRoute(database, worker(), code, 1, { ...way, points: [b, a] });
    expect((await shown()).routes).toMatchObject([{ code, points: [b, a], version: 2 }]);
    await withdrawInfo(database, worker(), 'route', code);
    expect((await shown()).routes).toEqual([]);
  });

  it('lists what stands first, one’s own before that of others, of one territory alone', async () => {
    const own = await addPoint(database, stranger, given());
    const others = await addPoint(database, worker(), given());
    const away = await addPoint(database, stranger, given());
    await withdrawInfo(database, stranger, 'info_point', away);
    const { points: all } = await listInfo(database, stranger, 'XW');
    const place = (code: number): number => all.findIndex((one) => one.code === code);
    expect(all[0]).toMatchObject({ code: own, own: true });
    expect(place(others)).toBeGreaterThan(0);
    expect(place(away)).toBeGreaterThan(place(others));
    const standing = await listInfo(database, stranger, 'XW', { standing: true });
    expect(standing.points.map(({ code }) => code)).toContain(others);
    expect([...standing.points, ...standing.routes].some((one) => one.isWithdrawn)).toBe(false);
    const elsewhere = await listInfo(database, stranger, 'YY');
    expect([...elsewhere.points, ...elsewhere.routes]).toEqual([]);
  });

  it('loses no point of one’s own behind those of others', async () => {
    const own = await addPoint(database, stranger, given({ name: { en: 'The oldest' } }));
    await act(database, acting(worker()), (tx) =>
      tx.query(
        `insert into guidance.info_point (territory, kind, name, place_id, cards, needs, languages, org_id)
         select i.territory, i.kind, i.name, i.place_id, i.cards, i.needs, i.languages, $2
         from guidance.info_point i, generate_series(1, 600) where i.code = $1`,
        [own, ORG],
      ),
    );
    const { points: all } = await listInfo(database, stranger, 'XW');
    expect(all.filter((one) => one.own && !one.isWithdrawn).map(({ code }) => code)).toContain(own);
  });

  it('lets stay what was named before and was taken down since, and says which new numbers do not stand', async () => {
    const gone = await publishedCard(database);
    const never = await publishedCard(database);
    const code = await addPoint(database, worker(), given({ cards: [...cards, gone] }));
    for (const one of [gone, never]) await withdrawCard(database, worker(), one, 'not_true');
    await changePoint(database, worker(), code, 1, given({ cards: [gone, ...cards] }));
    await expect(
      changePoint(database, worker(), code, 2, given({ cards: [gone, never, 9_999_999] })),
    ).rejects.toMatchObject({
      errors: [{ field: 'cards', given: [String(never), '9999999'] }],
    });
    const last = await addPoint(database, worker(), given());
    const way = { territory: 'XW', name: { en: 'There' }, points: [code, last] };
    const route = await addRoute(database, worker(), way);
    await withdrawInfo(database, worker(), 'info_point', last);
    await changeRoute(database, worker(), route, 1, { ...way, name: { en: 'And back' } });
  });

  it('keeps the same rules below the program: policies, numbers, owners and limits', async () => {
    const code = String(await addPoint(database, worker(), given()));
    const asPublic = { role: 'app_public', actor: 'public', purpose: 'guidance' } as const;
    const editor = acting(worker(ORG));
    const set = (what: string) => `update guidance.info_point set ${what} where code = ${code}`;
    for (const [who, sql] of [
      [asPublic, 'select from guidance.info_point'],
      [asPublic, set("cards = '{1}'")],
      [editor, `delete from guidance.info_point where code = ${code}`],
      [editor, set('org_id = gen_random_uuid()')],
      [editor, set('version = 9')],
      [
        editor,
        `insert into guidance.route (territory, name, points, org_id) values ('XW', '{"en":"Way"}', '{${code},${code}}', gen_random_uuid())`,
      ],
    ] as const)
      await expect(
        act(database, who, (tx) => tx.query(sql)),
        sql,
      ).rejects.toBeDefined();
    for (const sql of [
      set("cards = '{}'"),
      set("cards = '{1}'"),
      set("needs = '{health,health}'"),
      set(`needs = '{"drop table"}'`),
      set("languages = '{en,fr,es,ar,fa,ti,am}'"),
      set('lat = 1'),
      set("name = '{}'"),
      set('withdrawn_at = now(), place_id = 0'),
    ])
      await expect(
        act(database, editor, (tx) => tx.query(sql)),
        sql,
      ).rejects.toBeDefined();
    const other = acting(stranger);
    await act(database, other, (tx) => tx.query(set("kind = 'camp'")));
    const kept = (await shown()).points.find((one) => String(one.code) === code);
    expect(kept).toMatchObject({ kind: 'port', version: 1 });
  });
});
