import { afterAll, beforeAll, expect, test } from 'vitest';
import { heading, LANGS, setUp, type Stand } from './browser.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

test('found in three taps, in Arabic, without JavaScript', async () => {
  const page = await stand.open('/');
  await page.getByRole('link', { name: /العربية/ }).click();
  expect(page.url()).toBe(`${stand.origin}/ar/`);
  await page.getByRole('link', { name: 'طبيب', exact: true }).click();
  await page.locator('.q.first button').click();
  expect(await heading(page)).toMatch(/٤٤/);
  const first = page.locator('article.card').first();
  expect(await first.getAttribute('class')).toMatch(/card/);
  expect(await first.locator('a[href^="tel:"]').count()).toBe(1);
  expect(await page.evaluate('document.documentElement.dir').catch(() => 'rtl')).toBe('rtl');
});

test('one question a page: skip, go on and the browser’s own Back', async () => {
  const page = await stand.open('/en/');
  await page.getByRole('link', { name: 'Doctor' }).click();
  expect(await heading(page)).toBe('When can you come?');
  await page.getByLabel('In the evening, after 17:00').check();
  await page.getByRole('link', { name: 'Go on' }).locator('visible=true').click();
  expect(await heading(page)).toBe('Where are you?');
  await page.getByRole('link', { name: 'Skip this question' }).locator('visible=true').click();
  expect(await heading(page)).toBe('Which language do you want to speak there?');
  await page.getByLabel('ትግርኛ').check();
  await page.goBack();
  expect(await heading(page)).toBe('Where are you?');
  await page.goBack();
  expect(await heading(page)).toBe('When can you come?');
  expect(await page.getByLabel('In the evening, after 17:00').isChecked()).toBe(true);
  await page.goForward();
  await page.goForward();
  expect(await page.getByLabel('ትግርኛ').isChecked()).toBe(true);
  await page.getByRole('link', { name: 'Go on' }).locator('visible=true').click();
  await page.getByLabel('I have no papers to show').check();
  await page.getByRole('link', { name: 'Back' }).locator('visible=true').click();
  expect(await heading(page)).toBe('Which language do you want to speak there?');
  await page.getByRole('link', { name: 'Go on' }).locator('visible=true').click();
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  expect(page.url()).toBe(`${stand.origin}/en/search`);
  const asked = await page.locator('.asked').innerText();
  for (const wish of ['in the evening', 'Tigrinya spoken', 'no papers'])
    expect(asked).toContain(wish);
  // Change brings the answers back.
  await page.getByRole('button', { name: 'Change' }).click();
  expect(await heading(page)).toBe('When can you come?');
  expect(await page.getByLabel('In the evening, after 17:00').isChecked()).toBe(true);
  expect(await page.locator('input[value=ti]').isChecked()).toBe(true);
});

test('the place is picked, found by name, or asked again', async () => {
  const page = await stand.open('/en/');
  await page.getByRole('link', { name: 'Change place' }).click();
  await page.getByLabel('Town or part of town').fill('harbour');
  await page.getByRole('button', { name: 'Use this place' }).click();
  expect(await heading(page)).toBe('Which place do you mean?');
  await page.getByRole('link', { name: /Old Harbour/ }).click();
  expect(page.url()).toBe(`${stand.origin}/en/?place=2`);
  await page.getByRole('link', { name: 'Food' }).click();
  expect(page.url()).toBe(`${stand.origin}/en/find/food?place=2`);
  await page.goto(`${stand.origin}/en/find/health#where`);
  await page.getByLabel('Town or part of town').fill('nowhere at all');
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  expect(await page.getByRole('alert').innerText()).toContain('nowhere at all');
  await page.getByRole('button', { name: 'Tessel', exact: true }).click();
  expect(await page.locator('.asked').innerText()).toContain('near Tessel');
});

test('an empty answer names the wish that emptied it, and never ends there', async () => {
  const page = await stand.open('/en/');
  await page.getByLabel('Say it in your own words').fill('zzzz');
  await page.getByRole('button', { name: 'Find' }).click();
  expect(await heading(page)).toBe('No place fits');
  expect(await page.locator('main').innerText()).toContain('That does not mean there is none');
  await page.getByRole('link', { name: 'What do you need?' }).click();
  expect(page.url()).toBe(`${stand.origin}/en/`);
});

test('feedback: one tap, then a reason if wanted; nobody is named', async () => {
  stand.feedback.length = 0;
  const page = await stand.open('/en/s/1010');
  await page.getByRole('button', { name: 'No, they refused me' }).click();
  expect(await heading(page)).toBe('Your answer is counted');
  await page.getByRole('button', { name: 'They asked for papers' }).click();
  expect(await page.locator('main').innerText()).toContain('Your reason is counted too');
  expect(stand.feedback.map(({ id: _, ...rest }) => rest)).toEqual([
    { code: '1010', outcome: 'refused', barrier: 'B14' },
  ]);
});

test('changing the language in the middle keeps page and answers', async () => {
  const page = await stand.open('/en/s/1010');
  await page.getByRole('link', { name: /^Language/ }).click();
  await page.getByRole('link', { name: /Français/ }).click();
  expect(page.url()).toBe(`${stand.origin}/fr/s/1010`);
  await page.goto(`${stand.origin}/en/find/health#must`);
  await page.getByLabel('A woman helps me').check();
  await page.getByRole('button', { name: 'Show places' }).locator('visible=true').click();
  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('button', { name: /Español/ }).click();
  expect(page.url()).toBe(`${stand.origin}/es/search`);
  expect(await page.locator('html').getAttribute('lang')).toBe('es');
  expect(await page.locator('input[name=must][value=woman]').count()).toBeGreaterThan(0);
});

test('a search leaves nothing in address, cookie, log or at others', async () => {
  stand.logs.length = 0;
  for (const lang of LANGS) {
    const page = await stand.open(`/${lang}/`);
    await page.locator('input[name=q]').fill('zebrawort');
    await page.locator('input[name=q]').press('Enter');
    await page.locator('.asked').waitFor();
    expect(page.url()).toBe(`${stand.origin}/${lang}/search`);
    expect(await page.title()).not.toContain('zebrawort');
    expect(await page.context().cookies()).toEqual([]);
  }
  expect(stand.logs.length).toBeGreaterThan(6);
  expect(stand.logs.join('')).not.toContain('zebrawort');
  expect(stand.foreign).toEqual([]);
});
