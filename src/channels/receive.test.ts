/** Who is answered and who is not, and that no number is left anywhere. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../database/testing.ts';
import { act } from '../firewall/index.ts';
import { openCounts } from './counts.ts';
import type { Alerts } from './house.ts';
import { partJoiner } from './join-parts.ts';
import { openOptOuts } from './opt-outs.ts';
import { receiver } from './receive.ts';
import { seenFor } from './seen.ts';
import { createSessions, turningKey } from './sessions.ts';
import { channelStand, type ChannelStand } from './testing.ts';

const subscribed: string[] = [];
const alerts: Alerts = {
  subscribe: async (number, area, lang) => void subscribed.push(`${number} ${area} ${lang}`),
  stop: async (number) => void subscribed.push(`${number} stop`),
};
let stand: ChannelStand;
beforeAll(async () => {
  stand = await channelStand({ alerts });
});
afterAll(() => stand.close());

describe('who has sent STOP', () => {
  it('gets the one confirmation, then nothing at all, until START', async () => {
    const number = '+9995551001';
    await stand.say(number, 'LANG en');
    expect(await stand.say(number, 'STOP')).toBe(
      'You get no more messages from us. START begins again.',
    );
    for (const text of ['STOP', 'food', 'HELP', 'JOIN Old Harbour', 'LANG'])
      expect(await stand.send(number, text)).toEqual({ why: 'stopped' });
    // Another gateway, another way to write the number: the same phone.
    const other = receiver(stand.house);
    expect(await other({ channel: 'b', number: '00 999 555-1001', text: 'food' })).toEqual({
      why: 'stopped',
    });
    expect(await stand.say(number, 'START')).toContain('You can ask again.');
    expect(await stand.say(number, 'LANG en')).toContain('English');
  });
  it.each([
    'Stop.',
    'stop all',
    'ARRÊT'.replace('ARRÊT', 'fin'),
    'ደው',
    'توقف',
    'стоп',
    'durdur',
    'រូប'.replace('រូប', 'ឈប់'),
  ])('is understood: %s', async (word) => {
    const number = `+99955520${String(Math.random()).slice(2, 7)}`;
    expect((await stand.send(number, word)).reply).toBeTruthy();
    expect(await stand.send(number, 'food')).toEqual({ why: 'stopped' });
  });
  it('loses her alerts too, and JOIN hands a place and a language to them', async () => {
    const number = '+9995551002';
    await stand.say(number, 'LANG en');
    expect(await stand.say(number, 'JOIN Old Harbour')).toBe(
      'Alerts for Old Harbour come to this phone. STOP ends them.',
    );
    expect(await stand.say(number, 'JOIN')).toContain('Alerts for which place?');
    await stand.say(number, 'STOP');
    expect(subscribed.slice(-2)).toEqual(['+9995551002 1 en', '+9995551002 stop']);
  });
});

describe('what is no message of a person', () => {
  it.each([
    ['12345', 'not_a_person'],
    ['BANK', 'not_a_person'],
    ['', 'not_a_person'],
    ['+9995550000', 'own_number'],
  ])('from %j: %s', async (number, why) => {
    expect(await stand.send(number, 'food')).toEqual({ why });
  });
  it('is not answered when it comes again', async () => {
    expect((await stand.send('+9995551003', 'HELP', 'id-1')).reply).toBeTruthy();
    expect(await stand.send('+9995551003', 'HELP', 'id-1')).toEqual({ why: 'duplicate' });
    expect((await stand.send('+9995551003', 'HELP', 'id-2')).reply).toBeTruthy();
  });
  it('may be handed over again when we could not answer', async () => {
    const broken = receiver({
      ...stand.house,
      optOuts: { ...stand.house.optOuts, has: () => Promise.reject(new Error('away')) },
    });
    const message = { channel: 'test', number: '+9995551004', text: 'HELP', id: 'x' };
    await expect(broken(message)).rejects.toThrow('away');
    await expect(broken(message)).rejects.toThrow('away');
  });
  it('ends after so many replies that only machines talk like that', async () => {
    let last = await stand.send('+9995551005', 'HELP');
    for (let n = 0; n < 60; n++) last = await stand.send('+9995551005', 'HELP');
    expect(last).toEqual({ why: 'too_many' });
    stand.clock.now += 11 * 60_000;
    expect((await stand.send('+9995551005', 'HELP')).reply).toBeTruthy();
  });
});

describe('parts', () => {
  it('are joined in whatever order they come, and wait five minutes', () => {
    const clock = { now: 0 };
    const now = () => clock.now;
    const join = partJoiner(now, turningKey(now, 60_000));
    const part = (number: number) => ({ reference: 'r', number, of: 3 });
    expect(join('1', 'c', part(3))).toBeUndefined();
    expect(join('1', 'a', part(1))).toBeUndefined();
    expect(join('2', 'x', part(2))).toBeUndefined();
    expect(join('1', 'b', part(2))).toBe('abc');
    join('1', 'a', part(1));
    clock.now += 6 * 60_000;
    expect(join('1', 'b', part(2))).toBeUndefined();
    expect(join('1', 'x', { reference: 'r', number: 2, of: 200 })).toBeUndefined();
  });
});

describe('sessions', () => {
  it('live ten minutes after the last message, and are bounded in number', () => {
    const clock = { now: 0 };
    const sessions = createSessions(() => ({ n: 0 }), {
      now: () => clock.now,
      life: 600_000,
      most: 3,
    });
    sessions.of('a', '1').n = 7;
    clock.now += 599_000;
    expect(sessions.of('a', '1').n).toBe(7);
    expect(sessions.of('b', '1').n).toBe(0);
    clock.now += 601_000;
    expect(sessions.of('a', '1').n).toBe(0);
    for (const number of ['2', '3', '4', '5']) sessions.of('a', number);
    expect(sessions.size()).toBe(3);
  });
  it('outlive the turn of the key by no more than their life', () => {
    const clock = { now: 0 };
    const sessions = createSessions(() => ({ n: 0 }), { now: () => clock.now, life: 600_000 });
    clock.now += 24 * 3_600_000 - 1000;
    sessions.of('a', '1').n = 1;
    clock.now += 2000;
    expect(sessions.of('a', '1').n).toBe(1);
    const key = turningKey(() => clock.now, 600_000);
    const before = key('1')[0];
    clock.now += 24 * 3_600_000 + 700_000;
    expect(key('1')).not.toContain(before);
    expect(key('1')).toHaveLength(1);
  });
  it('forget what was seen long ago', () => {
    const clock = { now: 0 };
    const seen = seenFor({ now: () => clock.now, keep: 10, most: 2 });
    expect([seen.first('a'), seen.first('a')]).toEqual([true, false]);
    clock.now = 20;
    expect(seen.first('a')).toBe(true);
    seen.first('b');
    seen.first('c');
    expect(seen.size()).toBe(2);
  });
});

describe('the database', () => {
  it('holds a digest and a day of who stopped, and counts, and forgets both', async () => {
    const database = await freshDatabase();
    const secret = randomBytes(32);
    const optOuts = openOptOuts(database, secret);
    expect([await optOuts.add('9995550199'), await optOuts.add('9995550199')]).toEqual([
      true,
      false,
    ]);
    expect(await Promise.all([optOuts.has('9995550199'), optOuts.has('9995550198')])).toEqual([
      true,
      false,
    ]);
    // Without the key the same number is another digest.
    expect(await openOptOuts(database, randomBytes(32)).has('9995550199')).toBe(false);
    let day = Date.UTC(2026, 10, 22);
    const counts = openCounts(database, () => day);
    counts.add('sim', 'received');
    counts.add('sim', 'received');
    counts.add('sim', 'delivered');
    await counts.write();
    counts.add('sim', 'received');
    const expected = [
      { day: '2026-11-22', channel: 'sim', what: 'delivered', count: 1 },
      { day: '2026-11-22', channel: 'sim', what: 'received', count: 3 },
    ];
    expect(await counts.since('2026-11-01')).toEqual(expected);
    const owner = await database.borrow('migrate');
    const all = await owner.query<{ text: string }>(
      `select string_agg(x::text, ' ') as text from (select * from channels.opt_out) x`,
    );
    expect(all.rows[0]?.text).not.toContain('555');
    await owner.query(`update channels.opt_out set since = since - 800`);
    day -= 500 * 86_400_000;
    counts.add('sim', 'failed');
    await counts.write();
    const forgot = await act(database, { role: 'app_jobs', actor: 'jobs', purpose: 'test' }, (tx) =>
      tx.query<{ forget: number }>('select channels.forget()'),
    );
    expect(forgot[0]?.forget).toBe(2);
    expect(await optOuts.has('9995550199')).toBe(false);
    // The public role has the functions and nothing else.
    await expect(
      act(database, { role: 'app_public', actor: 'public', purpose: 'test' }, (tx) =>
        tx.query('select * from channels.opt_out'),
      ),
    ).rejects.toThrow();
    owner.release();
    await database.close();
  });
});
