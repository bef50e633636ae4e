/** The phone on the screen, asked over HTTP: who may hold it, what it shows, and that it works by forms alone. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { channelStand, type ChannelStand } from '../channels/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let stand: ChannelStand;
let house: ConsoleHouse;
beforeAll(async () => {
  stand = await channelStand();
  house = await consoleHouse({ channels: stand.house });
});
beforeEach(() => house.renew());
afterAll(async () => {
  await house.close();
  await stand.close();
});

it('shows what was texted, what came back, and what it costs', async () => {
  const { ask, admin } = house;
  expect((await ask(admin, '/staff/phone')).text).toContain('No message yet.');
  await ask(admin, '/staff/phone', { text: 'LANG ar' });
  const shown = await ask(admin, '/staff/phone', { text: 'طعام الميناء القديم' });
  expect(shown.body).toContain('<p class="sms mine">');
  expect(shown.text).toContain('Kitchen at the quay');
  expect(shown.text).toMatch(/2 segments, UCS-2, \d+ left/);
  expect(shown.body).toContain('class="cut"');
  await ask(admin, '/staff/phone', { text: 'STOP' });
  expect((await ask(admin, '/staff/phone', { text: 'food' })).text).toContain(
    'No answer: this phone has stopped messages',
  );
  // Nobody is stopped by a phone that is none.
  expect((await stand.send('+10000000001', 'HELP')).reply).toBeTruthy();
  expect((await ask(admin, '/staff/phone/new', {})).text).toContain('No message yet.');
});

it('shows the menus, screen by screen', async () => {
  const { ask, admin } = house;
  expect((await ask(admin, '/staff/phone/ussd')).text).toContain('1 English');
  const needs = await ask(admin, '/staff/phone/ussd', { text: '1' });
  expect(needs.text).toContain('You need:');
  expect(needs.text).toMatch(/\d+ of 160 letters, GSM-7/);
  expect((await ask(admin, '/staff/phone/ussd', { text: '' })).text).toContain('1 English');
});

it('is not for others, and escapes what is typed', async () => {
  const { ask, admin, marta } = house;
  expect((await ask(marta, '/staff/phone')).status).toBe(404);
  expect((await ask(marta, '/staff/phone', { text: 'food' })).status).toBe(404);
  const shown = await ask(admin, '/staff/phone', { text: '<script>alert(1)</script>' });
  expect(shown.body).not.toContain('<script>alert');
});
