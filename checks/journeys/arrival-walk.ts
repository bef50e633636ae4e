/** The steps of journey J1, from the welcome to her consent taken back: the same in every language. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { SPOKEN_LENGTH, spokenCode, spokenGroups } from '../../src/desk/spoken-code.ts';
import {
  type ArrivalStand,
  CLINIC,
  goTo,
  openVisit,
  type Tablet,
  wordsOf,
} from './arrival-stand.ts';
import { whole } from './browser.ts';

export const SHOTS = process.env['WAYHOUSE_SHOTS'];
const NOTE = 'Her son had a first dose.';

/** Who walks: the worker's tablet, and pages of the clinic and of the person, without script. */
export type Hub = { stand: ArrivalStand; tablet: Tablet; clinic: Page; own: Page };

const localeText = (language: string, file: string, id: string): string => {
  const texts = JSON.parse(
    readFileSync(new URL(`../../locales/${language}/${file}.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>;
  return texts[id] ?? id;
};

export type Offer = { name: string; year: string };

/** From the door to the last question: a language by its picture, to hear it, a woman. */
export async function toSlip(page: Page): Promise<void> {
  await goTo(page, '/desk/');
  await page.locator('.queue-page').waitFor();
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  const tigrinya = page.locator('.tongue-tile', { has: page.locator('.own[lang=ti]') });
  if (!(await tigrinya.count())) await page.locator('.tongues ~ * button, .more').first().click();
  await tigrinya.click();
  for (const title of ['ear', 'woman']) {
    await page.locator(`.big .choice use[href="#${title}"]`).waitFor();
    await page.keyboard.press('1');
  }
  await page.locator('.promise').waitFor();
}

/** Her name is offered, with the year: nothing asks for either. */
export async function offer(page: Page, { name, year }: Offer): Promise<void> {
  const fields = page.locator('.work .entry input');
  await fields.first().fill(name);
  await fields.nth(1).fill(year);
  await page.locator('.big .choice').first().click();
}

/** The ticket alone: what she wants to be called stands beside it. */
const ticketOn = async (page: Page): Promise<string> =>
  (await page.locator('h1').evaluate((title) => title.firstChild?.textContent ?? '')).trim();
export const visitOf = (page: Page): string =>
  /visits\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
export const eventsOf = ({ stand }: Hub, visit: string) =>
  stand.rows<{ kind: string; subject: string | null; body: Record<string, unknown> }>(
    'select kind, subject, body from casework.event where visit_id = $1 order by hlc, event_id',
    [visit],
  );
export const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 40_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`not seen: ${what}`);
    await new Promise((next) => setTimeout(next, 100));
  }
};

/** Amal signs with a mark on the turned screen, and the worker takes the tablet back. */
async function signs(
  { page, words }: Tablet,
  shot: (name: string) => Promise<void>,
): Promise<void> {
  const answers = page.locator('.answers-three .choice');
  await answers.first().waitFor();
  expect(await page.locator('.rail, .top').count()).toBe(0);
  const sizes = await Promise.all((await answers.all()).map((one) => one.boundingBox()));
  expect(
    new Set(sizes.map((box) => `${Math.round(box?.width ?? 0)} ${Math.round(box?.height ?? 0)}`))
      .size,
  ).toBe(1);
  expect(await page.locator('.answers-three [aria-pressed=true]').count()).toBe(0);
  await shot('3-question');
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
  await page.locator('.dock .btn').first().waitFor();
}

export const people = async ({ stand }: Hub): Promise<number> =>
  Number((await stand.rows<{ n: string }>('select count(*) as n from casework.person'))[0]?.n);

/** @param cut the network is cut while a referral goes out; without it, her token comes after a note */
export async function walk(
  hub: Hub,
  language: 'en' | 'ar',
  { cut }: { cut: boolean },
): Promise<void> {
  const { stand, tablet, clinic } = hub;
  const { context, page } = tablet;
  const say = wordsOf(language);
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/arrival-${name}-${language}.png` });
  };
  const earlier = await ticketOn(page);
  const before = await people(hub);

  // No name, nothing asked for; in the second walk no slip at first either.
  await toSlip(page);
  await shot('0-welcome');
  await page.keyboard.press(cut ? '1' : '2');
  await page.locator('nav.tasks').waitFor();
  const ticket = await ticketOn(page);
  const visit = visitOf(page);

  // Screening: pregnant. Before the less urgent visitor.
  await page.keyboard.press('s');
  await page.locator('ol.items').waitFor();
  // Both at once, before the screen could show the answer: it counts all the same.
  await page.evaluate(() => {
    for (const key of [{ code: 'Digit2' }, { code: 'Enter', ctrlKey: true }])
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }),
      );
  });
  // Saving ends on her visit: whoever goes elsewhere before that is brought back there.
  await page.waitForURL(({ pathname }) => pathname.endsWith(`/visits/${visit}`));
  await goTo(page, '/desk/');
  await page.locator('table.queue').waitFor();
  // The screening is kept in the order in which it was given, and the queue follows it.
  await until('her before the less urgent visitor', async () => {
    const queue = await page.locator('table.queue tbody th').allInnerTexts();
    const [hers, other] = [ticket, earlier].map((one) =>
      queue.findIndex((shown) => shown.trim() === one),
    );
    return hers !== undefined && other !== undefined && hers >= 0 && hers < other;
  });

  // Mother and baby; an interpreter by telephone, who joins; the midwife's help and her note.
  await openVisit(page, visit);
  await page.locator('nav.tasks').getByText(say('task.space')).click();
  await page.locator('.sheet').getByText(say('space.mother_baby')).click();
  await page.keyboard.press('i');
  await page
    .getByRole('group', { name: say('interpreter.ask') })
    .getByText(say('interpreter.phone'))
    .click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: say('booking.to_joined') }).click();
  await goTo(page, `/desk/visits/${visit}/note`);
  await page.locator('textarea').fill(NOTE);
  await page.keyboard.press('Control+Enter');
  await page.locator('nav.tasks').waitFor();
  if (!cut) {
    // The token comes after the note.
    await goTo(page, `/desk/visits/${visit}/slip`);
    await page.locator('.acts .btn.one').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.slip .aloud').waitFor();
    await openVisit(page, visit);
  }

  // A scan in town: the clinic fits, and nothing that nobody knows is painted green.
  await page.keyboard.press('r');
  await page.locator('.referral .choices .choice').first().click();
  const service = page.locator('.service', { hasText: CLINIC });
  await service.locator('summary').waitFor();
  expect(await service.locator('li.does_not').count()).toBe(0);
  await service.locator('summary').click();
  for (const line of await service.locator('.conditions > li.unknown').all())
    expect(await line.locator('use').getAttribute('href')).toBe('#unknown');
  await shot('1-services');
  await service.locator('.acts .btn').click();
  await page.locator('textarea').fill(language === 'ar' ? 'الأسبوع 24' : 'Week 24');
  await page.getByText(say('consent.interpreter')).click();
  await shot('2-composer');
  await page.locator('.dock .btn').first().click();
  await signs(tablet, shot);

  const send = page.locator('.dock .btn').first();
  const referrals = () =>
    stand.rows('select 1 from referrals.referral where visit_id = $1', [visit]);
  if (cut) {
    await context.setOffline(true);
    await send.click();
    // Kept as ready, and it says so; nothing of it has reached the house.
    await page.locator('.referral .says', { hasText: 'Ready since' }).waitFor();
    expect(await referrals()).toEqual([]);
    await shot('4-ready');
    // Back on the line it goes by itself: nothing that she said yes to has changed.
    await context.setOffline(false);
  } else await send.click();
  await page.locator('.aloud').waitFor();
  const link = await page.locator('.link-text').innerText();
  const code = await page.locator('.aloud').innerText();
  await shot('5-link');
  await page.getByRole('button', { name: say('referral.i_told') }).click();

  type Made = { referral_id: string; subject: string; state: string; grant_id: string };
  const [made] = await stand.rows<Made>(
    'select referral_id, subject, state, grant_id from referrals.referral where visit_id = $1',
    [visit],
  );
  expect(made).toMatchObject({ state: 'sent' });
  const { subject = '', referral_id = '', grant_id = '' } = made ?? {};
  const grantOf = async () =>
    (
      await stand.rows<Record<string, unknown>>(
        'select given, explained, notice_lang, interpreter_ref, withdrawn_at from consent.record where grant_id = $1',
        [grant_id],
      )
    )[0];
  expect(await grantOf()).toEqual({
    given: 'mark',
    explained: 'interpreted',
    notice_lang: 'ti',
    interpreter_ref: expect.any(String) as string,
    withdrawn_at: null,
  });

  // The clinic has no account: the link and the code, yes, and what became of it. It sees the packet alone.
  const step = (name: string) =>
    clinic.locator(`main form:has(input[value=${name}]) button`).click();
  await clinic.goto(`${stand.origin}/${language}${new URL(link).pathname}`);
  await clinic.fill('#q', code);
  await step('open');
  const shown = await clinic.locator('main').innerText();
  expect(shown).toContain('24');
  for (const hidden of [NOTE, subject, ticket, visit]) expect(shown).not.toContain(hidden);
  await step('accept');
  // Another time after the yes: the worker sees it where her referrals are, tells it, and says so.
  await clinic.locator('main details:has(input[value=move]) summary').click();
  await clinic.fill('#day', language === 'ar' ? '٣٠/١٢' : '30.12.');
  await clinic.fill('#time', '14:30');
  await step('move');
  await page.locator('nav.rail a', { hasText: say('nav.referrals') }).click();
  await page.locator('.referral-row', { hasText: say('referral.moved') }).waitFor();
  const row = await page.locator('.referral-row').first().innerText();
  expect(row).not.toContain(language === 'ar' ? 'الجواب قبل' : 'Answer by');
  // As on the clocks of the place, though this tablet is set to another zone.
  expect(row).toContain(language === 'ar' ? '١٤:٣٠' : '14:30');
  await shot('5-moved');
  await page
    .locator('.referral-row', { hasText: say('referral.moved') })
    .locator('button')
    .click();
  await page.locator('.steps', { hasText: say('referral.moved_step') }).waitFor();
  await shot('5-moved-acts');
  await page.getByRole('button', { name: say('referral.moved_tell') }).click();
  await page.getByText(say('referral.moved_told')).first().waitFor();
  await page.locator('.referral-row b', { hasText: say('referral.moved') }).waitFor({
    state: 'detached',
  });
  await heardByTelephone(hub, language, shot);
  await clinic.locator('main details:has(input[value=received]) summary').click();
  await step('received');
  expect(await clinic.locator('main .notice').innerText()).not.toBe('');
  expect(
    await stand.rows('select state from referrals.referral where referral_id = $1', [referral_id]),
  ).toEqual([{ state: 'received' }]);

  // The answer stands at her token, and on the tablet once anything else is done there.
  await until('the answer at her token', async () =>
    (await eventsOf(hub, visit)).some(
      (one) =>
        one.kind === 'referral_step' &&
        one.body['referral_state'] === 'received' &&
        one.subject === subject,
    ),
  );
  await openVisit(page, visit);
  await page.keyboard.press('Enter');
  await page
    .locator('.timeline')
    .getByText(language === 'ar' ? 'تم الحصول عليها' : 'Referral: Received')
    .first()
    .waitFor();
  await shot('6-timeline');

  await looksAtHerRecord(hub, language, { subject, visit, link, referral_id });
  expect((await grantOf())?.['withdrawn_at']).toBeInstanceOf(Date);

  // Must hold: counts changed by one, without a name.
  expect((await people(hub)) - before).toBe(1);
  expect(await stand.rows('select 1 from ident.name where subject = $1', [subject])).toEqual([]);
  // The log lists each reader.
  await stand.sequencer.round();
  const readers = await stand.rows<{ act: string }>(
    `select act from audit.detail where details ->> 'packet' = (select packet_id::text from referrals.packet_origin where subject = $1 limit 1)
         or details ->> 'referral' = $2`,
    [subject, referral_id],
  );
  const acts = readers.map(({ act }) => act);
  for (const one of ['referral.made', 'referral.send']) expect(acts).toContain(one);
}

