import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSession, tryPassword } from '../../src/staff/index.ts';
import { codeOf, PASSWORD } from '../../src/staff/testing.ts';
import { violations } from '../pages/axe.ts';
import { ask } from '../../src/firewall/keeper/transact.ts';
import { staffStand, type StaffStand } from './staff-stand.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];

let stand: StaffStand;
let typed = '';
/** Signed in once for the screens that are only looked at: trying too often is stopped. */
let state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
const withoutScript = new WeakSet<BrowserContext>();

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await stand.open(path, options);
  if (!options.javaScriptEnabled) withoutScript.add(page.context());
  return page;
}
beforeAll(async () => {
  stand = await staffStand();
});
afterAll(() => stand.close());

/** No fault that axe finds, no sideways scroll; a picture where one is wished for. */
async function looksRight(page: Page, name: string): Promise<void> {
  // axe waits inside the page, so it needs script there; without, the last tests look at the same screens.
  if (!withoutScript.has(page.context())) {
    // The rooms' bar stays in view and covers what is scrolled under it: axe sees the whole screen at once instead.
    const size = page.viewportSize() ?? { width: 360, height: 740 };
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
    const faults = await violations(page);
    expect({ name, faults }).toEqual({ name, faults: [] });
    await page.setViewportSize(size);
  }
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect({ name, wide }).toEqual({ name, wide: 0 });
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

const heading = async (page: Page): Promise<string> =>
  (await page.locator('h1').first().innerText()).trim();

/** Signs in with password and code, in any language: by the names of the fields. */
async function signIn(page: Page): Promise<void> {
  stand.house.clock.now += 31_000;
  await page.goto(`${stand.origin}/staff/sign-in`);
  await page.locator('input[name=login]').fill('Amira');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=password]').press('Enter');
  await page.locator('input[name=code]').fill(codeOf(typed, stand.house.clock.now));
  await page.locator('input[name=code]').press('Enter');
}

test('an invited administrator sets up without JavaScript: password, app, printed codes', async () => {
  const [first] = stand.house.administrators;
  const page = await open(`/staff/set-up/${first?.token ?? ''}`);
  expect(await heading(page)).toBe('Set up your account');
  await looksRight(page, 'set-up-en-360');
  await page.locator('input[name=password]').fill('short');
  await page.locator('input[name=password]').press('Enter');
  expect(await page.locator('[role=alert]:visible').innerText()).toContain('at least 12');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=password]').press('Enter');
  await looksRight(page, 'app-en-360');
  typed = await page.locator('code.secret').innerText();
  // A code that does not fit: what is asked, and a way back to the picture.
  await page.locator('input[name=code]').fill('000000');
  await page.locator('input[name=code]').press('Enter');
  expect(await page.locator('[role=alert]:visible').innerText()).toContain('the six digits');
  expect(await page.locator(`a[href="/staff/set-up/${first?.token ?? ''}"]`).count()).toBe(1);
  await page.locator('input[name=code]').fill(codeOf(typed, stand.house.clock.now));
  await page.locator('input[name=code]').press('Enter');
  await page.locator('.codes').waitFor();
  expect(await page.locator('.codes li').count()).toBe(10);
  await looksRight(page, 'codes-en-360');
  await page.goto(`${stand.origin}/staff`);
  expect(await heading(page)).toBe('Who has access');
  await page.context().close();
});

test('she signs in with password and code, adds a colleague, gives a role, hands over a link, closes the account', async () => {
  const page = await open('/staff');
  expect(await heading(page)).toBe('Sign in');
  await looksRight(page, 'sign-in-en-360');
  await page.locator('input[name=login]').fill('Amira');
  await page.locator('input[name=password]').fill('not the words');
  await page.locator('input[name=password]').press('Enter');
  expect(await page.locator('[role=alert]:visible').count()).toBe(1);
  expect(await page.locator('input[name=login]').inputValue()).toBe('Amira');
  await signIn(page);
  expect(await heading(page)).toBe('Who has access');
  await looksRight(page, 'access-en-360');
  await page.locator('input[name=display_name]').fill('Lena');
  await page.locator('input[name=login]').fill('Lena');
  await page.locator('input[name=login]').press('Enter');
  expect(await heading(page)).toBe('Lena');
  await page.locator('select[name=role]').selectOption('desk');
  await page.locator('form[action$="/roles"] button').click();
  expect(await page.locator('body').innerText()).toContain('training missing');
  await page.locator('form[action$="/invitation"] button').first().click();
  const link = await page.locator('code.secret').innerText();
  expect(link).toMatch(/\/staff\/set-up\/[\w-]{32}$/);
  await looksRight(page, 'account-of-lena-en-360');
  const lena = await open(new URL(link).pathname);
  expect(await heading(lena)).toBe('Set up your account');
  await page.locator('section:has(form[action$="/close"]) summary').click();
  await page.locator('form[action$="/close"] button').click();
  expect(await page.locator('body').innerText()).toContain('closed');
  await lena.reload();
  expect(await lena.locator('[role=alert]').innerText()).toContain('There is nothing here');
  await page.locator('form[action="/staff/sign-out"] button').click();
  expect(await heading(page)).toBe('You are signed out');
  await page.goto(`${stand.origin}/staff/access`);
  expect(await heading(page)).toBe('Sign in');
});

