/** Out of a survivor's path to the officers of another organisation with accounts (VUL-04, REF-01, REF-03): in English, answered in Arabic. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTongues } from '../../src/console/words.ts';
import { comesIn, handsOver } from '../../src/protection/testing.ts';
import { ROLES, type StaffRole } from '../../src/staff/roles.ts';
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

const shot = shotsOf('officers');
const HERS = 'a kite over the old harbour wall';
const THEIRS = 'two lanterns under a green bridge';
const NEEDED = 'Please a quiet room, and a door that can be locked.';
const QUESTION = 'هل يمكنها المجيء صباحًا؟';
const REPLY = 'Yes, until eleven.';
const arabic = loadTongues().choose('ar', undefined).words;
const english = loadTongues().choose('en', undefined).words;

let stand: ProtectedStand;
let noor: Someone;
let mara: Someone;
let visit: string;
beforeAll(async () => {
  stand = await protectedStand();
  noor = await stand.holder('survivor', HERS);
  mara = await stand.neighbour('survivor', 'Red Hill House', THEIRS);
  const tablet = await stand.house.tablet(await stand.worker('desk'));
  visit = await comesIn(tablet);
  await handsOver(tablet, visit, 'survivor');
}, 120_000);
afterAll(() => stand.close());

const at = (rest = ''): string => `${stand.origin}/staff/protected/survivor${rest}`;
const SEND = 'form[action$="/steps"]:has([name=network_id])';
const stepOf = (name: string): string => `form:has(input[name=step][value=${name}])`;

test('officers there read it with their own key and answer into the path; nobody else there learns of it', async () => {
  // Mara's room has nothing that others ask, and says nothing of it.
  const hers = await (await stand.browser(mara, 'ar')).newPage();
  await hers.goto(at());
  expect(await hers.locator('html').getAttribute('dir')).toBe('rtl');
  expect(await hers.locator('[data-received]').count()).toBe(0);

  // Noor sends what must be known there, with the yes of whoever it is about.
  const page = await (await stand.browser(noor)).newPage();
  await page.goto(at(`/visits/${visit}`));
  await unfold(page, SEND);
  const to = await page.locator(`${SEND} [name=network_id] option`).allInnerTexts();
  expect(to).toEqual([
    english.text('path.ref_officers', { name: 'Red Hill House', service: 'Health' }),
  ]);
  await page.getByText(english.text('path.ref_officers_note')).waitFor();
  await page.locator(`${SEND} [name=need]`).selectOption('health.doctor');
  await page.locator(`${SEND} [name=sentence]`).fill(NEEDED);
  await page.locator(`${SEND} [name=agreed]`).selectOption('common_language');
  await page.locator(`${SEND} [name=yes]`).check();
  await page.locator(`${SEND} [name=of_age]`).check();
  expect(await violations(page)).toEqual([]);
  await shot(page, '1-send');
  expect(await sendForm(page, SEND)).toContain(english.text('path.ref_lies_there'));
  expect(await page.locator('[data-link], [data-code]').count()).toBe(0);
  await shot(page, '2-lies-there');
  const [row] = await stand.rows<{ packet_id: string }>('select packet_id from survivor.referral');
  const packet = row?.packet_id ?? '';

  // Mara finds it. What is asked comes once she says that she reads it, and is opened by her key.
  await hers.goto(at());
  await hers.locator('[data-received]').getByText(arabic.text('path.asked_title')).waitFor();
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '3-asked-ar');
  await hers.locator('[data-received] a').click();
  await hers.getByText(arabic.text('path.asked_read_note')).waitFor();
  expect(await hers.locator('[data-sealed]').count()).toBe(0);
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '4-not-read-ar');
  await sendForm(hers, stepOf('open'));
  expect(await hers.locator('main').innerText()).not.toContain(NEEDED);
  await openKey(hers, THEIRS, NEEDED);
  // In the language of her house, and nothing of the room that it came from.
  const told = await hers.locator('[data-sealed]').first().innerText();
  expect(told).toContain(arabic.text('referral.level.today'));
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '5-read-ar');

  // One question, and its answer, each opened where it is read.
  await unfold(hers, stepOf('ask'));
  await hers.locator(`${stepOf('ask')} [name=words]`).fill(QUESTION);
  await sendForm(hers, stepOf('ask'));
  await page.goto(at(`/visits/${visit}`));
  await openKey(page, HERS, QUESTION);
  await page.getByText(english.text('path.ref_to_officers')).first().waitFor();
  await page.locator(`${stepOf('reply')} [name=words]`).fill(REPLY);
  await shot(page, '6-question');
  await sendForm(page, stepOf('reply'));
  await hers.goto(at(`/visits/${packet}`));
  await openKey(hers, THEIRS, REPLY);

  // Yes, with a time; a day that is none is said so.
  await unfold(hers, stepOf('accept'));
  await hers.locator(`${stepOf('accept')} [name=ref_day]`).fill('ثلاثون');
  await hers.locator(`${stepOf('accept')} [name=ref_time]`).fill('٩:٣٠');
  await sendForm(hers, stepOf('accept'), 'bad');
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '7-no-day-ar');
  if (!(await hers.locator(`${stepOf('accept')} [name=ref_day]`).isVisible()))
    await unfold(hers, stepOf('accept'));
  await hers.locator(`${stepOf('accept')} [name=ref_day]`).fill('٣١/١٢');
  await hers.locator(`${stepOf('accept')} [name=ref_time]`).fill('٩:٣٠');
  await sendForm(hers, stepOf('accept'));
  await shot(hers, '8-yes-ar');
  await page.goto(at(`/visits/${visit}`));
  const line = page.locator('li[data-referral]');
  await line.getByText(english.text('referral.state.accepted'), { exact: true }).waitFor();
  expect(await line.innerText()).toContain('31 Dec, 09:30');

  // Must hold: whatever they do there, nobody else gets any of it.
  const nowhere = randomUUID();
  for (const role of (Object.keys(ROLES) as StaffRole[]).filter((one) => one !== 'survivor')) {
    const who = await stand.stranger(role, mara.org);
    const none = await stand.ask(who, `/staff/protected/nothing/visits/${nowhere}`);
    expect(none.status).toBe(404);
    for (const rest of ['', `/visits/${packet}`, `/visits/${visit}`])
      expect([role, await stand.ask(who, `/staff/protected/survivor${rest}`)]).toEqual([
        role,
        none,
      ]);
  }
  const third = await stand.stranger('survivor');
  expect((await stand.ask(third, `/staff/protected/survivor/visits/${packet}`)).status).toBe(404);

  // She wants it no more: it is gone there at once, and they say that they deleted what they had.
  await unfold(page, stepOf('withdraw'));
  await sendForm(page, stepOf('withdraw'));
  await hers.goto(at(`/visits/${packet}`));
  await hers.getByText(arabic.text('path.asked_delete')).waitFor();
  expect(await hers.locator('[data-sealed]').count()).toBe(0);
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '9-taken-back-ar');
  await hers.locator(`${stepOf('deleted')} button`).click();
  await hers.getByText(arabic.text('path.asked_gone')).waitFor();
  await shot(hers, '10-gone-ar');
  await hers.goto(at());
  expect(await hers.locator('[data-received]').count()).toBe(0);
  await page.goto(at(`/visits/${visit}`));
  await page.getByText(english.text('path.ref_deleted')).waitFor();
  await shot(page, '11-deleted');

  expect(stand.logs.join('')).not.toMatch(/referral|received/);
  for (const table of [
    'referrals.referral',
    'referrals.packet',
    'referrals.message',
    'referrals.recipient_access',
    'consent.record',
    'consent.withdrawal_notice',
  ])
    expect([table, await stand.rows(`select 1 from ${table}`)]).toEqual([table, []]);
  const kept = await stand.rows<{ sealed: Buffer }>(
    'select sealed from survivor.referral union all select sealed from survivor.way_in',
  );
  const all = kept.map(({ sealed }) => sealed.toString('latin1')).join('') + stand.logs.join('');
  for (const text of [NEEDED, QUESTION, REPLY, HERS, THEIRS]) expect(all).not.toContain(text);
}, 180_000);
