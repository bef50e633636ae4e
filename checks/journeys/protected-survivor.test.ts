/** A survivor's path (VUL-04, LANG-04, PT-07): told once at the desk, sealed, hers to decide step by step, and nothing of it left behind. */
import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tabletTexts } from '../../src/console/tablet-words.ts';
import { loadTongues } from '../../src/console/words.ts';
import { POINT } from '../../src/sync/testing.ts';
import { violations } from '../pages/axe.ts';
import {
  protectedStand,
  type ProtectedStand,
  sendAll,
  sendForm,
  shotsOf,
  type Someone,
  tabletOf,
  unfold,
} from './protected-stand.ts';

const shot = shotsOf('survivor');
const SECRET = 'a kite over the old harbour wall';
const SAID = 'Somebody at the farm keeps her pay and her passport.';
const ASKED = 'A driver who says he brought her here.';
const NEEDED = 'Please a quiet room.';
const QUESTION = 'Is Tuesday at ten good for her?';
const REPLY = 'Tuesday is good.';
const TOLD = 'Red Hill Clinic: please a woman doctor. She will say the rest herself.';
const say = (id: string): string => tabletTexts('en')[id] ?? id;
const arabic = loadTongues().choose('ar', undefined).words;
const survivor = (rest = ''): string => `/staff/protected/survivor${rest}`;

let stand: ProtectedStand;
let noor: Someone;
let yonas: Someone;
let sara: Someone;
beforeAll(async () => {
  stand = await protectedStand();
  await stand.rows(
    `update directory.point set spaces = '{minors,private_room}' where location_id = $1`,
    [POINT],
  );
  noor = await stand.holder('survivor', SECRET);
  await stand.clinic('Red Hill Clinic');
  yonas = await stand.worker('desk');
  sara = await stand.worker('desk');
}, 120_000);
afterAll(async () => {
  await stand.close();
});

const isPressed = (one: Locator) => one.getAttribute('aria-pressed');

