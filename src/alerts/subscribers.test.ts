import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asOwner } from '../firewall/context/testing.ts';
import { mondayOf, openSubscribers, type Sending, type Subscribers } from './subscribers.ts';
import { type AlertStand, alertOf, alertStand } from './testing.ts';

let stand: AlertStand;
let subscribers: Subscribers;
const secret = (label: string): Buffer => createHmac('sha256', 'node').update(label).digest();
const DAY = 86_400_000;
const text = async (lang: string): Promise<string | undefined> =>
  lang === 'xx' ? undefined : `flood ${lang}`;
const number = (n: number): string => `+9995550${String(n).padStart(5, '0')}`;
const ALERT = alertOf({ areas: [2], expiresAt: Date.now() + 3_600_000 });

beforeAll(async () => {
  stand = await alertStand();
});
afterAll(() => stand.close());
beforeEach(async () => {
  stand.clock.now = Date.now();
  subscribers = openSubscribers(stand.database, secret, () => stand.clock.now);
  await asOwner(stand.database, (tx) =>
    tx.execute('truncate alerts_sealed.subscriber, alerts_sealed.delivery, alerts_sealed.run'),
  );
});
const kept = () =>
  asOwner(stand.database, (tx) =>
    tx.query('select * from alerts_sealed.subscriber order by digest, area'),
  );

test('a row holds a digest, a sealed number, an area, a language and a Monday; nothing leads back without the key', async () => {
  expect(await subscribers.subscribe(number(1), 2, 'ar')).toBe('new');
  expect(await subscribers.subscribe(number(1), 2, 'ti')).toBe('renewed');
  const [row] = await kept();
  expect(Object.keys(row ?? {}).sort()).toEqual([
    'area',
    'digest',
    'lang',
    'reminded',
    'sealed',
    'week',
  ]);
  expect(row).toMatchObject({ area: 2, lang: 'ti', week: mondayOf(Date.now()), reminded: false });
  expect(new Date(String(row?.['week'])).getUTCDay()).toBe(1);
  const bytes = Object.values(row ?? {}).map((value) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
  );
  expect(bytes.join()).not.toContain('5550');
  const other = openSubscribers(stand.database, (label) =>
    createHmac('sha256', 'another').update(label).digest(),
  );
  const got: Sending[] = [];
  await other.deliver(ALERT, text, async (sending) => void got.push(sending));
  expect(got).toEqual([]);
});

test('bad numbers, areas and languages are named; a number has five areas at most', async () => {
  for (const [n, area, lang, field] of [
    ['0555', 2, 'en', 'number'],
    [number(1), 99, 'en', 'area'],
    [number(1), 2.5, 'en', 'area'],
    [number(1), 2, 'english', 'lang'],
  ] as const)
    await expect(subscribers.subscribe(n, area, lang)).rejects.toMatchObject({
      code: 'bad_input',
      errors: [{ field }],
    });
  for (const area of [1, 2, 3, 4, 5]) await subscribers.subscribe(number(1), area, 'en');
  expect(await subscribers.subscribe(number(1), 3, 'fr')).toBe('renewed');
  expect(await subscribers.stop(number(1))).toBe(true);
  expect(await subscribers.stop(number(1))).toBe(false);
  expect(await kept()).toEqual([]);
});

