import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LISTINGS } from '../site/testing.ts';
import { runDelivery } from './delivery.ts';
import { openSubscribers, type Sending } from './subscribers.ts';
import { type AlertStand, alertStand } from './testing.ts';

let stand: AlertStand;
beforeAll(async () => {
  stand = await alertStand();
});
afterAll(() => stand.close());

test('what is issued goes out by itself in the language of each number, and so does the cancel', async () => {
  const secret = (label: string): Buffer => createHmac('sha256', 'node').update(label).digest();
  const subscribers = openSubscribers(stand.database, secret, () => stand.clock.now);
  await subscribers.subscribe('+99955500001', 4, 'en');
  await subscribers.subscribe('+99955500002', 2, 'ar');
  await subscribers.subscribe('+99955500003', 5, 'en');
  const got: Sending[] = [];
  const warned: string[] = [];
  const running = runDelivery({
    alerts: stand.alerts,
    subscribers,
    send: async (sending) => void got.push(sending),
    reminder: () => undefined,
    warn: (_details, message) => void warned.push(message),
    every: 20,
  });
  const id = await stand.issue({ areas: [2], services: [LISTINGS[0]?.code ?? ''] });
  stand.clock.now = Date.now() + 2000;
  while (got.length < 2) await new Promise((done) => setTimeout(done, 20));
  const english = got.find(({ lang }) => lang === 'en')?.text ?? '';
  expect(english).toMatch(
    /^Flood in the harbour\. Go up the hill now\. Where to go: .*\(\d+\)\. You need no papers for this help\. Until .*\.$/,
  );
  expect(english).not.toMatch(/[\u2066-\u2069]/);
  // The officer's words are English; what the house says itself is in her language.
  expect(got.find(({ lang }) => lang === 'ar')?.text).toContain('لا تلزم أي أوراق');
  await stand.cancel(id);
  stand.clock.now = Date.now() + 4000;
  while (got.length < 4) await new Promise((done) => setTimeout(done, 20));
  await running.stop();
  expect(got.slice(2).map(({ text }) => text)).toContain(
    'The alert "Flood in the harbour" was taken back. It is over.',
  );
  expect(new Set(got.map((sending) => sending.id)).size).toBe(4);
  expect(got.some(({ number }) => number.endsWith('3'))).toBe(false);
  expect(warned).toEqual([]);
});

test('a gateway that takes nothing for a minute loses nobody, and each half year ends with a word', async () => {
  const secret = (label: string): Buffer => createHmac('sha256', 'away').update(label).digest();
  const subscribers = openSubscribers(stand.database, secret, () => stand.clock.now);
  stand.clock.now = Date.now() - 170 * 86_400_000;
  await subscribers.subscribe('+99955500011', 5, 'fr');
  stand.clock.now = Date.now();
  await subscribers.subscribe('+99955500012', 2, 'en');
  const from = stand.clock.now;
  const got: { number: string; text: string; after: number }[] = [];
  let refused = 0;
  const running = runDelivery({
    alerts: stand.alerts,
    subscribers,
    send: async ({ number, text }) => {
      const after = stand.clock.now - from;
      if (number.endsWith('2') && after < 60_000) {
        refused++;
        throw new Error('503');
      }
      got.push({ number, text, after });
    },
    reminder: (lang) => (lang === 'fr' ? 'Encore deux semaines' : undefined),
    warn: () => {},
    every: 10,
  });
  await stand.issue({ areas: [2] });
  while (got.length < 2) {
    await new Promise((done) => setTimeout(done, 20));
    if (refused > 0) stand.clock.now += 1_000;
  }
  await running.stop();
  expect(got.find(({ number }) => number.endsWith('1'))?.text).toBe('Encore deux semaines');
  const alert = got.find(({ number }) => number.endsWith('2'));
  expect(alert?.text).toContain('Flood in the harbour');
  expect(alert?.after).toBeGreaterThanOrEqual(60_000);
  // Asked after longer and longer waits, not at every look.
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThan(8);
});
