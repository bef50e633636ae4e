/** Journey J1, arrival at a border hub without papers: from the door to "received", on a real house; with the network cut, and in Arabic. */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTablet } from '../../src/console/tablet-build.ts';
import { tabletRoutes } from '../../src/console/tablet-routes.ts';
import { tabletTexts } from '../../src/console/tablet-words.ts';
import {
  logFolder,
  logSigner,
  Sequencer,
  sequencerStore,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { withCheckDigit } from '../../src/directory/damm.ts';
import { SPOKEN_LENGTH, spokenCode, spokenGroups } from '../../src/desk/spoken-code.ts';
import { addAgreement, addOrganisation, insert } from '../../src/firewall/context/testing.ts';
import { codeDigest } from '../../src/firewall/index.ts';
import { judgeIdentifier } from '../../src/firewall/guard/index.ts';
import { buildPack, findServices } from '../../src/finder/index.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { myPages } from '../../src/my/index.ts';
import { recordOf } from '../../src/referrals/conditions.ts';
import { ownReferralPages, recipientPages, referralRoutes } from '../../src/referrals/index.ts';
import { CATEGORIES } from '../../src/referrals/packet.ts';
import { clinic, CLINIC_CODE } from '../../src/referrals/testing.ts';
import { loadLook, surroundingsOf } from '../../src/site/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import type { StaffRole } from '../../src/staff/roles.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { syncRoutes } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse, owner } from '../../src/sync/testing.ts';
import { setUp, type Stand } from './browser.ts';

const PLACE = 'Red Hill Clinic';
const OTHER = 'Mill Street Clinic';
const OTHER_CODE = withCheckDigit('2000');
const SHOTS = process.env['WAYHOUSE_SHOTS'];

let house: DeskHouse;
let stand: Stand;
let origin: string;
let folder: string;
let sequencer: Sequencer;