/** The clinic calls and says yet another time: it is typed as it was said, and told as the other was. */
async function heardByTelephone(
  { tablet: { page } }: Hub,
  language: 'en' | 'ar',
  shot: (name: string) => Promise<void>,
): Promise<void> {
  const say = wordsOf(language);
  const row = page.locator('.referral-row').first();
  await row.getByRole('button', { name: say('referral.act') }).click();
  const heard = page.locator('section', { hasText: say('heard.title') });
  await heard.getByText(say('heard.move')).click();
  await heard.getByLabel(say('heard.day')).fill(language === 'ar' ? '٣١ ديسمبر' : '31 December');
  await heard.getByLabel(say('heard.time')).fill('25:00');
  await heard.getByRole('button', { name: say('heard.save') }).click();
  await heard.getByRole('alert').waitFor();
  await shot('5-heard-fault');
  await heard.getByLabel(say('heard.time')).fill('9:15');
  await heard
    .getByRole('status')
    .getByText(language === 'ar' ? '٠٩:١٥' : '09:15')
    .waitFor();
  await shot('5-heard');
  await heard.getByLabel(say('heard.time')).press('Enter');
  await page.locator('.referral-row', { hasText: say('referral.moved') }).waitFor();
  expect(await row.innerText()).toContain(language === 'ar' ? '٠٩:١٥' : '09:15');
  await row.getByRole('button', { name: say('referral.act') }).click();
  await page.getByRole('button', { name: say('referral.moved_tell') }).click();
  await row.locator('b', { hasText: say('referral.moved') }).waitFor({ state: 'detached' });
}

