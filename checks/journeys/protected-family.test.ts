/** Journey J6, steps 3 to 5: a boy’s mother is looked for and found, and they are in contact because everybody concerned wants it. */
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

const shot = shotsOf('family');
const HERS = 'a kite over the old harbour wall';
const HIS = 'two lanterns under a green bridge';
const MOTHER = 'His mother Hiwet, last heard of in the city with the two rivers.';
const UNCLE = 'Says he is the uncle and is called Bashir.';
const GUARDIAN = 'Ruta Kalnina, appointed by the court; her letter was looked at.';
const arabic = loadTongues().choose('ar', undefined).words;
const english = loadTongues().choose('en', undefined).words;

let stand: ProtectedStand;
let lena: Someone;
let omar: Someone;
let visit: string;
beforeAll(async () => {
  stand = await protectedStand();
  [lena, omar] = (await stand.holders('child', HERS, HIS)) as [Someone, Someone];
  const tablet = await stand.house.tablet(await stand.worker('desk'));
  visit = await comesIn(tablet, randomUUID());
  await handsOver(tablet, visit, 'child');
}, 120_000);
afterAll(() => stand.close());

const at = (rest = ''): string => `${stand.origin}/staff/protected/child${rest}`;
const begin = (kind: string): string => `form:has([name=kind][value=${kind}])`;
const says = (field: string, value: string): string =>
  `form:has(button[name=${field}][value="${value}"])`;
const press = async (page: Page, field: string, value: string): Promise<void> => {
  await page.locator(`button[name=${field}][value="${value}"]`).click();
  await page.locator('main .note.done:visible').first().waitFor({ timeout: 20_000 });
};
/** The change of a step, unfolded; its owner and its date stay. */
const changing = async (page: Page, kind: string): Promise<string> => {
  const [step] = await stand.rows<{ step_id: string }>(
    'select step_id from child.step where visit_id = $1 and kind = $2',
    [visit, kind],
  );
  const form = `form[action$="/steps/${step?.step_id ?? ''}"]:has([name=state])`;
  await unfold(page, form);
  return form;
};
const names = async (page: Page, basis: string, text: string): Promise<string> => {
  const form = 'form[action$="/adults"]:has([name=until_on])';
  await unfold(page, form);
  await page.locator(`${form} [name=basis]`).selectOption(basis);
  await page.locator(`${form} textarea`).fill(text);
  await sendForm(page, form);
  const rows = await stand.rows<{ guardianship_id: string }>(
    'select guardianship_id from child.guardianship where visit_id = $1 order by stated_at desc limit 1',
    [visit],
  );
  return rows[0]?.guardianship_id ?? '';
};

