/** The screens of the team in a browser: a manager decides by keyboard and without JavaScript; every screen on a phone, on a desk, in Arabic. */
import { daysAfter } from '../../src/languages/days.ts';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleRoutes } from '../../src/console/index.ts';
import { mondayOf } from '../../src/console/wall-clock.ts';
import { anyOperation } from '../../src/desk/testing.ts';
import { askCorrection } from '../../src/firewall/corrections/correction.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { buildServer } from '../../src/http/server.ts';
import { peopleRoutes } from '../../src/people/index.ts';
import { confirmLink, undoLink } from '../../src/people/links.ts';
import { peopleHouse, type PeopleHouse, type Registered } from '../../src/people/testing.ts';
import { loadLook } from '../../src/site/index.ts';
import { changeOwn, publishConduct, signConduct } from '../../src/staff/index.ts';
import { addShift, assign, sayPresence } from '../../src/staff/roster.ts';
import { recordTraining } from '../../src/staff/accounts.ts';
import { sayAvailability } from '../../src/staff/own-work.ts';
import { nameInterpreter } from '../../src/staff/team.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { owner, POINT } from '../../src/sync/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { violations } from '../pages/axe.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const POINT_SCREENS = [
  '',
  '/held',
  '/devices',
  '/twice',
  '/wrong',
  '/joinings',
  '/gaps',
  '/days',
].map((path) => `/staff/point${path}`);
const MINE_SCREENS = ['', '/conduct', '/days', '/self'].map((path) => `/staff/mine${path}`);
const NEXT_WEEK = mondayOf(daysAfter(new Date().toISOString().slice(0, 10), 7));
const TEAM_SCREENS = [
  '',
  `/roster/${POINT}/${NEXT_WEEK}`,
  '/languages',
  '/interpreters',
  '/conduct',
].map((path) => `/staff/team${path}`);

let people: PeopleHouse;
let app: FastifyInstance;
let browser: Browser;
let origin: string;
let held: string;

beforeAll(async () => {
  people = await peopleHouse();
  const { house } = people;
  for (const one of [house.clock, house.kept.clock])
    Object.defineProperty(one, 'now', { get: () => Date.now() });
  const [marta, amira] = [
    await people.worker('point_manager'),
    await people.worker('administrator'),
  ];
  held = await fill(marta, amira);
  house.forget();
  origin = `http://localhost:${String(await freePort())}`;
  const secret = (label: string) => house.kept.keystore.derived(label);
  const door = staffDoorOf(house);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(peopleRoutes, { door, secret });
  const comesIn: Record<string, Worker> = { marta, amira };
  await app.register(consoleRoutes, {
    door,
    secret,
    steps: house.door.steps,
    origin,
    name: 'Harbour hub',
    look: loadLook(),
    timeZone: 'Europe/Lisbon',
    demo: {
      people: [
        { login: 'marta', name: 'Marta', roles: ['point_manager'] },
        { login: 'amira', name: 'Amira', roles: ['administrator'] },
      ],
      enter: async (login) => comesIn[login]?.session,
    },
  });
  await app.listen({ port: Number(new URL(origin).port), host: 'localhost' });
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await people.close();
});

