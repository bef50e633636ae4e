/** Who was taken along: kept under a leave, looked among without a network, dropped when the leave is over. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { visitsOf } from '../../desk/visit.ts';
import { happened } from '../../desk/testing.ts';
import type { TakenAlong } from '../../people/name-along.ts';
import { packRecord } from '../../people/name-record.ts';
import { skeleton } from '../../people/name-sketch.ts';
import { alongOf, keepAlong } from './along.ts';
import { haveWeMet, showSlip } from './met.ts';
import { openMemoryDesk } from './store/memory-desk.ts';

const POINT = '018f0000-0000-7000-8000-000000000001';
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const HOUR = 3_600_000;
const CODE = 'a-printed-code-of-hers';
const record = (name: string, birthYear?: number): string =>
  packRecord({
    sketch: skeleton(name),
    ageBand: '18-59',
    ...(birthYear ? { birthYear } : {}),
  }).toString('base64url');
const leave = { carrying_id: id(70), until: Date.now() + 24 * HOUR };
const taken = (more: Partial<TakenAlong> = {}): TakenAlong => ({
  carrying_id: leave.carrying_id,
  point_id: POINT,
  until: leave.until,
  at: Date.now(),
  people: [
    {
      subject: id(1),
      month: '2026-05',
      record: record('Fatima Zahra Ben Youssef', 1994),
      codes: [createHash('sha256').update(CODE).digest().subarray(0, 12).toString('base64url')],
    },
    // A second token of the same person, and somebody who is known by a slip alone.
    { subject: id(1), token: id(2), month: '2026-06', record: record('Fatma Zohra Ben Yusuf') },
    { subject: id(3), month: '2026-07', codes: ['AAAAAAAAAAAAAAAA'] },
  ],
  ...more,
});
const deskWith = (rules: object = { carrying: leave }, online: 'yes' | 'no' = 'no') =>
  openMemoryDesk({ online, rules: { ...rules } });
const ask = (desk: ReturnType<typeof deskWith>, name: string, not: string | null = null) =>
  haveWeMet(desk, { point: POINT, offered: { name, birth_year: 1994, wantsSlip: true }, not });
const visitOf = () => {
  const opened = happened(1, 'visit_opened', { channel: 'walk_in', heads: 1 });
  const [visit] = visitsOf([opened]).values();
  if (!visit) throw new Error('a visit');
  return visit;
};
const answering = (along: TakenAlong | null, status = 200) => {
  const asked = vi.fn(async () => Response.json({ along }, { status }));
  vi.stubGlobal('fetch', asked);
  return asked;
};
beforeEach(() => vi.stubGlobal('sessionStorage', { getItem: () => null }));
afterEach(() => vi.unstubAllGlobals());

test('without a network a name is looked for among them, in any script, and nobody is named', async () => {
  const desk = deskWith();
  await desk.keepOwn('along', taken());
  const found = await ask(desk, 'فاطمة الزهراء بن يوسف');
  expect(found).toEqual({
    asked: false,
    along: expect.any(Number),
    people: [{ subject: id(1), age_band: '18-59', month: expect.stringMatching(/^2026-0[56]$/) }],
  });
  expect((await ask(desk, 'فاطمة الزهراء بن يوسف', id(1))).people).toEqual([]);
  expect((await ask(desk, 'Olha Kovalenko')).people).toEqual([]);
});

test('a printed code is known without a network; a spoken one, another’s and none are not', async () => {
  const desk = deskWith();
  await desk.keepOwn('along', taken());
  answering(null);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const visit = visitOf();
  expect(await showSlip(desk, visit, ` ${CODE} `)).toEqual({ state: 'known', subject: id(1) });
  expect(await showSlip(desk, visit, CODE, id(3))).toEqual({ state: 'not_hers' });
  expect(await showSlip(desk, visit, 'another-printed-code')).toEqual({ state: 'offline' });
  // To join two tokens is the house's.
  expect(await showSlip(desk, { ...visit, subject: id(9) }, CODE)).toEqual({ state: 'offline' });
});

test('it comes with a leave and a network, once in four hours, at a press at once, and anew under another leave', async () => {
  const desk = deskWith({ carrying: leave }, 'yes');
  const asked = answering(taken());
  expect(await keepAlong(desk)).toBe('kept');
  expect(await keepAlong(desk)).toBe('kept');
  expect(asked).toHaveBeenCalledTimes(1);
  expect(await keepAlong(desk, { now: Date.now() + 5 * HOUR })).toBe('kept');
  expect(await keepAlong(desk, { anew: true })).toBe('kept');
  expect(asked).toHaveBeenCalledTimes(3);
  const next = deskWith({ carrying: { ...leave, carrying_id: id(71) } }, 'yes');
  await next.keepOwn('along', taken());
  const again = answering(taken({ carrying_id: id(71) }));
  expect(await keepAlong(next)).toBe('kept');
  expect(again).toHaveBeenCalledTimes(1);
});

test('without an answer what is here stays, and a press says that nothing came', async () => {
  const desk = deskWith({ carrying: leave }, 'yes');
  answering(null, 503);
  expect(await keepAlong(desk)).toBe('failed');
  await desk.keepOwn('along', taken({ at: Date.now() - 5 * HOUR }));
  expect(await keepAlong(desk)).toBe('kept');
  expect(await keepAlong(desk, { anew: true })).toBe('failed');
  expect((await alongOf(desk))?.people).toHaveLength(3);
  // Alone, nobody is asked.
  const alone = deskWith();
  const asked = answering(taken());
  expect(await keepAlong(alone)).toBe('failed');
  expect(asked).not.toHaveBeenCalled();
});

test('it goes with its leave: taken back, over by its time, or not there any more at the house', async () => {
  const back = deskWith({}, 'yes');
  await back.keepOwn('along', taken());
  expect(await alongOf(back)).toBeUndefined();
  expect((await ask(back, 'Fatima Zahra Ben Youssef')).people).toEqual([]);
  expect(await keepAlong(back)).toBe('none');
  expect(await back.readOwn('along')).toBeNull();

  const over = deskWith();
  await over.keepOwn('along', taken());
  const later = leave.until + 1;
  expect(await alongOf(over, later)).toBeUndefined();
  expect(await keepAlong(over, { now: later })).toBe('none');
  expect(await over.readOwn('along')).toBeNull();

  // Of another leave, also while nobody answers.
  const other = deskWith({ carrying: { ...leave, carrying_id: id(71) } });
  await other.keepOwn('along', taken());
  expect(await alongOf(other)).toBeUndefined();
  expect(await keepAlong(other)).toBe('failed');
  expect(await other.readOwn('along')).toBeNull();
});

test('what another sign-in of this browser is answered is not kept, and takes nothing away', async () => {
  const desk = deskWith({ carrying: leave }, 'yes');
  await desk.keepOwn('along', taken({ at: Date.now() - 5 * HOUR }));
  for (const foreign of [null, taken({ carrying_id: id(72), people: [] })]) {
    answering(foreign);
    expect(await keepAlong(desk)).toBe('kept');
    expect(await keepAlong(desk, { anew: true })).toBe('failed');
    expect((await alongOf(desk))?.people).toHaveLength(3);
  }
});

test('it is fetched once, however many ask for it at the same time', async () => {
  const desk = deskWith({ carrying: leave }, 'yes');
  const asked = answering(taken());
  expect(await Promise.all([keepAlong(desk), keepAlong(desk), keepAlong(desk)])).toEqual(
    Array(3).fill('kept'),
  );
  expect(asked).toHaveBeenCalledTimes(1);
});

test('who was erased, or would rather start new, since it was laid out is not proposed', async () => {
  const desk = deskWith();
  await desk.keepOwn('along', taken());
  const name = 'Fatima Zahra Ben Youssef';
  expect((await ask(desk, name)).people).toHaveLength(1);
  const along = taken();
  const [first, second] = along.people;
  const { record: _, ...bare } = first ?? { subject: '', month: '' };
  await desk.keepOwn('along', { ...along, people: [bare, ...(second ? [second] : [])] });
  expect((await ask(desk, name)).people).toMatchObject([{ month: '2026-06' }]);
  await desk.keepOwn('along', { ...along, people: [bare] });
  expect((await ask(desk, name)).people).toEqual([]);
});

test('a slip leads to the token that it was given for, also when that was joined', async () => {
  const codes = [createHash('sha256').update('slip-of-the-second').digest().subarray(0, 12)];
  const desk = deskWith();
  await desk.keepOwn(
    'along',
    taken({
      people: [
        {
          subject: id(1),
          token: id(2),
          month: '2026-06',
          codes: codes.map((code) => code.toString('base64url')),
        },
      ],
    }),
  );
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const visit = visitOf();
  const show = (expected?: string) => showSlip(desk, visit, 'slip-of-the-second', expected);
  expect(await show()).toEqual({ state: 'known', subject: id(2) });
  expect(await show(id(1))).toEqual({ state: 'known', subject: id(2) });
  expect(await show(id(3))).toEqual({ state: 'not_hers' });
});