test('a body that enforces immigration law is refused in plain words', async () => {
  const page = await open('/staff');
  await signIn(page);
  await page.goto(`${stand.origin}/staff/organisations`);
  await looksRight(page, 'organisations-en-360');
  const text = (): Promise<string> => page.locator('main').innerText();
  expect(await text()).toContain('It was never tried whether what is sealed here');
  const rehearsed = (days: number): Promise<unknown> =>
    ask(
      stand.house.kept.keys,
      'insert into keys.drill (at, seconds, shares, keys_opened, held_by) values ($1, 60, 3, 20, $2)',
      [new Date(stand.house.clock.now - days * 86_400_000), 'Red Crescent'],
    );
  await rehearsed(93);
  await page.reload();
  expect(await text()).toContain('It was last tried on');
  await looksRight(page, 'organisations-due-en-360');
  await rehearsed(91);
  await page.reload();
  expect(await text()).not.toContain('tried');
  await page.locator('input[name=name]').fill('Sеlmora Bоrder-Guard welfare fund');
  await page.locator('input[name=country]').fill('xw');
  await page.locator('input[name=no_enforcement_function]').check();
  await page.locator('form[action="/staff/organisations"] button').click();
  expect(await page.locator('[role=alert]').innerText()).toContain('enforces immigration law');
});

test('a passkey is added, signs in by itself, and proves again', async () => {
  const page = await open('/staff', { javaScriptEnabled: true });
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page);
  await page.goto(`${stand.origin}/staff/account`);
  const add = page.locator('form[data-passkey=add]');
  await add.locator('input[name=label]').fill('Laptop');
  await add.locator('button').click();
  await page.locator('text=Laptop').waitFor();
  await looksRight(page, 'account-en-360');
  await page.locator('form[action="/staff/sign-out"] button').click();
  await page.goto(`${stand.origin}/staff/sign-in`);
  await page.locator('form[data-passkey=sign-in] button').click();
  await page.waitForURL(/\/staff\/access$/);
  await page.goto(`${stand.origin}/staff/proof`);
  await page.locator('form[data-passkey=proof] button').click();
  await page.waitForURL(/\/staff\/access$/);
});

test.each([
  ['ar', 360],
  ['ar', 1280],
  ['en', 1280],
  ['fr', 360],
  ['es', 360],
])('the screens stand in %s at %i px', async (locale, width) => {
  const options: BrowserContextOptions = {
    locale,
    javaScriptEnabled: true,
    viewport: { width, height: 800 },
    ...(state ? { storageState: state } : {}),
  };
  const page = await open('/staff/sign-in', options);
  expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
  await looksRight(page, `sign-in-${locale}-${width}`);
  if (!state) {
    for (const login of ['amira', 'tesfay'])
      await tryPassword(stand.house.door, login, 'guess after guess').catch(() => {});
    await signIn(page);
  }
  state ??= await page.context().storageState();
  for (const room of ['access', 'account', 'organisations']) {
    await page.goto(`${stand.origin}/staff/${room}`);
    await looksRight(page, `${room}-${locale}-${width}`);
    if (locale === 'en' && room === 'account')
      expect(await page.locator('body').innerText()).toContain('Name and password: did not fit');
  }
  const { account = '' } = stand.house.administrators[1] ?? {};
  await startSession(stand.house.door, { account, org: stand.house.org }, 'passkey');
  await page.goto(`${stand.origin}/staff/access/${account}`);
  await looksRight(page, `sessions-${locale}-${width}`);
  expect(await page.locator('body').innerText()).toMatch(/90|٩٠/);
  const end = page.locator('form[action*="/sessions/"] button');
  expect(await end.count()).toBe(1);
  await end.press('Enter');
  await page.locator('[role=status]').waitFor();
  expect(await end.count()).toBe(0);
  await page.context().close();
});

test('dark, by keyboard alone: the skip link first, then the rooms', async () => {
  const page = await open('/staff', {
    colorScheme: 'dark',
    javaScriptEnabled: true,
    ...(state ? { storageState: state } : {}),
  });
  await page.goto(`${stand.origin}/staff/access`);
  await looksRight(page, 'access-dark-360');
  await page.reload();
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').getAttribute('href')).toBe('#main');
});

test('nothing is asked of another host, and no log line holds what was typed', () => {
  expect(stand.foreign).toEqual([]);
  const all = stand.logs.join('\n');
  for (const secret of [PASSWORD, 'Amira', 'amira', typed.replaceAll(' ', ''), 'set-up/'])
    expect(
      all
        .replaceAll('/staff/set-up/:token', '')
        .replaceAll(/\/staff\/set-up\/(password|code)/g, ''),
    ).not.toContain(secret);
});