beforeAll(async () => {
  house = await deskHouse();
  const { kept, database, org, clock } = house.house;
  // The clock of a test house stands still; leases and sessions need one that goes.
  for (const one of [clock, kept.clock])
    Object.defineProperty(one, 'now', { get: () => Date.now() });
  const partner = await addOrganisation(database, { name: PLACE, kind: 'health' });
  const agreement = await addAgreement(database, [org, partner], { categories: CATEGORIES });
  await insert(database, 'referrals.network_entry', {
    network_id: randomUUID(),
    org_id: org,
    to_org: partner,
    listing_code: CLINIC_CODE,
    service_type: 'health',
    route: 'link',
    telephone: '+49 30 901820',
    agreement_id: agreement,
  });
  const takes = { needs: ['health.maternal'], languages: [{ lang: 'ti', mode: 'staff' }] } as const;
  const second = await addOrganisation(database, { name: OTHER, kind: 'health' });
  await insert(database, 'referrals.network_entry', {
    network_id: randomUUID(),
    org_id: org,
    to_org: second,
    listing_code: OTHER_CODE,
    service_type: 'health',
    route: 'account',
    agreement_id: await addAgreement(database, [org, second], { categories: CATEGORIES }),
  });
  const listed = [
    clinic(takes),
    clinic({ ...takes, code: OTHER_CODE, name: { text: OTHER, lang: 'en' } }),
  ];
  const directory = {
    listings: (codes: readonly string[]) => listed.filter(({ code }) => codes.includes(code)),
    find: (query: FinderQuery) =>
      findServices(
        buildPack(
          listed.map((one) => recordOf(one, query.now)),
          { now: query.now, territory: 'test', labels: {} },
        ),
        query,
      ),
  };
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-arrival-log-'));
  const signer = await logSigner('port.example/audit', kept.keeper);
  sequencer = new Sequencer({
    store: sequencerStore(kept.main),
    ledger: kept.keeper,
    signer,
    log: logFolder(folder),
    node: 'port.example',
    clock: Date.now,
    alarm: () => {},
  });
  const door = staffDoorOf(house.house);
  stand = await setUp({}, async (app, site) => {
    const surroundings = surroundingsOf(site, loadLanguages(), loadLook());
    await app.register(syncRoutes, { door, secret: (label) => kept.keystore.derived(label) });
    await app.register(myPages, { door, log: { folder, vkey: vkeyOf(signer) }, surroundings });
    await app.register(recipientPages, { door, surroundings });
    await app.register(ownReferralPages, {
      door,
      secret: (label) => kept.keystore.derived(label),
      surroundings,
      directory,
    });
    await app.register(referralRoutes, {
      door,
      origin: 'https://door.selmora.example',
      now: Date.now,
      directory,
    });
    tabletRoutes(app, await buildTablet(loadLook(), 'Harbour hub'));
    // The door of the console gives the cookie; here it is given outright.
    app.get<{ Params: { session: string } }>('/signed-in/:session', async ({ params }, reply) =>
      reply
        .header(
          'set-cookie',
          `${COOKIE}=${params.session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
        )
        .send('signed in'),
    );
  });
  origin = stand.origin.replace('127.0.0.1', 'localhost');
}, 120_000);
afterAll(async () => {
  await stand.close();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const rows = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await owner(house, sql, values)) as T[];

/** What the desk says in a language, by the name of the text. */
const wordsOf = (language: string) => {
  const texts = tabletTexts(language);
  return (id: string): string => texts[id] ?? id;
};

async function begin(
  language: string,
  role: StaffRole = 'desk',
): Promise<{ context: BrowserContext; page: Page; words: string }> {
  const { session } = await house.worker(role);
  const context = await stand.browser.newContext({
    locale: language,
    viewport: { width: 1024, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${origin}/signed-in/${session}`);
  const say = wordsOf(language);
  await page.goto(`${origin}/desk/`);
  await page.getByRole('button', { name: say('unlock.first') }).click();
  const words = await page.locator('.secret').innerText();
  await page.getByRole('button', { name: say('unlock.fresh_go') }).click();
  await page.locator('.queue-page h1:visible').waitFor({ timeout: 30_000 });
  return { context, page, words };
}

describe.each([
  ['en', true],
  ['ar', false],
] as const)('in %s, network cut: %s', (language, cut) => {
  const say = wordsOf(language);
  const shot = async (page: Page, name: string): Promise<void> => {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/arrival-${name}-${language}.png` });
  };

  test('Amal is heard, seen first, referred with her mark, served, and sees the answer', async () => {
    const people = async (): Promise<number> =>
      Number((await rows<{ n: string }>('select count(*) as n from casework.person'))[0]?.n);
    const before = await people();
    const { context, page, words } = await begin(language);

    // Somebody less urgent came first.
    await page.keyboard.press('n');
    await page.locator('.tongues').waitFor();
    await page.locator('.workerbar button').last().click();
    await page.locator('nav.tasks').waitFor();
    const earlier = (await page.locator('h1').innerText()).trim();
    await page.keyboard.press('Escape');

    // Tigrinya by picture, hears, a woman, a slip; no name.
    await page.keyboard.press('n');
    await page.locator('.tongues').waitFor();
    const tigrinya = page.locator('.tongue-tile', { has: page.locator('.own[lang=ti]') });
    if (!(await tigrinya.count()))
      await page.getByRole('button', { name: say('welcome.more') }).click();
    await tigrinya.click();
    for (const choice of ['1', '1', '1']) {
      await page.locator('.big .choice').first().waitFor();
      await page.waitForTimeout(150);
      await page.keyboard.press(choice);
    }
    await page.locator('nav.tasks').waitFor();
    const ticket = (await page.locator('h1').innerText()).trim();
    const visit = page.url().split('/').at(-1) ?? '';

    // Screening: pregnant. Before the less urgent visitor.
    await page.keyboard.press('s');
    await page.locator('ol.items').waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('Control+Enter');
    await page.locator('nav.tasks').waitFor();
    await page.locator('nav.rail a').first().click();
    await page.locator('table.queue').waitFor();
    const queue = (await page.locator('table.queue tbody th').allInnerTexts()).map((one) =>
      one.trim(),
    );
    expect(queue.indexOf(ticket)).toBeGreaterThanOrEqual(0);
    expect(queue.indexOf(ticket)).toBeLessThan(queue.indexOf(earlier));

    // Mother and baby; an interpreter by telephone, who joins; a note.
    await open(page, visit);
    await page.locator('nav.tasks').getByText(say('task.space')).click();
    await page.locator('.sheet').getByText(say('space.mother_baby')).click();
    await page.keyboard.press('i');
    await page
      .getByRole('group', { name: say('interpreter.ask') })
      .getByText(say('interpreter.phone'))
      .click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: say('booking.to_joined') }).click();
    await open(page, visit);
    await page.locator('nav.tasks').getByText(say('task.note')).click();
    await page.locator('textarea').fill('Her son had a first dose.');
    await page.keyboard.press('Control+Enter');
    await page.locator('nav.tasks').waitFor();

    // A scan in town: the clinic fits, and nothing that nobody knows is painted green.
    await page.keyboard.press('r');
    await page.locator('.referral .choices .choice').first().click();
    const service = page.locator('.service', { hasText: PLACE });
    await service.locator('summary').waitFor();
    expect(await service.locator('li.does_not').count()).toBe(0);
    await service.locator('summary').click();
    for (const line of await service.locator('.conditions > li.unknown').all())
      expect(await line.locator('use').getAttribute('href')).toBe('#unknown');
    await shot(page, '1-services');
    await service.locator('.acts .btn').click();
    await page.locator('textarea').fill(language === 'ar' ? 'الأسبوع 24' : 'Week 24');
    await page.getByText(say('consent.interpreter')).click();
    await shot(page, '2-composer');
    await page.locator('.dock .btn').first().click();

    // She is asked, hears it from the interpreter, and makes her mark.
    const answers = page.locator('.answers-three .choice');
    await answers.first().waitFor();
    expect(await page.locator('.rail, .top').count()).toBe(0);
    await page.waitForTimeout(300);
    const sizes = await Promise.all((await answers.all()).map((one) => one.boundingBox()));
    expect(
      new Set(sizes.map((box) => `${Math.round(box?.width ?? 0)} ${Math.round(box?.height ?? 0)}`))
        .size,
    ).toBe(1);
    expect(await page.locator('.answers-three [aria-pressed=true]').count()).toBe(0);
    await shot(page, '3-question');
    await answers.first().click();
    await page.locator('.turned .big .choice').first().click();
    const pad = page.locator('.mark-pad');
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 80, (box?.y ?? 0) + 60);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 180, (box?.y ?? 0) + 110, { steps: 5 });
    await page.mouse.up();
    await page.locator('.turned .acts .btn.one').click();
    const hold = await page.locator('.hold').boundingBox();
    await page.mouse.move((hold?.x ?? 0) + 12, (hold?.y ?? 0) + 12);
    await page.mouse.down();
    await page.locator('main.clock').waitFor();
    await page.mouse.up();
    await page.locator('main.clock button').click();
    await page.locator('main.clock input').fill(words);
    await page.keyboard.press('Enter');
    const send = page.locator('.dock .btn').first();
    await send.waitFor();

    if (cut) {
      await context.setOffline(true);
      await send.click();
      // Kept as ready, and it says so; nothing of it has reached the house.
      await page
        .locator('.referral .says', { hasText: 'Ready since' })
        .waitFor({ timeout: 40_000 });
      expect(await rows('select 1 from referrals.referral')).toEqual([]);
      await shot(page, '4-ready');
      // Back on the line it goes by itself: nothing that she said yes to has changed.
      await context.setOffline(false);
    } else await send.click();
    await page.locator('.aloud').waitFor({ timeout: 30_000 });
    const link = await page.locator('.link-text').innerText();
    const code = await page.locator('.aloud').innerText();
    await shot(page, '5-link');
    await page.getByRole('button', { name: say('referral.i_told') }).click();

    const [made] = await rows<{
      referral_id: string;
      subject: string;
      state: string;
      grant_id: string;
    }>('select referral_id, subject, state, grant_id from referrals.referral where visit_id = $1', [
      visit,
    ]);
    expect(made).toMatchObject({ state: 'sent' });
    const [grant] = await rows<Record<string, unknown>>(
      'select given, explained, notice_lang, interpreter_ref from consent.record where grant_id = $1',
      [made?.grant_id],
    );
    expect(grant).toMatchObject({ given: 'mark', explained: 'interpreted', notice_lang: 'ti' });
    expect(grant?.['interpreter_ref']).toEqual(expect.any(String));

    // The clinic has no account: the link and the code, yes, and how it ended. It sees the packet alone.
    const there = await stand.open(`/${language}${new URL(link).pathname}`);
    await there.fill('#q', code);
    await there.locator('main form:has(input[value=open]) button').click();
    const shown = await there.locator('main').innerText();
    expect(shown).toContain('24');
    for (const hidden of ['first dose', made?.subject ?? '-', ticket, visit])
      expect(shown).not.toContain(hidden);
    await there.locator('main form:has(input[name=step][value=accept]) button').click();
    await there.locator('main details:has(input[value=received]) summary').click();
    await there.locator('main form:has(input[name=step][value=received]) button').click();
    expect(
      await rows('select state from referrals.referral where referral_id = $1', [
        made?.referral_id,
      ]),
    ).toEqual([{ state: 'received' }]);

    // The room of referrals and the visit's own line tell it.
    await page.locator('nav.rail a', { hasText: say('nav.sending') }).click();
    await page.getByRole('button', { name: say('sending.now') }).click();
    await open(page, visit);
    await page
      .locator('.timeline')
      .getByText(language === 'ar' ? 'تم الحصول عليها' : 'Referral: Received')
      .first()
      .waitFor({ timeout: 30_000 });
    await shot(page, '6-timeline');

    // Amal, with the code of her slip: the answer.
    // What her slip's picture holds is read by a camera; here a second slip of hers has a code that is known.
    const slip = `slip-${randomUUID()}`;
    await insert(house.house.database, 'casework.handle', {
      handle_id: randomUUID(),
      org_id: house.house.org,
      purpose_id: 'desk.visit',
      subject: made?.subject ?? '',
      kind: 'slip',
      code_hash: secretHash(slip),
    });
    const own = await stand.open(`/${language}/my/referrals`);
    await own.fill('#q', slip);
    await own.locator('main button.b').click();
    await own.locator('main article').getByText(PLACE).waitFor();
    // And by the code that she says, with the four digits of this one.
    const [{ number } = { number: '' }] = await rows<{ number: string }>(
      'select number from referrals.referral where referral_id = $1',
      [made?.referral_id],
    );
    const said = spokenCode(Array.from({ length: SPOKEN_LENGTH }, () => randomInt(32)));
    await insert(house.house.database, 'casework.handle', {
      handle_id: randomUUID(),
      org_id: house.house.org,
      purpose_id: 'desk.visit',
      subject: made?.subject ?? '',
      kind: 'spoken',
      code_hash: codeDigest((label) => house.house.kept.keystore.derived(label), 'spoken', said),
    });
    await own.goto(`${stand.origin}/${language}/my/referrals`);
    await own.fill('#q', spokenGroups(said));
    await own.fill('#number', number);
    await own.locator('main button.b').click();
    await own.locator('main article').getByText(PLACE).waitFor();
    // Must hold: counts changed by one, without a name.
    expect((await people()) - before).toBe(1);
    expect(await rows('select 1 from ident.name where subject = $1', [made?.subject])).toEqual([]);
    // The log lists each reader: the clinic by its link, as an organisation.
    await sequencer.round();
    const readers = await rows<{ act: string }>(
      `select act from audit.detail where details ->> 'packet' = (select packet_id::text from referrals.referral where referral_id = $1)
         or details ->> 'referral' = $1::text`,
      [made?.referral_id],
    );
    const acts = readers.map(({ act }) => act);
    for (const act of ['referral.made', 'referral.send', 'packet.opened'])
      expect(acts).toContain(act);
    await context.close();
  }, 240_000);
});

test('who cannot be asked is sent without a yes; after a no the owner is offered another place, and the manager sees what is late', async () => {
  const language = process.env['WAYHOUSE_LANGUAGE'] ?? 'en';
  const say = wordsOf(language);
  const shot = async (page: Page, name: string): Promise<void> => {
    if (SHOTS)
      await page.screenshot({ path: `${SHOTS}/life-${name}-${language}.png`, fullPage: true });
  };
  const { context, page } = await begin(language);
  const room = () => page.locator('nav.rail a', { hasText: say('nav.referrals') }).click();
  await page.keyboard.press('n');
  const tigrinya = page.locator('.tongue-tile', { has: page.locator('.own[lang=ti]') });
  await page.locator('.tongues').waitFor();
  if (!(await tigrinya.count()))
    await page.getByRole('button', { name: say('welcome.more') }).click();
  await tigrinya.click();
  for (const choice of ['1', '1', '1']) {
    await page.locator('.big .choice').first().waitFor();
    await page.waitForTimeout(150);
    await page.keyboard.press(choice);
  }
  await page.locator('nav.tasks').waitFor();
  const visit = page.url().split('/').at(-1) ?? '';
  await page.keyboard.press('s');
  await page.locator('ol.items').waitFor();
  for (const item of ['1', '2']) await page.keyboard.press(item);
  await page.keyboard.press('Control+Enter');
  await page.locator('nav.tasks').waitFor();
  await page.keyboard.press('r');
  const needs = page.locator('.referral .choices').first().locator('.choice');
  await needs.first().waitFor();
  const service = page.locator('.service', { hasText: PLACE });
  for (const need of await needs.all()) {
    await need.click();
    await service.locator('summary').waitFor();
    if (!(await service.locator('li.does_not').count())) break;
  }
  await service.locator('.acts .btn').click();
  const life = page.locator('details', { hasText: say('life.title') });
  await life.locator('summary').click();
  await life.locator('.choice').first().click();
  await shot(page, '1-asked-nobody');
  await page.locator('.dock .btn').first().click();
  await page.locator('.aloud').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: say('referral.i_told') }).click();
  const [made] = await rows<{ id: string; given: string; why: string; number: string }>(
    `select r.referral_id as id, r.number, g.given, g.exception_why as why from referrals.referral r
       join consent.record g using (grant_id) where r.visit_id = $1`,
    [visit],
  );
  expect(made).toMatchObject({ given: 'not_asked', why: 'unconscious' });

  // The manager: a service, a number, whom to call; nobody's token.
  await owner(
    house,
    `update referrals.referral set answer_due = clock_timestamp() - interval '1 hour' where referral_id = $1`,
    [made?.id],
  );
  const manager = await begin(language, 'point_manager');
  await manager.page.locator('nav.rail a', { hasText: say('nav.referrals') }).click();
  const late = manager.page.getByRole('region', { name: say('late.title') });
  await late.getByText(made?.number ?? '').waitFor();
  expect(await late.innerText()).toContain(PLACE);
  await shot(manager.page, '2-late');
  await manager.context.close();

  // A no: another place that fits, one press away.
  const declined = await page.evaluate(
    async (path) =>
      (
        await fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ step: 'decline', reason: 'full' }),
        })
      ).status,
    `/api/referrals/${made?.id}/steps`,
  );
  expect(declined).toBe(200);
  await room();
  const row = page.locator('.referral-row', { hasText: PLACE }).first();
  await row.getByRole('button', { name: say('referral.act') }).click();
  const elsewhere = page.getByRole('region', { name: say('referral.elsewhere') });
  await elsewhere.getByText(OTHER).first().waitFor();
  await shot(page, '3-elsewhere');
  await elsewhere.getByRole('button').first().click();
  await page.locator('.lead', { hasText: OTHER }).waitFor();
  await context.close();
}, 120_000);

test('what a manager did not take is told to its maker with the reason, and leaves when she has read it', async () => {
  const language = process.env['WAYHOUSE_LANGUAGE'] ?? 'en';
  const say = wordsOf(language);
  const { context, page } = await begin(language);
  // What she was permitted ended before she did anything: a manager has to look at it.
  await owner(house, `update sync.session_key set until_at = from_at + interval '1 millisecond'`);
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  await page.locator('.workerbar button').last().click();
  await page.locator('nav.tasks').waitFor();
  await page.locator('nav.rail a', { hasText: say('nav.sending') }).click();
  const send = page.getByRole('button', { name: say('sending.now') });
  await send.click();
  await page.getByRole('region', { name: say('sending.with_manager') }).waitFor();
  await owner(
    house,
    `update sync.held set decision = 'dropped', why = 'wrong_person', decided_by = worker_id, decided_at = clock_timestamp()
       where decision is null`,
  );
  await send.click();
  const dropped = page.getByRole('region', { name: say('sending.not_taken') });
  await dropped.getByText(say('dropped.wrong_person')).waitFor();
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/life-4-not-taken-${language}.png` });
  await dropped.getByRole('button', { name: say('stuck.act_dismiss') }).click();
  await dropped.waitFor({ state: 'detached' });
  await context.close();
}, 120_000);

/** Opens a visit without loading the page anew. */
async function open(page: Page, visit: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/desk/visits/${visit}`);
  await page.locator('nav.tasks').waitFor();
}

test('no intake, service or referral table has a column for a status, papers or an origin', async () => {
  const columns = await rows<{ what: string; name: string }>(
    `select table_schema || '.' || table_name || '.' || column_name as what, column_name as name
       from information_schema.columns where table_schema in ('casework', 'referrals', 'ident', 'sync', 'survivor', 'child')`,
  );
  expect(columns.length).toBeGreaterThan(50);
  expect(
    columns.filter(({ name }) => judgeIdentifier(name) !== undefined).map(({ what }) => what),
  ).toEqual([]);
  // The judge finds what is surely one.
  expect(judgeIdentifier('immigration_status')).toBeDefined();
});