/** A point in the middle of its day, and a team with something to plan. @returns the number of work that waits */
async function fill(marta: Worker, amira: Worker): Promise<string> {
  const { door } = people.house;
  const text =
    'We help by need alone, treat everybody alike and tell nobody outside what we hear.\n\nIf we see harm, we say so.';
  const names: [Worker, string, string[]][] = [
    [people.yonas, 'Yonas', ['ti', 'am', 'en']],
    [people.sara, 'Sara', ['en', 'fr', 'ar-SD']],
    [marta, 'Marta', ['es', 'pt', 'en']],
    [amira, 'Nadia', ['ar', 'en']],
  ];
  for (const [worker, display_name, languages] of names)
    await changeOwn(door, worker, { display_name, languages });
  const rosa = await people.worker('health_worker');
  await changeOwn(door, rosa, { display_name: 'Rosa', languages: ['es'] });
  const today = new Date().toISOString().slice(0, 10);
  await recordTraining(door, amira, marta.actor, {
    course: 'health_worker',
    hours: 12,
    passed_on: today,
    valid_until: daysAfter(today, 20),
    subjects: ['culture', 'law'],
  });
  await publishConduct(door, amira, { texts: ['en', 'fr'].map((lang) => ({ lang, body: text })) });
  await publishConduct(door, amira, {
    texts: ['en', 'es', 'ar'].map((lang) => ({ lang, body: text })),
  });
  await signConduct(door, people.yonas, { version: 2, lang: 'en' });
  await sayPresence(door, people.yonas, { presence_id: randomUUID(), point_id: POINT, here: true });
  await sayAvailability(door, people.sara, { slots: ['1.morning', '2.morning', '5.evening'] });
  await nameInterpreter(door, amira, {
    account: people.yonas.actor,
    qualification: 'qualified',
    settings: ['room', 'phone'],
  });
  for (const [day, hours, languages, who] of [
    [0, [8, 12], ['ti', 'so'], [people.yonas, people.sara]],
    [0, [11, 15], ['es'], []],
    [3, [8, 12], [], [people.sara, marta]],
  ] as const) {
    const at = (hour: number): string =>
      `${daysAfter(NEXT_WEEK, day)}T${String(hour).padStart(2, '0')}:00:00Z`;
    const shift_id = randomUUID();
    await addShift(door, amira, {
      shift_id,
      point_id: POINT,
      starts_at: at(hours[0]),
      ends_at: at(hours[1]),
      languages: [...languages],
    });
    for (const worker of who)
      await assign(door, amira, shift_id, {
        account: worker.actor,
        role: worker === marta ? 'point_manager' : 'desk',
      });
  }
  const [a, b] = [
    await people.somebody({ name: 'Selam Tesfay' }),
    await people.somebody({ name: 'ሰላም ተስፋይ' }),
  ];
  const propose = async (one: Registered, two: Registered): Promise<string> => {
    const link_id = randomUUID();
    const pair = { a: one.subject, b: two.subject };
    await people.ask('/api/links', { link_id, ...pair, evidence: 'person_says' });
    return link_id;
  };
  const [c, d] = [await people.somebody({ name: 'Mariam Haidari' }), await people.somebody()];
  const slips = staffDoorOf(people.house);
  for (const [one, text] of [
    [a, 'My daughter is nine, not seven.\n\nThe bed was for two nights.'],
    [d, 'أنا أم لثلاثة أطفال، لا طفلين.'],
  ] as const)
    await askCorrection(slips, await slips.holder(one.code, {} as never), {
      id: randomUUID(),
      text,
    });
  await confirmLink(door, people.sara, await propose(c, d));
  await undoLink(door, people.sara, await propose(c, a), 'not_same');
  const taken = await propose(d, b);
  await confirmLink(door, marta, taken);
  await undoLink(door, marta, taken, 'person_asked');
  await propose(a, b);
  const day = (more: object) => ({ v: 1, event_id: v7(), at: new Date().toISOString(), ...more });
  const [visit, op] = [randomUUID(), anyOperation(7)];
  const base = {
    ...op,
    op_id: v7(),
    device_id: people.near.device,
    point_id: POINT,
    made_at: new Date().toISOString(),
  };
  await people.near.send([
    {
      op: {
        ...base,
        events: [
          ...op.events.map((event) => ({
            ...event,
            event_id: v7(),
            visit_id: visit,
            at: new Date().toISOString(),
          })),
          day({
            kind: 'service_given',
            visit_id: visit,
            body: { service_code: 'items.package', item_code: 'blanket', quantity: 3 },
          }),
          day({ kind: 'gap_met', visit_id: visit, body: { gap: 'interpreter' } }),
          day({ kind: 'point_closed', body: { counted_by: people.sara.actor } }),
        ],
      },
    },
  ]);
  const lost = await people.tablet(people.sara);
  await owner(
    people,
    `update staff.device set registered_at = now() - interval '2 days' where device_id = $1`,
    [lost.device],
  );
  const waits = {
    ...base,
    op_id: v7(),
    events: [
      day({ kind: 'visit_opened', visit_id: randomUUID(), body: { channel: 'walk_in', heads: 2 } }),
    ],
  };
  await people.near.send([
    { sealed: await people.near.seal(waits as typeof op), for_manager: true },
  ]);
  return waits.op_id;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Comes in through the door of the demonstration, by keyboard. */
async function comeIn(name: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'en',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${origin}/staff/sign-in`);
  await page.locator('form[action="/staff/demonstration"] button', { hasText: name }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  return page;
}

/** Nothing wider than the screen, nothing to press that is lower than 44 px, no room's name broken in a word, and no fault that axe finds. */
async function looksRight(page: Page, path: string, name: string, asksAxe = true): Promise<void> {
  await page.goto(origin + path);
  expect([path, await page.locator('[role=alert]').count()]).toEqual([path, 0]);
  // All that opens is looked at open; the bar of rooms stays in view, so that axe sees the whole screen at once.
  await page.evaluate(() =>
    document.querySelectorAll('main details').forEach((one) => one.setAttribute('open', '')),
  );
  const { width = 360 } = page.viewportSize() ?? {};
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(740, height) });
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'main :is(button, summary, select, textarea, input:not([type=checkbox], [type=radio], [type=hidden]), nav a, .rows a, .items > li > a, label:has(input))',
      ),
    ]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML.slice(0, 90)),
  );
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll('.rail a')].flatMap(({ lastChild }) => {
      const text = lastChild?.textContent ?? '';
      return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        if (!lastChild) return [];
        range.setStart(lastChild, index);
        range.setEnd(lastChild, index + word.length);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : [];
      });
    }),
  );
  const faults = asksAxe ? await violations(page) : [];
  expect.soft({ name, small, wide, broken, faults }).toEqual({
    name,
    small: [],
    wide: 0,
    broken: [],
    faults: [],
  });
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
  await page.setViewportSize({ width, height: 740 });
}
const named = (path: string, more: string): string =>
  `${path.split('/').slice(2, 4).join('-')}-${more}`;

test('every screen of a manager and of an administrator stands on a phone, and in Arabic on a desk', {
  timeout: 120_000,
}, async () => {
  for (const [who, screens] of [
    ['Marta', [...POINT_SCREENS, ...MINE_SCREENS]],
    ['Amira', TEAM_SCREENS],
  ] as const) {
    const page = await comeIn(who, {});
    for (const path of screens) await looksRight(page, path, named(path, '360-en'));
    await page.setViewportSize({ width: 1280, height: 740 });
    const arabic = page.locator('form.tongue button[value=ar]');
    await arabic.focus();
    await page.keyboard.press('Enter');
    await page.locator('html[dir=rtl]').waitFor();
    // The same page mirrored: its layout is what differs, and one of them is asked whole.
    for (const [i, path] of screens.entries())
      await looksRight(page, path, named(path, '1280-ar'), i === 1);
    await page.context().close();
  }
});

test('a manager takes work that waited by keyboard alone, without JavaScript', async () => {
  const page = await comeIn('Marta', {
    javaScriptEnabled: false,
    viewport: { width: 1024, height: 740 },
  });
  await page.goto(`${origin}/staff/point`);
  await page.locator('a.tile[href="/staff/point/held"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Waiting work' }).waitFor();
  expect(await page.locator('main').innerText()).toContain('The worker asked that you decide.');
  // The first thing that opens is to take it; the next stop is the one confirmation.
  await page.locator('main details summary').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').innerText()).toBe('Yes, take it');
  await page.keyboard.press('Enter');
  await page.locator('[role=status]', { hasText: 'Decided' }).waitFor();
  expect(await page.locator('main').innerText()).toContain('Nothing waits');
  const taken = await owner(people, 'select kind from casework.event where op_id = $1', [held]);
  expect(taken).toEqual([{ kind: 'visit_opened' }]);
  // The screen that answered a form is asked for again in another language, not the form.
  await page.locator('form.tongue button[value=fr]').focus();
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Travail en attente' }).waitFor();
});

test('what is printed is what can be read: the house, the point and the list, nothing to press or to fill in', async () => {
  for (const [who, path, stays] of [
    ['Amira', `/staff/team/roster/${POINT}/${NEXT_WEEK}`, 'Roster'],
    ['Amira', '/staff/team', 'People'],
    ['Marta', '/staff/point/days', 'Days'],
    ['Marta', '/staff/point/devices', 'Tablets'],
  ] as const) {
    const page = await comeIn(who, { viewport: { width: 718, height: 1000 } });
    await page.goto(origin + path);
    await page.emulateMedia({ media: 'print' });
    if (SHOTS)
      await page.screenshot({ path: `${SHOTS}/${named(path, 'print')}.png`, fullPage: true });
    const printed = await page.locator('body').innerText();
    expect(printed).toContain('Harbour hub');
    expect(printed).toContain(stays);
    const others = page.locator(
      'main :is(button, select, input:not([type=hidden]), summary, a.b, a.b2, a.pill)',
    );
    expect([path, await others.filter({ visible: true }).allInnerTexts()]).toEqual([path, []]);
    expect(printed).not.toMatch(/Add a shift|Another point/);
    await page.context().close();
  }
}, 60_000);