test('she tells it once, decides each step, and the desk, its leader and everybody else have nothing of it', async () => {
  const { context, page } = await tabletOf(stand, yonas);
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  await page.keyboard.press('2');
  await page.locator('.big .choice').first().waitFor();
  await page.keyboard.press('1');
  await page.locator('.workerbar button').last().click();
  await page.locator('nav.tasks').waitFor();
  const visit = page.url().split('/').at(-1) ?? '';
  const ticket = (await page.locator('h1').innerText()).trim();

  // Two adults stay with a child, and with whoever is under 18 on this path; with a grown woman nobody is forced on her.
  await page.locator('nav.tasks').getByText(say('task.private')).click();
  const who = page.getByRole('group', { name: say('private.who') });
  const second = page.getByRole('group', { name: say('private.second') });
  await who.getByText(say('private.child')).click();
  await second.waitFor();
  await who.getByText(say('private.adult')).click();
  await second.waitFor({ state: 'detached' });
  await page.getByLabel(say('private.minor')).check();
  await second.waitFor();
  const go = page.getByRole('button', { name: say('private.go') });
  expect(await go.getAttribute('aria-disabled')).toBe('true');
  await page.getByLabel(say('private.minor')).uncheck();
  expect(await go.getAttribute('aria-disabled')).toBe('false');

  // A woman helps, interprets, and a room of its own, without anybody having asked her.
  await page.getByText(`Where to go now: ${say('space.private_room')}`).waitFor();
  const wish = page.getByRole('group', { name: say('private.wish') });
  expect(await isPressed(wish.getByRole('button', { name: say('welcome.woman') }))).toBe('true');
  expect(await page.getByLabel(say('private.interpreter')).isChecked()).toBe(true);
  await page.getByLabel(say('private.told')).fill(SAID);
  expect(await violations(page)).toEqual([]);
  await shot(page, '1-private');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`${ticket} is in other hands.`).waitFor();
  await sendAll(page);
  const events = await stand.rows<{ kind: string; compartment: string; body: object }>(
    'select kind, compartment, body from casework.event where visit_id = $1',
    [visit],
  );
  const last = (kind: string) => events.findLast((one) => one.kind === kind);
  expect(last('preference_set')?.body).toEqual({ same_sex: 'woman', alone: true });
  expect(last('space_given')?.body).toEqual({ place_kind: 'private_room' });
  expect(last('interpreter_asked')?.body).toMatchObject({
    same_sex: 'woman',
    sensitive: true,
    setting: 'room',
  });
  for (const { kind, compartment } of events)
    expect([kind, compartment]).toEqual([
      kind,
      ['visit_opened', 'pathway_opened'].includes(kind) ? 'general' : 'survivor',
    ]);

  // Somebody asks for her at the desk: it has nothing to tell him, and he is written down where only Noor reads it.
  await page.locator('nav.rail a', { hasText: say('nav.visits') }).click();
  await page
    .locator('.part', { hasText: say('hands.title') })
    .getByText(ticket)
    .click();
  await page.getByLabel(say('asked.who')).fill(ASKED);
  const shown = await page.locator('main').innerText();
  for (const hidden of [SAID, say('space.private_room'), say('welcome.woman')])
    expect(shown).not.toContain(hidden);
  await shot(page, '2-desk-afterwards');
  await page.keyboard.press('Control+Enter');
  await page.getByText(say('say.asked')).waitFor();
  await sendAll(page);
  await context.close();

  // Noor, in Arabic: how she is spoken with and by whom first, then, with her key, what was told.
  const hers = await (await stand.browser(noor, 'ar')).newPage();
  await hers.goto(stand.origin + survivor());
  expect(await hers.locator('html').getAttribute('dir')).toBe('rtl');
  await hers.locator('table.rows th a').click();
  await hers.locator('.keyring input').waitFor();
  const wishes = await hers.locator('main > p').allInnerTexts();
  expect(wishes.join(' ')).toContain('طُلبت امرأة');
  expect(await hers.locator('main').innerText()).not.toContain(SAID);
  await hers.locator('.keyring input').fill(SECRET);
  await hers.locator('.keyring form[data-open=words] button').click();
  await hers.getByText(SAID).waitFor({ timeout: 30_000 });
  await hers.getByText(ASKED).waitFor();

  // A dormitory is refused.
  const space = `form[action$="/space"]`;
  await hers.locator(`${space} select`).selectOption('open');
  expect(await sendForm(hers, space, 'bad')).toContain(
    arabic.text('path.problem_space_unsuitable'),
  );

  // To the clinic goes what she was read and said yes to: offered, it stays here; chosen, she carries it herself.
  const begin = 'form[action$="/steps"]:has(input[value=medical])';
  await unfold(hers, begin);
  await hers.locator(`${begin} textarea`).fill(TOLD);
  await sendForm(hers, begin);
  const step = hers.locator('li', { has: hers.locator('.told', { hasText: TOLD }) });
  const change = 'form[action*="/steps/"]';
  await step.getByText(arabic.text('path.carry_not_yet')).waitFor();
  await unfold(hers, change);
  await hers.locator(`${change} [name=state]`).selectOption('done');
  expect(await sendForm(hers, change, 'bad')).toBe(
    arabic.text('path.wrong_handing_on_is_her_decision'),
  );
  await hers.locator(`${change} [name=state]`).selectOption('open');
  await hers.locator(`${change} [name=choice]`).selectOption('chosen');
  await sendForm(hers, change);
  await hers.evaluate(() => (window.print = () => undefined));
  await step.locator('[data-carry-note]').click();
  await hers.emulateMedia({ media: 'print' });
  const paper = await hers.locator('body').innerText();
  expect(paper).toContain(TOLD);
  for (const hidden of [
    SAID,
    ticket,
    ...['path.title_survivor', 'path.step_medical'].map((id) => arabic.text(id)),
  ])
    expect(paper).not.toContain(hidden);
  await shot(hers, '3-note-ar');
  await hers.evaluate(() => dispatchEvent(new Event('afterprint')));
  await hers.emulateMedia({ media: 'screen' });
  await unfold(hers, change);
  await hers.locator(`${change} [name=state]`).selectOption('done');
  await sendForm(hers, change);
  // To a clinic without an account goes what it needs, with her yes; the answer comes back to this page alone.
  await hers.reload();
  await hers.locator('.keyring input').fill(SECRET);
  await hers.locator('.keyring form[data-open=words] button').click();
  await hers.getByText(SAID).waitFor({ timeout: 30_000 });
  const send = 'form[action$="/steps"]:has([name=network_id])';
  const line = hers.locator('li[data-referral]');
  const hearing = 'li[data-referral] form';
  await unfold(hers, send);
  await hers.locator(`${send} [name=need]`).selectOption('health.doctor');
  await hers.locator(`${send} [name=sentence]`).fill(NEEDED);
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '4-send-ar');
  for (const tick of ['yes', 'of_age']) await hers.locator(`${send} [name=${tick}]`).check();
  await sendForm(hers, send);
  const link = await hers.locator('[data-link]').innerText();
  const code = await hers.locator('[data-code]').innerText();
  await line.getByText(NEEDED).waitFor();
  await shot(hers, '5-sent-ar');

  const theirs = await (await stand.visitor('en')).newPage();
  await theirs.goto(link);
  expect(await theirs.locator('main').innerText()).not.toContain('Number');
  await theirs.locator('#q').fill(code);
  await theirs.locator('main form button').click();
  await theirs.getByText(NEEDED).waitFor();
  const packet = await theirs.content();
  for (const hidden of [SAID, TOLD, ticket, 'urvivor', 'rotected', 'rivate help'])
    expect(packet).not.toContain(hidden);
  await shot(theirs, '6-packet');
  await theirs.locator('details:has(input[value=ask]) summary').click();
  await theirs.locator('[name=words]').fill(QUESTION);
  await theirs.locator('details:has(input[value=ask]) button').click();
  await theirs.locator('.notice').waitFor();

  await hers.reload();
  await line.getByText(arabic.text('referral.state.question')).waitFor();
  expect(await hers.locator('main').innerText()).not.toContain(QUESTION);
  await hers.locator('.keyring input').fill(SECRET);
  await hers.locator('.keyring form[data-open=words] button').click();
  await hers.getByText(QUESTION).waitFor({ timeout: 30_000 });
  await hers.locator(`${hearing} [name=words]`).fill(REPLY);
  await sendForm(hers, `${hearing}:has([name=words])`);
  await theirs.goto(link);
  await theirs.locator('main form button').click();
  await theirs.getByText(REPLY).waitFor();
  await theirs.locator('details:has(input[value=accept]) button').click();
  await theirs.getByText('You said yes.').waitFor();

  // She takes it back: there it is gone with the next look.
  await hers.reload();
  await line.getByText(arabic.text('referral.state.accepted'), { exact: true }).waitFor();
  expect(await violations(hers)).toEqual([]);
  // They call and say a time: she writes it down as it was said, and it stands there.
  await hers.locator('li[data-referral] details:has(select[name=step]) summary').click();
  await hers.locator(`${hearing} select[name=step]`).selectOption('move');
  await hers.locator(`${hearing} [name=ref_day]`).fill('١ ديسمبر ٢٠٢٧');
  await hers.locator(`${hearing} [name=ref_time]`).fill('٩:٣٠');
  await shot(hers, '7-heard');
  await sendForm(hers, `${hearing}:has([name=ref_day])`);
  await line.getByText('٠٩:٣٠').waitFor();
  await hers.locator('li[data-referral] details:has(input[value=withdraw]) summary').click();
  await sendForm(hers, `${hearing}:has(input[value=withdraw])`);
  await theirs.goto(link);
  await theirs.locator('main form button').click();
  await theirs.getByText('This was taken back').waitFor();
  await theirs.locator('main form button').click();
  await theirs.getByText('Thank you').waitFor();
  await hers.reload();
  await line.getByText(arabic.text('path.ref_deleted')).waitFor();
  await hers.locator('.keyring input').fill(SECRET);
  await hers.locator('.keyring form[data-open=words] button').click();
  await hers.getByText(SAID).waitFor({ timeout: 30_000 });
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '7-officer-ar');
  // In the server's own log it is a step as any other.
  expect(stand.logs.join('')).toContain('/staff/protected/:room/visits/:visit/steps');
  expect(stand.logs.join('')).not.toContain('referral');
  // What the desk knows of referrals does not hold it, nor do the events, the messages, the consents.
  for (const table of [
    'referrals.referral',
    'referrals.packet',
    'referrals.message',
    'referrals.recipient_access',
    'consent.record',
    'consent.withdrawal_notice',
  ])
    expect([table, await stand.rows(`select 1 from ${table}`)]).toEqual([table, []]);
  expect(await stand.rows('select kind, state, choice, closed_by from survivor.step')).toEqual([
    { kind: 'medical', state: 'done', choice: 'chosen', closed_by: noor.actor },
  ]);
  // Closed, the key takes what it opened along.
  await hers.locator('[data-forget]').click();
  for (const text of [SAID, ASKED, TOLD, NEEDED, QUESTION])
    expect(await hers.locator('main').innerText()).not.toContain(text);

  // Must hold: for a colleague at the same desk, whoever leads it, the children's officer, the administrator, it is not there.
  const others = [
    sara,
    yonas,
    await stand.worker('point_manager'),
    await stand.worker('child'),
    await stand.worker('administrator'),
  ];
  const nowhere = randomUUID();
  for (const who of others) {
    const page404 = await stand.ask(who, `/staff/protected/nothing/visits/${nowhere}`);
    const api404 = await stand.ask(who, `/api/compartments/survivor/visits/${nowhere}`);
    expect([page404.status, api404.status]).toEqual([404, 404]);
    for (const rest of ['', '/alarms', '/keys', `/visits/${visit}`])
      expect(await stand.ask(who, survivor(rest))).toEqual(page404);
    for (const rest of ['visits', 'alarms', 'keys', `visits/${visit}`])
      expect(await stand.ask(who, `/api/compartments/survivor/${rest}`)).toEqual(api404);
  }
  const manager = others[2] as Someone;
  for (const path of ['', '/held', '/twice', '/joinings', '/gaps', '/days']) {
    const { status, text } = await stand.ask(manager, `/staff/point${path}`);
    expect([path, status]).toEqual([path, 200]);
    for (const hidden of [visit, ticket, 'survivor']) expect(text).not.toContain(hidden);
  }
  const colleague = await stand.house.tablet(sara);
  const lines = (await colleague.changes()).lines.flatMap((line) =>
    'event' in line && line.event.visit_id === visit ? [line.event] : [],
  );
  expect(lines.map(({ kind }) => kind).toSorted()).toEqual(['pathway_opened', 'visit_opened']);
  expect(JSON.stringify(lines)).not.toMatch(/survivor|private_room|woman|interpreter/);
  const kept = (
    await stand.rows<{ sealed: Buffer }>(
      'select sealed from survivor.file union all select sealed from survivor.referral union all select sealed from survivor.way_in union all select words from survivor.referral_change where words is not null',
    )
  )
    .map(({ sealed }) => sealed.toString('latin1'))
    .join('');
  for (const text of [SAID, ASKED, TOLD, SECRET, NEEDED, QUESTION, REPLY])
    expect(kept + stand.logs.join('')).not.toContain(text);
}, 120_000);
