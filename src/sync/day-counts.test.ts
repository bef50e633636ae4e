import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { readDays } from './day-counts.ts';
import { deskHouse, type DeskHouse, owner, POINT, walkIn } from './testing.ts';

let desk: DeskHouse;
beforeAll(async () => {
  desk = await deskHouse();
});
afterAll(() => desk.close());

const DAY = 86_400_000;

test('help that is given days after a visit began counts for the day on which it began, and makes no visit of its own', async () => {
  const tablet = await desk.tablet(await desk.worker('desk'));
  const manager = await desk.worker('point_manager');
  const [old, today] = [walkIn(tablet), walkIn(tablet)];
  await tablet.send([{ op: old }, { op: today }]);
  const visit_id = old.events[0]?.visit_id;
  const at = new Date().toISOString();
  const meal = { service_code: 'food.meal', item_code: 'meal', quantity: 1 };
  const later: Operation = {
    ...walkIn(tablet),
    events: [
      {
        event_id: v7(),
        kind: 'service_given',
        v: 1,
        ...(visit_id ? { visit_id } : {}),
        at,
        body: meal,
      },
    ],
  };
  await tablet.send([{ op: later }]);
  await owner(
    desk,
    `update casework.event set recorded_at = recorded_at - interval '9 days', at_device = at_device - interval '9 days' where op_id = $1`,
    [old.op_id],
  );
  const counted = (from: number) =>
    readDays(staffDoorOf(desk.house), manager, {
      point: POINT,
      from,
      dayOf: (ms) => new Date(ms).toISOString().slice(0, 10),
    });
  const week = await counted(Date.now() - 7 * DAY);
  expect(week.map(({ counts }) => counts.visits)).toEqual([1]);
  expect(week[0]?.counts.items.size).toBe(0);
  const longer = await counted(Date.now() - 12 * DAY);
  expect(longer.map(({ counts }) => counts.visits)).toEqual([1, 1]);
  expect(longer[1]?.counts.items.get('meal')).toBe(1);
});

test('a day whose closing was undone at once is not closed', async () => {
  const tablet = await desk.tablet(await desk.worker('desk'));
  const manager = await desk.worker('point_manager');
  const at = new Date().toISOString();
  const act = (event: object): Operation =>
    ({ ...walkIn(tablet), events: [{ v: 1, event_id: v7(), at, ...event }] }) as Operation;
  const closing = act({ kind: 'point_closed', body: {} });
  const today = async () => {
    const [day] = await readDays(staffDoorOf(desk.house), manager, {
      point: POINT,
      from: Date.now() - DAY,
      dayOf: (ms) => new Date(ms).toISOString().slice(0, 10),
    });
    return day?.closed;
  };
  await tablet.send([{ op: closing }]);
  expect(await today()).toMatchObject({ by: expect.any(String) });
  const supersedes = closing.events[0]?.event_id;
  await tablet.send([{ op: act({ kind: 'voided', supersedes, body: { why: 'undone' } }) }]);
  // The day itself is still there where something happened on it.
  expect(await today()).toBeFalsy();
});