/** With the code of her slip: the answer, every line, one of them deleted, who read it, and her consent taken back. */
async function looksAtHerRecord(
  { stand, clinic, own }: Hub,
  language: 'en' | 'ar',
  {
    subject,
    visit,
    link,
    referral_id,
  }: { subject: string; visit: string; link: string; referral_id: string },
): Promise<void> {
  const main = own.locator('main');
  const press = async (path: string): Promise<void> => {
    await main.locator(`form[action$="${path}"] button`).first().click();
    await whole(own);
  };
  const slip = await stand.slipOf(subject);
  await own.goto(`${stand.origin}/${language}/my`);
  await own.fill('#q', slip);
  await main.locator('button.b').click();
  await press('/my/referrals');
  await main.locator('article').getByText(CLINIC).waitFor();
  // And by the code that she says, with the four digits of this one.
  const [{ number } = { number: '' }] = await stand.rows<{ number: string }>(
    'select number from referrals.referral where referral_id = $1',
    [referral_id],
  );
  const said = spokenCode(Array.from({ length: SPOKEN_LENGTH }, () => randomInt(32)));
  await stand.sayable(subject, said);
  await own.goto(`${stand.origin}/${language}/my/referrals`);
  await own.fill('#q', spokenGroups(said));
  await own.fill('#number', number);
  await main.locator('button.b').click();
  await main.locator('article').getByText(CLINIC).waitFor();

  const sealed = () =>
    stand.rows<{ n: number }>(
      `select count(*)::int as n from casework.event where kind = 'note_written' and sealed is not null and (visit_id = $1 or subject = $2)`,
      [visit, subject],
    );
  expect(await sealed()).toEqual([{ n: 1 }]);
  await own.goto(`${stand.origin}/${language}/my`);
  await own.fill('#q', slip);
  await main.locator('button.b').click();
  await press('/my/lines');
  const line = main.locator('li.paper', { hasText: NOTE });
  if (SHOTS)
    await own.screenshot({ path: `${SHOTS}/arrival-lines-${language}.png`, fullPage: true });
  expect(await line.count()).toBe(1);
  await line.locator('form[action$="/my/delete"] button').click();
  await whole(own);
  await main.locator('form:has(input[name=sure]) button').click();
  await whole(own);
  expect(await main.locator('[role=status]').count()).toBe(1);
  expect(await sealed()).toEqual([{ n: 0 }]);
  await press('/my/lines');
  expect(await main.innerText()).not.toContain(NOTE);

  // Who read it: the clinic by its name.
  await stand.sequencer.round();
  await press('/my');
  await press('/my/log');
  // Names stand in isolates where the line runs the other way.
  const log = (await main.innerText()).replace(/[\u2066-\u2069]/g, '');
  expect(log).toContain(
    localeText(language, 'my', 'my.who.recipient').replace('{organisation}', CLINIC),
  );
  expect(log).toContain(localeText(language, 'my', 'my.act.packet.opened'));
  expect(log).toContain(localeText(language, 'my', 'my.act.line.deleted'));

  // She takes it back: the clinic reads nothing any more, and says that it has deleted what it had.
  await press('/my');
  await press('/my/take-back');
  await main.locator('form:has(input[name=sure]) button').click();
  await whole(own);
  expect(await main.locator('[role=status]').count()).toBe(1);
  await clinic.goto(`${stand.origin}/${language}${new URL(link).pathname}`);
  const open = clinic.locator('main form:has(input[value=open]) button');
  if (await open.count()) {
    await open.click();
    await whole(clinic);
  }
  const left = await clinic.locator('main').innerText();
  expect(left).toContain(localeText(language, 'referrals', 'referral.taken_back'));
  expect(left).not.toContain('24');
  await clinic.locator('main button.b').click();
  await whole(clinic);
  expect(await clinic.locator('main button').count()).toBe(0);
}
