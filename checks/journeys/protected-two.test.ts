/** Out of a child's path two officers decide (VUL-03, REF-01): one prepares, the other reads and confirms, in English and in Arabic. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTongues } from '../../src/console/words.ts';
import { comesIn, handsOver } from '../../src/protection/testing.ts';
import { violations } from '../pages/axe.ts';
import {
  openKey,
  protectedStand,
  type ProtectedStand,
  sendForm,
  shotsOf,
  type Someone,
  unfold,
} from './protected-stand.ts';

const shot = shotsOf('two');
const HERS = 'a kite over the old harbour wall';
const HIS = 'two lanterns under a green bridge';
const NEEDED = 'Please a quiet room, and somebody who explains slowly.';
const SECOND = 'Please without an appointment.';
const arabic = loadTongues().choose('ar', undefined).words;
const english = loadTongues().choose('en', undefined).words;

let stand: ProtectedStand;
let lena: Someone;
let omar: Someone;
let visit: string;
beforeAll(async () => {
  stand = await protectedStand();
  [lena, omar] = (await stand.holders('child', HERS, HIS)) as [Someone, Someone];
  await stand.clinic('Red Hill Clinic');
  const tablet = await stand.house.tablet(await stand.worker('desk'));
  visit = await comesIn(tablet, randomUUID());
  await handsOver(tablet, visit, 'child');
}, 120_000);
afterAll(() => stand.close());

const at = (rest = ''): string => `${stand.origin}/staff/protected/child${rest}`;
const SEND = 'form[action$="/steps"]:has([name=network_id])';
const CONFIRM = 'form[data-confirm]';
const waiting = (page: Page) => page.locator('[data-two]');

test('nothing leaves a child’s path before another officer has read it and confirmed', async () => {
  // Nothing waits. Lena prepares what the clinic needs, with the child's wish.
  const hers = await (await stand.browser(lena)).newPage();
  await hers.goto(at());
  await waiting(hers).getByText(english.text('path.two_none')).waitFor();
  await shot(hers, '1-nothing-waits');
  await hers.locator('table.rows th a').click();
  await unfold(hers, SEND);
  await hers.locator(`${SEND} [name=need]`).selectOption('health.doctor');
  await hers.locator(`${SEND} [name=sentence]`).fill(NEEDED);
  expect(await hers.locator(`${SEND} [name=of_age]`).count()).toBe(0);
  await hers.getByText(english.text('path.two_note')).waitFor();
  expect(await sendForm(hers, SEND, 'bad')).toBe(english.text('path.wrong_ref_yes_child'));
  // The child is twelve or older, as the desk wrote: it is asked.
  await hers.locator(`${SEND} [name=agreed]`).selectOption('too_small');
  expect(await sendForm(hers, SEND, 'bad')).toBe(english.text('path.wrong_wish_is_asked'));
  await hers.locator(`${SEND} [name=agreed]`).selectOption('interpreter');
  await hers.locator(`${SEND} [name=yes]`).check();
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '2-prepare');
  expect(await sendForm(hers, SEND)).toBe(english.text('path.two_prepared'));
  expect(await hers.locator('[data-link]').count()).toBe(0);
  expect(await stand.rows('select 1 from child.way_in')).toEqual([]);
  await openKey(hers, HERS, NEEDED);
  expect(await hers.locator(CONFIRM).count()).toBe(0);
  await hers.getByText(english.text('path.two_mine')).waitFor();
  await shot(hers, '3-prepared');

  // Omar, in Arabic, sees that it waits. He cannot confirm what he has not opened.
  const his = await (await stand.browser(omar, 'ar')).newPage();
  await his.goto(at());
  expect(await his.locator('html').getAttribute('dir')).toBe('rtl');
  await waiting(his).getByText('Red Hill Clinic').waitFor();
  expect(await violations(his)).toEqual([]);
  await shot(his, '4-waits-ar');
  await waiting(his).locator('a').click();
  await his.locator('[data-open-first]').waitFor();
  expect(await his.locator(CONFIRM).isVisible()).toBe(false);
  expect(await his.locator('main').innerText()).not.toContain(NEEDED);
  await openKey(his, HIS, NEEDED);
  await his.locator(CONFIRM).waitFor();
  expect(await his.locator('[data-open-first]').isVisible()).toBe(false);
  expect(await violations(his)).toEqual([]);
  await shot(his, '5-confirm-ar');
  await his.locator('[data-forget]').click();
  expect(await his.locator(CONFIRM).isVisible()).toBe(false);
  expect(await his.locator(`${CONFIRM} [name=opened]`).inputValue()).toBe('');
  await openKey(his, HIS, NEEDED);
  await sendForm(his, CONFIRM);
  const link = await his.locator('[data-link]').innerText();
  const code = await his.locator('[data-code]').innerText();
  await shot(his, '6-sent-ar');

  // The clinic meets what it meets with every link.
  const theirs = await (await stand.visitor('en')).newPage();
  await theirs.goto(link);
  await theirs.locator('#q').fill(code);
  await theirs.locator('main form button').click();
  await theirs.getByText(NEEDED).waitFor();
  for (const hidden of ['urvivor', 'hild', 'rotected', 'fficer'])
    expect(await theirs.locator('main').innerText()).not.toContain(hidden);
  await shot(theirs, '7-packet');
  await theirs.locator('details:has(input[value=accept]) button').click();
  await theirs.getByText('You said yes.').waitFor();

  // Lena reads the answer, and who confirmed; the child wants it no more.
  await hers.goto(at(`/visits/${visit}`));
  const line = hers.locator('li[data-referral]').first();
  await line.getByText(english.text('referral.state.accepted'), { exact: true }).waitFor();
  expect(await line.innerText()).toContain('confirmed by');
  await line.locator('details:has(input[value=withdraw]) summary').click();
  await sendForm(hers, 'li[data-referral] form:has(input[value=withdraw])');
  await theirs.goto(link);
  await theirs.locator('main form button').click();
  await theirs.getByText('This was taken back').waitFor();

  // Omar prepares another one; Lena says no, and he reads why.
  await his.goto(at(`/visits/${visit}`));
  await unfold(his, SEND);
  await his.locator(`${SEND} [name=need]`).selectOption('health.doctor');
  await his.locator(`${SEND} [name=sentence]`).fill(SECOND);
  await his.locator(`${SEND} [name=yes]`).check();
  await shot(his, '8-prepare-ar');
  expect(await sendForm(his, SEND)).toBe(arabic.text('path.two_prepared'));
  await hers.goto(at(`/visits/${visit}`));
  await openKey(hers, HERS, SECOND);
  const no = 'form:has(input[value=say_no])';
  await unfold(hers, no);
  await hers.locator(`${no} [name=reason]`).selectOption('too_much');
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '9-say-no');
  await sendForm(hers, no);
  await his.goto(at(`/visits/${visit}`));
  await his.getByText(arabic.text('path.no_too_much')).waitFor();
  await shot(his, '10-said-no-ar');
  await his.goto(at());
  await waiting(his).getByText(arabic.text('path.two_none')).waitFor();

  // An interpreter: asked for by the officer herself, and written down in this room alone.
  await his.goto(at(`/visits/${visit}`));
  const interpreter = his.locator('[data-interpreter]');
  await interpreter.getByText(arabic.text('path.int_no_language')).waitFor();
  await unfold(his, 'form[data-ask]');
  await his.locator('form[data-ask] [name=languages]').fill('ti');
  await his.locator('form[data-ask] [name=same_sex]').selectOption('woman');
  await his.evaluate(() => scrollTo(0, 0));
  expect(await violations(his)).toEqual([]);
  await shot(his, '11-interpreter-ar');
  await sendForm(his, 'form[data-ask]');
  await interpreter.locator('button[value=joined]').click();
  await interpreter.locator('button[value=ended]').waitFor();
  await shot(his, '12-interprets-ar');
  expect(await stand.rows('select 1 from staff.interpreter_booking')).toEqual([]);

  // Must hold: nobody else gets any of it, and the server's own log has steps and nothing else.
  const nowhere = randomUUID();
  for (const role of ['desk', 'point_manager', 'survivor', 'administrator'] as const) {
    const who = await stand.worker(role);
    const page404 = await stand.ask(who, `/staff/protected/nothing/visits/${nowhere}`);
    expect(page404.status).toBe(404);
    for (const rest of ['', `/visits/${visit}`])
      expect(await stand.ask(who, `/staff/protected/child${rest}`)).toEqual(page404);
  }
  expect(stand.logs.join('')).not.toContain('referral');
  for (const table of [
    'referrals.referral',
    'referrals.packet',
    'referrals.message',
    'referrals.recipient_access',
    'consent.record',
  ])
    expect([table, await stand.rows(`select 1 from ${table}`)]).toEqual([table, []]);
  expect(
    await stand.rows('select state, made_by, second_by from child.referral order by state'),
  ).toEqual([
    { state: 'cancelled', made_by: omar.actor, second_by: lena.actor },
    { state: 'withdrawn', made_by: lena.actor, second_by: omar.actor },
  ]);
  const kept = await stand.rows<{ sealed: Buffer }>(
    'select sealed from child.referral union all select sealed from child.way_in',
  );
  const all = kept.map(({ sealed }) => sealed.toString('latin1')).join('') + stand.logs.join('');
  for (const text of [NEEDED, SECOND, HERS, HIS]) expect(all).not.toContain(text);
}, 180_000);
