/** Journey J6, a boy alone: handed over at night without a network, opened by an officer alone, and not given to whoever asks. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tabletTexts } from '../../src/console/tablet-words.ts';
import { violations } from '../pages/axe.ts';
import {
  addAuthenticator,
  sendAll,
  sendForm,
  tabletOf,
  unfold,
  protectedStand,
  type ProtectedStand,
  shotsOf,
  type Someone,
} from './protected-stand.ts';

const shot = shotsOf('child');
const SAID = 'Fifteen. Wants to call his mother before anything else.';
const UNCLE = 'Says he is the uncle and is called Bashir.';
const words = tabletTexts('en');
const say = (id: string): string => words[id] ?? id;

let stand: ProtectedStand;
let lena: Someone;
let omar: Someone;
beforeAll(async () => {
  stand = await protectedStand();
  lena = await stand.worker('child');
  omar = await stand.worker('child');
}, 120_000);
afterAll(async () => {
  await stand.close();
});

const child = (rest = ''): string => `${stand.origin}/staff/protected/child${rest}`;
test('Sami is handed over, read by his officers alone, and kept from whoever is not verified', async () => {
  // Lena makes her key of words, and with it the first key of the room.
  const hers = await (await stand.browser(lena)).newPage();
  await hers.goto(child());
  await hers.locator('.note', { hasText: 'No key opens this room' }).waitFor();
  await hers.locator('.tabs a', { hasText: 'Keys' }).click();
  await hers.locator('[data-propose]').click();
  const secret = await hers.locator('[data-words]').inputValue();
  expect(secret.split(' ')).toHaveLength(8);
  await hers.locator('form[data-make-key] .tick input').check();
  await sendForm(hers, 'form[data-make-key]');
  await sendForm(hers, 'form[data-make-generation]');
  await hers.locator('.note', { hasText: 'Only one person' }).waitFor();
  await shot(hers, '1-keys');

  // At night a boy of fifteen comes alone. The network is cut before the path opens.
  const volunteer = await stand.worker('desk');
  const { context, page } = await tabletOf(stand, volunteer);
  await page.keyboard.press('n');
  await page.locator('.tongues').waitFor();
  await page.locator('.workerbar button').last().click();
  await page.locator('nav.tasks').waitFor();
  const visit = page.url().split('/').at(-1) ?? '';
  const ticket = (await page.locator('h1').innerText()).trim();
  await page.locator('nav.tasks').getByText(say('task.private')).click();
  await page.getByText(say('private.child')).click();
  await context.setOffline(true);
  await page.getByRole('button', { name: say('private.nobody_yet') }).click();
  await page.getByLabel(say('private.told')).fill(SAID);
  await page.keyboard.press('Control+Enter');
  await page.getByText(`${ticket} is in other hands.`).waitFor();
  expect(await stand.rows('select 1 from casework.pathway')).toEqual([]);
  await context.setOffline(false);
  await sendAll(page);

  // The desk sees that somebody came, and nothing else; a man asks there, and what he says goes sealed to Lena.
  await page.locator('nav.rail a', { hasText: say('nav.visits') }).click();
  await page
    .locator('.part', { hasText: say('hands.title') })
    .getByText(ticket)
    .click();
  await page.getByLabel(say('asked.who')).waitFor();
  expect(await page.locator('main').innerText()).not.toContain(SAID);
  await page.getByLabel(say('asked.who')).fill(UNCLE);
  await page.keyboard.press('Control+Enter');
  await page.getByText(say('say.asked')).waitFor();
  await sendAll(page);
  await context.close();
  expect(
    await stand.rows('select body from casework.event where visit_id = $1 and kind = $2', [
      visit,
      'space_given',
    ]),
  ).toEqual([{ body: { place_kind: 'minors' } }]);

  // Lena opens the files with her words, in her browser.
  await hers.locator('.tabs a', { hasText: 'People' }).click();
  await hers.locator('table.rows a', { hasText: ticket }).click();
  await hers.locator('.keyring input').waitFor();
  expect(await hers.locator('main').innerText()).not.toContain(SAID);
  await hers.locator('.keyring input').fill(secret);
  await hers.locator('.keyring form[data-open=words] button').click();
  await hers.getByText(SAID).waitFor({ timeout: 30_000 });
  await hers.getByText(UNCLE).first().waitFor();
  await hers.getByText('No second adult was with the child then.').waitFor();
  expect(await violations(hers)).toEqual([]);
  await shot(hers, '2-visit');

  // She names him as the desk wrote it, in one press; meanwhile her proof has become old. It goes on by itself, sealed.
  const taken = hers.locator('[data-take]', { hasText: UNCLE });
  expect(await hers.locator('[data-take]').count()).toBe(1);
  await stand.ageProof(lena);
  await taken.locator('button').click();
  await hers.locator('[name=proof_code]').waitFor();
  await hers.locator('[name=proof_password]').fill('seven lanterns on a long quay');
  await hers.locator('[name=proof_code]').fill(lena.recoveryCodes[0] ?? '');
  await sendForm(hers, 'form:has([name=proof_code])');
  await hers.locator('[data-adult]', { hasText: UNCLE }).waitFor();
  expect(await hers.locator('[data-take]').count()).toBe(0);
  expect(
    await stand.rows('select basis, state, stated_by from child.guardianship where visit_id = $1', [
      visit,
    ]),
  ).toEqual([{ basis: 'said', state: 'stated', stated_by: lena.actor }]);

  // Not verified: refused, and told to whoever leads. Nothing of the refusal is lost when the network is.
  const release = 'form[action$="/release"]';
  await unfold(hers, release);
  await hers.context().setOffline(true);
  expect(await sendForm(hers, release, 'bad')).toContain('no network');
  await hers.context().setOffline(false);
  expect(await sendForm(hers, release, 'bad')).toContain('nobody has verified this adult');
  expect(await stand.rows('select 1 from child.release')).toEqual([]);
  expect(
    await stand.rows('select kind, reason, lead_id from child.alarm where visit_id = $1', [visit]),
  ).toEqual([{ kind: 'release_refused', reason: 'not_verified', lead_id: lena.actor }]);

  // A space that does not suit is refused; a step begins with owner and date.
  const space = 'form[action$="/space"]';
  await hers.locator(`${space} select`).selectOption('open');
  expect(await sendForm(hers, space, 'bad')).toContain('does not suit');
  const step = 'form[action$="/steps"]';
  await hers
    .locator('details', { has: hers.locator(step) })
    .first()
    .locator('summary')
    .click();
  await sendForm(hers, `${step}:visible`);

  // Omar, in Arabic, makes his key with a passkey; Lena gives him the room's key and what was sealed before.
  const his = await (await stand.browser(omar, 'ar')).newPage();
  await his.goto(`${stand.origin}/staff/account`);
  await addAuthenticator(his);
  await his.locator('form[data-passkey=add] input').fill('Omar');
  await his.locator('form[data-passkey=add] button').click();
  await his.locator('.items form[action*=passkeys]').waitFor({ timeout: 30_000 });
  await his.goto(child('/keys'));
  expect(await his.locator('html').getAttribute('dir')).toBe('rtl');
  await his.locator('input[value=passkey]').check();
  await his.locator('form[data-make-key] .tick input').check();
  await sendForm(his, 'form[data-make-key]');
  await shot(his, '3-keys-ar');
  await hers.locator('.tabs a', { hasText: 'Keys' }).click();
  await hers.locator('summary', { hasText: 'Make a new key' }).waitFor();
  const generation = 'form[data-make-generation]';
  if (!(await hers.locator(generation).isVisible())) await unfold(hers, generation);
  await hers.locator(`${generation} .tick input`).last().check();
  await hers.locator(`${generation} .tick input`).first().check();
  await sendForm(hers, generation);
  await sendForm(hers, 'form[data-share]');
  expect(
    await stand.rows(
      `select generation, count(*)::int as holders from staff.role_key_holder where compartment = 'child' group by 1 order by 1`,
    ),
  ).toEqual([
    { generation: 1, holders: 2 },
    { generation: 2, holders: 2 },
  ]);
  await his.goto(child(`/visits/${visit}`));
  await his.locator('.keyring form[data-open=passkey] button').click();
  await his.getByText(SAID).waitFor({ timeout: 30_000 });
  // What she has named is not offered to him: his key makes the same numbers of the same words.
  expect(await his.locator('[data-adult]').count()).toBe(1);
  expect(await his.locator('[data-take]').count()).toBe(0);
  await shot(his, '4-visit-ar');
  expect(await violations(his)).toEqual([]);

  // He verifies; whoever verified does not hand over; she does.
  // His proof has become old, too: a touch of the passkey, and his word goes on, with the key still open.
  await stand.ageProof(omar);
  await his.locator('form:has(button[value=verified]) button').click();
  await his.locator('form[data-passkey=proof] button').click();
  await his.locator('main .note.done:visible').first().waitFor({ timeout: 20_000 });
  await his.getByText(SAID).waitFor();
  await unfold(his, release);
  await sendForm(his, release, 'bad');
  expect(await stand.rows('select 1 from child.release')).toEqual([]);
  await hers.goto(child(`/visits/${visit}`));
  await unfold(hers, release);
  await sendForm(hers, release);
  expect(
    await stand.rows('select handed_by from child.release where visit_id = $1', [visit]),
  ).toEqual([{ handed_by: lena.actor }]);
  await hers.goto(child('/alarms'));
  await hers.getByText('A hand-over was refused.').first().waitFor();
  await shot(hers, '5-alarms');

  // Must hold: no other role, not the administrator, and no other organisation sees anything.
  const others = [
    await stand.worker('administrator'),
    await stand.worker('point_manager'),
    await stand.worker('survivor'),
    volunteer,
    await stand.stranger('child'),
  ];
  const [administrator, manager] = others as [Someone, Someone];
  const nowhere = randomUUID();
  for (const who of others.slice(0, -1)) {
    const [page404, api404] = await Promise.all([
      stand.ask(who, `/staff/protected/nothing/visits/${nowhere}`),
      stand.ask(who, `/api/compartments/child/visits/${nowhere}`),
    ]);
    for (const rest of ['', '/alarms', '/keys', `/visits/${visit}`, `/visits/${nowhere}`])
      expect(await stand.ask(who, `/staff/protected/child${rest}`)).toEqual(page404);
    for (const rest of ['visits', 'alarms', 'keys', `visits/${visit}`])
      expect(await stand.ask(who, `/api/compartments/child/${rest}`)).toEqual(api404);
    expect([page404.status, api404.status]).toEqual([404, 404]);
  }
  const stranger = others.at(-1) as Someone;
  const elsewhere = await stand.ask(stranger, `/staff/protected/child/visits/${nowhere}`);
  expect(await stand.ask(stranger, `/staff/protected/child/visits/${visit}`)).toEqual(elsewhere);
  expect(elsewhere.status).toBe(404);
  expect(JSON.parse((await stand.ask(stranger, '/api/compartments/child/visits')).text)).toEqual({
    visits: [],
  });
  expect((await stand.ask(stranger, '/staff/protected/child')).text).not.toContain(visit);
  for (const path of ['/staff/access', '/staff/account', '/staff/point', '/api/desk/gaps'])
    for (const who of [administrator, manager]) {
      const { text } = await stand.ask(who, path);
      for (const hidden of [visit, 'Bashir', 'child.protect']) expect(text).not.toContain(hidden);
    }
  // What the desk is given: somebody came, and it is in other hands. Which path it was stands nowhere.
  const tablet = await stand.house.tablet(volunteer);
  const events = (await tablet.changes()).lines.flatMap((line) =>
    'event' in line && line.event.visit_id === visit ? [line.event] : [],
  );
  expect(new Set(events.map(({ kind }) => kind))).toEqual(
    new Set(['visit_opened', 'pathway_opened']),
  );
  expect(JSON.stringify(events)).not.toMatch(/child|minor|survivor/);

  // Every step has an owner and a date; nothing that was said stands readable anywhere on the server.
  const steps = await stand.rows<{ owner_id: string | null; due_at: Date | null }>(
    'select owner_id, due_at from child.step where visit_id = $1',
    [visit],
  );
  expect(steps).toEqual([{ owner_id: lena.actor, due_at: expect.any(Date) as Date }]);
  const files = await stand.rows<{ sealed: Buffer }>('select sealed from child.file');
  expect(files.length).toBeGreaterThanOrEqual(3);
  const kept =
    Buffer.concat(files.map(({ sealed }) => sealed)).toString('latin1') + stand.logs.join();
  for (const text of [SAID, UNCLE, 'Bashir', secret, 'AGE-SECRET-KEY'])
    expect(kept).not.toContain(text);
}, 240_000);