test('an alert goes once to each number of its area, of what lies in it and of what it lies in', async () => {
  for (const [n, area] of [
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 3],
    [5, 5],
  ] as const)
    await subscribers.subscribe(number(n), area, 'en');
  await subscribers.subscribe(number(2), 4, 'en');
  await subscribers.subscribe(number(6), 2, 'xx');
  const got: Sending[] = [];
  const send = async (sending: Sending): Promise<void> => void got.push(sending);
  expect(await subscribers.deliver(ALERT, text, send)).toEqual({ sent: 3, failed: 1, waiting: 0 });
  expect(got.map((sending) => sending.number).sort()).toEqual([1, 2, 3].map(number));
  expect(await subscribers.deliver(ALERT, text, send)).toEqual({ sent: 3, failed: 1, waiting: 0 });
  // Who joins while it stands hears it too; who stops does not.
  await subscribers.subscribe(number(7), 2, 'fr');
  await subscribers.deliver(ALERT, text, send);
  expect(got.slice(3).map((sending) => [sending.number, sending.text, sending.again])).toEqual([
    [number(7), 'flood fr', false],
  ]);
  stand.clock.now = ALERT.expiresAt;
  await subscribers.subscribe(number(8), 2, 'fr');
  await subscribers.deliver(ALERT, text, send);
  expect(got).toHaveLength(4);
  const whole = alertOf({
    id: '01900000-0000-7000-8000-0000000000aa',
    expiresAt: ALERT.expiresAt + DAY,
  });
  await subscribers.deliver(whole, text, send);
  expect(new Set(got.slice(4).map((sending) => sending.number)).size).toBe(7);
});

test('killed in the middle, it goes on: nobody is left out, and each message keeps its id, so that it is sent once', async () => {
  for (let n = 0; n < 450; n++) await subscribers.subscribe(number(n), 2, 'en');
  // The channel behind `send`: it remembers ids, as the queue of a gateway does.
  const out = new Map<string, string>();
  let calls = 0;
  let agains = 0;
  const dying = async ({ id, number: to }: Sending): Promise<void> => {
    if (++calls === 330) return new Promise(() => {});
    out.set(id, to);
  };
  void subscribers.deliver(ALERT, text, dying);
  while (calls < 330) await new Promise((done) => setTimeout(done, 10));
  const second = openSubscribers(stand.database, secret, () => stand.clock.now);
  const count = async ({ id, number: to, again }: Sending): Promise<void> => {
    agains += Number(again);
    if (!again) expect(out.has(id)).toBe(false);
    out.set(id, to);
  };
  // Not while the first may still live.
  expect(await second.deliver(ALERT, text, count)).toBeUndefined();
  await asOwner(stand.database, (tx) =>
    tx.execute(`update alerts_sealed.run set until = now() - interval '1 second'`),
  );
  expect(await second.deliver(ALERT, text, count)).toEqual({ sent: 450, failed: 0, waiting: 0 });
  expect(out.size).toBe(450);
  expect(new Set(out.values()).size).toBe(450);
  expect(agains).toBe(200);
});

test('stopped between two messages, it leaves the rest for later', async () => {
  for (let n = 0; n < 30; n++) await subscribers.subscribe(number(n), 2, 'en');
  const stop = new AbortController();
  const got: Sending[] = [];
  const send = async (sending: Sending): Promise<void> => {
    got.push(sending);
    if (got.length === 10) stop.abort();
  };
  const stopped = await subscribers.deliver(ALERT, text, send, { signal: stop.signal });
  expect(stopped?.failed).toBe(0);
  expect(stopped?.waiting).toBeGreaterThan(0);
  expect(stopped?.sent).toBe(got.length);
  expect(await subscribers.deliver(ALERT, text, send)).toEqual({ sent: 30, failed: 0, waiting: 0 });
  expect(new Set(got.map(({ id }) => id)).size).toBe(30);
  expect(got).toHaveLength(30);
});

test('a gateway that is away costs nobody the alert: it is left after one batch and asked again under the same ids', async () => {
  for (let n = 0; n < 450; n++) await subscribers.subscribe(number(n), 2, 'en');
  const refused: string[] = [];
  const away = async ({ id }: Sending): Promise<void> => {
    refused.push(id);
    throw new Error('503');
  };
  for (let round = 1; round < 9; round++) {
    expect(await subscribers.deliver(ALERT, text, away)).toEqual({
      sent: 0,
      failed: 0,
      waiting: 450,
    });
    expect(refused).toHaveLength(200 * round);
  }
  expect(new Set(refused).size).toBe(200);
  const got: string[] = [];
  const back = async ({ id }: Sending): Promise<void> => void got.push(id);
  expect(await subscribers.deliver(ALERT, text, back)).toEqual({
    sent: 450,
    failed: 0,
    waiting: 0,
  });
  expect(new Set(got).size).toBe(450);
  expect(new Set([...got, ...refused]).size).toBe(450);
});

