/** Signing in through a provider that says nothing of a second step: pinned by two on their screens, and the own step after it. */
import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, invite } from '../../src/staff/index.ts';
import { codeOf, owner, PASSWORD, settle } from '../../src/staff/testing.ts';
import { testProvider, type TestProvider } from '../../src/staff/testing-provider.ts';
import { violations } from '../pages/axe.ts';
import { staffStand, type StaffStand } from './staff-stand.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];
const ISSUER = 'https://id.selmora.example';
const LENA = 'lena there';

let stand: StaffStand;
let provider: TestProvider;
const people: Awaited<ReturnType<typeof settle>>[] = [];
let app = '';
beforeAll(async () => {
  provider = await testProvider(ISSUER, { id: 'wayhouse', secret: 's3cret' });
  stand = await staffStand(undefined, undefined, provider.fetch as never);
  for (const one of stand.house.administrators) people.push(await settle(stand.house, one));
});
afterAll(async () => {
  await stand.close();
  await provider.close();
});

const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  stand.open(path, { javaScriptEnabled: true, ...options });

/** No fault that axe finds, no sideways scroll; a picture where one is wished for. */
async function looksRight(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 360, height: 740 };
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
  expect({ name, faults: await violations(page) }).toEqual({ name, faults: [] });
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect({ name, wide }).toEqual({ name, wide: 0 });
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  await page.setViewportSize(size);
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('input[name=code]').fill(code);
  await page.locator('input[name=code]').press('Enter');
}
const codeNow = (typed: string): string => codeOf(typed, stand.house.clock.now);

/** One of the two administrators, with password and code, where providers are pinned. */
async function administrator(login: 'amira' | 'tesfay'): Promise<Page> {
  stand.house.clock.now += 31_000;
  const page = await open('/staff/sign-in');
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('input[name=password]').press('Enter');
  await typeCode(page, codeNow(people[login === 'amira' ? 0 : 1]?.typed ?? ''));
  await page.waitForURL(/\/staff\/access$/);
  await page.goto(`${stand.origin}/staff/organisations`);
  return page;
}

/** Presses the provider's button, signs in there as `subject`, and comes back. */
async function through(page: Page, subject: string): Promise<void> {
  // The provider answers with a page of its own: a refused address would go on loading the
  // browser's error page beside the way back, and whichever comes second breaks the other off.
  await page.route(`${ISSUER}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Selmora</title>' }),
  );
  await page.locator('a[href^="/staff/provider/go"]').click();
  await page.waitForURL((url) => url.href.startsWith(ISSUER));
  const back = await provider.visit(page.url(), subject);
  await page.goto(`${stand.origin}${back.pathname}${back.search}`);
}

test('two people pin it; what says nothing of a second step is refused by name', async () => {
  const page = await administrator('amira');
  const form = page.locator('form[action="/staff/providers"]');
  const fill = async (amr: string): Promise<void> => {
    await page.locator('details:has(form[action="/staff/providers"]) summary').click();
    await form.locator('input[name=label]').fill('Selmora sign-in');
    await form.locator('input[name=issuer]').fill(ISSUER);
    await form.locator('input[name=client_id]').fill('wayhouse');
    await form.locator('input[name=client_secret]').fill('s3cret');
    await form.locator('input[name=accepted_amr]').fill(amr);
  };
  await fill('pwd, mfa');
  await looksRight(page, 'provider-form-en-360');
  await form.locator('button').click();
  expect(await page.locator('[role=alert]:visible').innerText()).toContain(
    'accepted methods (amr)',
  );
  await fill('');
  await form.locator('button').click();
  await page.locator('[role=status]').waitFor();
  const second = await administrator('tesfay');
  const waiting = second.locator('li:has(form[action*="/decision"])');
  expect(await waiting.innerText()).toContain('Says nothing of a second step');
  await looksRight(second, 'provider-waiting-en-360');
  await waiting.locator('button[value=true]').click();
  await second.locator('form[action="/staff/providers/removal"]').waitFor();
  expect(await second.locator('body').innerText()).toContain('Says nothing of a second step');
  await page.context().close();
  await second.context().close();
});

test('an invited colleague sets up an app behind it, and gets recovery codes', async () => {
  const account_id = randomUUID();
  const [amira] = people as [(typeof people)[0]];
  await addAccount(stand.house.door, amira, { account_id, login: 'lena', display_name: 'Lena' });
  const { token } = await invite(stand.house.door, amira, account_id, 'new');
  const page = await open(`/staff/set-up/${token}`);
  await through(page, LENA);
  expect(await page.locator('body').innerText()).toContain('does not say whether');
  await looksRight(page, 'provider-enrol-en-360');
  app = await page.locator('code.secret').innerText();
  await typeCode(page, '000000');
  await page.locator('[role=alert]:visible').waitFor();
  await looksRight(page, 'provider-enrol-again-en-360');
  await typeCode(page, codeNow(app));
  await page.locator('.codes').waitFor();
  expect(await page.locator('.codes li').count()).toBe(10);
  await page.context().close();
});

test.each([
  ['en', 360],
  ['ar', 360],
  ['ar', 1024],
  ['fr', 1024],
])(
  'afterwards the provider alone opens nothing: her code follows (%s, %i px)',
  async (locale, width) => {
    stand.house.clock.now += 31_000;
    const page = await open('/staff/sign-in', { locale, viewport: { width, height: 800 } });
    await through(page, LENA);
    await page.goto(`${stand.origin}/staff/account`);
    // Not in yet.
    expect(new URL(page.url()).pathname).toBe('/staff/sign-in');
    await through(page, LENA);
    await looksRight(page, `provider-step-${locale}-${width}`);
    await typeCode(page, '000000');
    await page.locator('[role=alert]:visible').waitFor();
    await looksRight(page, `provider-step-again-${locale}-${width}`);
    await typeCode(page, codeNow(app));
    await page.waitForURL(/\/staff\/mine$/);
    await page.goto(`${stand.origin}/staff/account`);
    await looksRight(page, `provider-account-${locale}-${width}`);
    await page.context().close();
  },
);

test('a passkey is her second step too, and another app can be set up', async () => {
  stand.house.clock.now += 31_000;
  await owner(stand.house, 'delete from staff.attempt');
  const page = await open('/staff/sign-in');
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
  await through(page, LENA);
  await typeCode(page, codeNow(app));
  await page.waitForURL(/\/staff\/mine$/);
  await page.goto(`${stand.origin}/staff/account`);
  await page.locator('form[action="/staff/account/app"] button').click();
  await looksRight(page, 'account-app-en-360');
  app = await page.locator('code.secret').innerText();
  await typeCode(page, codeNow(app));
  await page.locator('[role=status]').waitFor();
  const add = page.locator('form[data-passkey=add]');
  await add.locator('input[name=label]').fill('Laptop');
  await add.locator('button').click();
  await page.locator('text=Laptop').waitFor();
  await page.locator('form[action="/staff/sign-out"] button').click();
  await page.goto(`${stand.origin}/staff/sign-in`);
  await through(page, LENA);
  await looksRight(page, 'provider-step-passkey-en-360');
  await page.locator('form[data-passkey=second] button').click();
  await page.waitForURL(/\/staff\/mine$/);
  await page.context().close();
});
