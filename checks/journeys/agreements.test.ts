/** An agreement in a browser: drafted with the checksum of a file, weighed by a colleague, signed, started, stopped; without JavaScript in Arabic too. */
import { createHash, randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOrganisation, asOwner } from '../../src/firewall/context/testing.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { deskHouse, type DeskHouse } from '../../src/sync/testing.ts';
import { looksRight } from './looks.ts';
import { type StaffStand, staffStand } from './staff-stand.ts';

const HERE = '/staff/agreements';
const PAPER = Buffer.from('What the house and the clinic agreed on, signed by both.');
let desk: DeskHouse;
let stand: StaffStand;
let liaison: Worker;
let dpo: Worker;
beforeAll(async () => {
  desk = await deskHouse();
  liaison = await desk.worker('liaison');
  dpo = await desk.worker('dpo');
  await addOrganisation(desk.house.database, { name: 'Clinic of the Harbour' });
  stand = await staffStand(undefined, desk.house);
});
afterAll(async () => {
  await stand.close();
  await desk.app.close();
});

async function open(who: Worker, path: string, options: BrowserContextOptions): Promise<Page> {
  const page = await stand.open('/staff/sign-in', options);
  await page.context().addCookies([
    {
      name: COOKIE,
      value: who.session,
      url: stand.origin.replace('http:', 'https:'),
      secure: true,
    },
  ]);
  page.setDefaultTimeout(10_000);
  await page.goto(stand.origin + path);
  return page;
}
const WIDE = { viewport: { width: 1024, height: 768 }, javaScriptEnabled: true };

test('from the draft to the end, by hand', async () => {
  const page = await open(liaison, HERE, WIDE);
  await looksRight(page, 'agreements-none', true);
  await page.getByRole('link', { name: 'New agreement' }).click();
  await page.getByLabel('With which organisation?').selectOption('Clinic of the Harbour');
  await page.getByLabel('sending somebody on to the right place').check();
  for (const part of ['the need', 'the language']) await page.getByLabel(part).check();
  await page.getByLabel('First day').fill('1/2/2026');
  await page.getByLabel('Last day').fill('31 January 2030');
  for (const promise of [
    'Nothing is passed on to anybody else.',
    'Nothing is used to control or hold anybody.',
    'Each side may look at how the other keeps it.',
    'What was received is deleted when the agreement ends.',
  ])
    await page.getByLabel(promise).check();
  await page
    .getByLabel('Work it out from a file')
    .setInputFiles({ name: 'agreement.pdf', mimeType: 'application/pdf', buffer: PAPER });
  const sum = createHash('sha256').update(PAPER).digest('hex');
  await expect.poll(() => page.getByLabel(/^Checksum/).inputValue()).toBe(sum);
  await looksRight(page, 'agreements-new', true);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('heading', { name: 'With Clinic of the Harbour' }).waitFor();
  expect(await page.locator('main').innerText()).toContain(sum);
  await looksRight(page, 'agreements-draft', true);

  const watcher = await open(dpo, new URL(page.url()).pathname, WIDE);
  await watcher.getByLabel('Who is exposed?').fill('People who are sent on to the clinic');
  await watcher.getByLabel('To whom or to what?').fill('A landlord who would hear of a sickness');
  await watcher.getByRole('group', { name: 'How likely' }).getByLabel('little').check();
  await watcher.getByRole('group', { name: 'How bad' }).getByLabel('some').check();
  await watcher.getByLabel('How is it prevented?').fill('The clinic writes to nobody at home');
  await watcher.getByRole('button', { name: 'Save, and ask' }).click();
  await watcher.getByText('a colleague signs for your side').waitFor();
  await looksRight(watcher, 'agreements-assessed', true);

  await page.reload();
  await page.getByRole('button', { name: /^Sign for/ }).click();
  await page.getByText('Now the other side has to sign.').waitFor();
  await asOwner(desk.house.database, (tx) =>
    tx.query(`update consent.agreement set signed_b_by = $1, state = 'signed'`, [randomUUID()]),
  );
  await page.reload();
  await page.getByRole('button', { name: 'Start it now' }).click();
  await page.getByText('It is live.').waitFor();
  await looksRight(page, 'agreements-live', true);
  await page.getByRole('button', { name: 'Stop it now' }).click();
  await page.getByText('Nothing goes under it from now on').waitFor();
  await page.getByRole('link', { name: 'Agreements with other' }).click();
  await looksRight(page, 'agreements-list', true);
  await page.context().close();
  await watcher.context().close();
}, 60_000);

test('on a phone, in Arabic, with and without JavaScript', async () => {
  const page = await open(liaison, HERE, {
    locale: 'ar',
    javaScriptEnabled: true,
    // High enough that the bar at the foot of a phone lies over nothing.
    viewport: { width: 360, height: 2600 },
  });
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await looksRight(page, 'agreements-list-ar', true);
  await page.locator('main .items a').first().click();
  await looksRight(page, 'agreements-one-ar', true);
  await page.goto(`${stand.origin}${HERE}/new`);
  await looksRight(page, 'agreements-new-ar', true);
  await page.context().close();

  const plain = await open(liaison, `${HERE}/new`, { locale: 'ar' });
  expect(await plain.locator('input[type="file"]').isVisible()).toBe(false);
  await plain.locator('select[name="with_org"]').selectOption('Clinic of the Harbour');
  for (const box of await plain.locator('input[type="checkbox"]').all()) await box.check();
  await plain.locator('input[name="starts_at"]').fill('١/٢/٢٠٢٦');
  await plain.locator('input[name="ends_at"]').fill('١/٢/٢٠٢٧');
  await plain.locator('input[name="document_sha256"]').fill('AB'.repeat(32));
  await plain.locator('main form .b').click();
  expect(await plain.locator('main').innerText()).toContain('ab'.repeat(32));
  expect(stand.foreign).toEqual([]);
}, 60_000);