test('a number that a gateway takes never, while it takes others, is given up after five tries', async () => {
  for (let n = 0; n < 3; n++) await subscribers.subscribe(number(n), 2, 'en');
  let tried = 0;
  const send = async ({ number: to }: Sending): Promise<void> => {
    if (to !== number(1)) return;
    tried++;
    throw new Error('400');
  };
  for (let round = 1; round < 5; round++) {
    await subscribers.subscribe(number(10 + round), 2, 'en');
    expect(await subscribers.deliver(ALERT, text, send)).toMatchObject({ failed: 0, waiting: 1 });
  }
  await subscribers.subscribe(number(20), 2, 'en');
  expect(await subscribers.deliver(ALERT, text, send)).toEqual({ sent: 7, failed: 1, waiting: 0 });
  await subscribers.deliver(ALERT, text, send);
  expect(tried).toBe(5);
});

test('areas are counted in tens from ten upwards', async () => {
  for (let n = 0; n < 9; n++) await subscribers.subscribe(number(n), 2, 'en');
  expect(await subscribers.counts()).toEqual([]);
  for (let n = 9; n < 19; n++) await subscribers.subscribe(number(n), 2, 'en');
  expect(await subscribers.counts()).toEqual([{ area: 2, atLeast: 10 }]);
});

test('after half a year without a yes a number is gone; before, it is reminded once', async () => {
  await subscribers.subscribe(number(1), 2, 'en');
  const joined = stand.clock.now;
  const got: Sending[] = [];
  const send = async (sending: Sending): Promise<void> => void got.push(sending);
  const on = async (days: number): Promise<[number, number]> => {
    stand.clock.now = joined + days * DAY;
    return [await subscribers.remind(text, send), await subscribers.forget()];
  };
  expect(await on(159)).toEqual([0, 0]);
  expect(await on(172)).toEqual([1, 0]);
  expect(await on(173)).toEqual([0, 0]);
  // A yes renews all of it.
  await subscribers.subscribe(number(1), 2, 'en');
  expect(await on(181)).toEqual([0, 0]);
  expect(await on(172 + 173)).toEqual([1, 0]);
  expect(await on(173 + 180)).toEqual([0, 1]);
  expect(await kept()).toEqual([]);
  expect(got).toHaveLength(2);
});

test('a reminder that nobody takes, or that is stopped, is said later', async () => {
  for (let n = 0; n < 450; n++) await subscribers.subscribe(number(n), 2, 'en');
  stand.clock.now += 170 * DAY;
  let asked = 0;
  const away = async (): Promise<void> => {
    asked++;
    throw new Error('503');
  };
  expect(await subscribers.remind(text, away)).toBe(0);
  expect(asked).toBe(200);
  const stop = new AbortController();
  const got: string[] = [];
  const stopping = async ({ number: to }: Sending): Promise<void> => {
    got.push(to);
    if (got.length === 30) stop.abort();
  };
  expect(await subscribers.remind(text, stopping, { signal: stop.signal })).toBe(got.length);
  expect(got.length).toBeLessThan(60);
  const send = async ({ number: to }: Sending): Promise<void> => void got.push(to);
  await subscribers.remind(text, send);
  expect(got).toHaveLength(450);
  expect(new Set(got).size).toBe(450);
});

test('what was sent is forgotten once the alert is over', async () => {
  await subscribers.subscribe(number(1), 2, 'en');
  await subscribers.deliver(ALERT, text, async () => {});
  const rows = () =>
    asOwner(stand.database, (tx) => tx.query('select from alerts_sealed.delivery'));
  expect(await rows()).toHaveLength(1);
  stand.clock.now = ALERT.expiresAt + 3 * DAY;
  await subscribers.forget();
  expect(await rows()).toHaveLength(0);
});