test('his mother is found, and they are in contact once he, his guardian and she want it', async () => {
  const hers = await (await stand.browser(lena)).newPage();
  await hers.goto(at(`/visits/${visit}`));
  await hers.locator('.keyring').waitFor();
  await unfold(hers, begin('tracing'));
  await hers.locator(`${begin('tracing')} textarea`).fill(MOTHER);
  await sendForm(hers, begin('tracing'));
  await openKey(hers, HERS, MOTHER);
  await hers.getByText(english.text('path.contact_note')).waitFor();
  await shot(hers, '1-begun');

  // He wants to call her. The uncle whom nobody verified cannot answer for him.
  await press(hers, 'assent', 'wants');
  const uncle = await names(hers, 'said', UNCLE);
  await hers.locator(`form[action$="/adults/${uncle}"] button[value=contested]`).click();
  await hers.locator('main .note.done:visible').first().waitFor({ timeout: 20_000 });
  await hers.getByText(english.text('path.contact_no_adult')).waitFor();
  expect(await hers.locator(says('guardian', uncle)).count()).toBe(0);
  expect(await hers.locator(says('sought', 'agrees')).count()).toBe(0);
  const tracing = await changing(hers, 'tracing');
  const states = await hers.locator(`${tracing} [name=state] option`).allInnerTexts();
  expect(states).not.toContain(english.text('path.state_in_contact'));
  const guardian = await names(hers, 'appointed', GUARDIAN);
  await shot(hers, '2-nobody-verified');
  expect(await violations(hers)).toEqual([]);

  // Omar verifies the guardian in Arabic, writes down that she wants it, and later what the mother said.
  const his = await (await stand.browser(omar, 'ar')).newPage();
  await his.goto(at(`/visits/${visit}`));
  expect(await his.locator('html').getAttribute('dir')).toBe('rtl');
  await openKey(his, HIS, GUARDIAN);
  await his.locator(`form[action$="/adults/${guardian}"] button[value=verified]`).click();
  await his.locator(says('guardian', guardian)).waitFor({ timeout: 20_000 });
  await press(his, 'guardian', guardian);
  await shot(his, '3-guardian-ar');
  await press(his, 'sought', 'agrees');
  await his.getByText(arabic.text('path.sought_agrees')).first().waitFor();
  expect(await violations(his)).toEqual([]);
  await shot(his, '4-found-ar');

  // Now, and not before, they are in contact.
  await hers.goto(at(`/visits/${visit}`));
  const done = await changing(hers, 'tracing');
  await hers.locator(`${done} [name=state]`).selectOption('done');
  await sendForm(hers, done);
  await hers.locator('b', { hasText: english.text('path.step_tracing') }).waitFor();
  expect(await hers.locator('main').innerText()).toContain(english.text('path.state_in_contact'));
  for (const kind of ['health', 'school']) {
    await unfold(hers, begin(kind));
    await sendForm(hers, begin(kind));
    const form = await changing(hers, kind);
    await hers.locator(`${form} [name=state]`).selectOption('done');
    await sendForm(hers, form);
  }
  await openKey(hers, HERS, GUARDIAN);
  await shot(hers, '5-contact');
  expect(await violations(hers)).toEqual([]);

  // Every step has an owner and a date, each yes who heard it; the contact is there because all three want it.
  const steps = await stand.rows(
    `select kind, state, owner_id, due_at is not null as dated, assent, assent_by, guardian_id, guardian_by, sought, sought_by
       from child.step where visit_id = $1 order by kind`,
    [visit],
  );
  const bare = { owner_id: lena.actor, dated: true, state: 'done' };
  const unasked = { assent: null, guardian_id: null, sought: null };
  expect(steps).toMatchObject([
    { kind: 'health', ...bare, ...unasked },
    { kind: 'school', ...bare, ...unasked },
    {
      kind: 'tracing',
      ...bare,
      assent: 'wants',
      assent_by: lena.actor,
      guardian_id: guardian,
      guardian_by: omar.actor,
      sought: 'agrees',
      sought_by: omar.actor,
    },
  ]);

  // A no that comes later is written together with what becomes of the step.
  await hers.locator('button[name=assent][value=does_not]').click();
  const refused = hers.locator('main .note.bad:visible').first();
  await refused.waitFor({ timeout: 20_000 });
  expect(await refused.innerText()).toBe(english.text('path.wrong_contact_needs_both'));

  // Nobody else learns of any of it, and nothing that was said stands readable.
  const nowhere = `/staff/protected/child/visits/${randomUUID()}`;
  for (const role of ['administrator', 'point_manager', 'survivor'] as const) {
    const who = await stand.worker(role);
    const page404 = await stand.ask(who, nowhere);
    expect(await stand.ask(who, `/staff/protected/child/visits/${visit}`)).toEqual(page404);
    expect(page404.status).toBe(404);
  }
  const kept = stand.logs.join();
  const sealed = await stand.rows<{ sealed: Buffer }>(
    'select sealed from child.file union all select sealed from child.step where sealed is not null',
  );
  expect(sealed.length).toBeGreaterThanOrEqual(3);
  const all = kept + Buffer.concat(sealed.map((row) => row.sealed)).toString('latin1');
  for (const text of [MOTHER, UNCLE, GUARDIAN, 'Hiwet', 'Bashir', 'Kalnina'])
    expect(all).not.toContain(text);
}, 240_000);
