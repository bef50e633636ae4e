/** What somebody deletes from her record leads to her no more, and was given all the same: the figures of the day stay. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitsOf } from '../desk/visit.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { readDays } from '../sync/day-counts.ts';
import { owner, POINT } from '../sync/testing.ts';
import { deleteForHer, heldForHer } from './held.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

test('she deletes every line of a visit that ended: it stays ended, and what the day counted stays', async () => {
  const manager = await house.worker('point_manager');
  const counted = async () => {
    const [day] = await readDays(staffDoorOf(house.house), manager, {
      point: POINT,
      from: Date.now() - 86_400_000,
      dayOf: (ms) => new Date(ms).toISOString().slice(0, 4),
    });
    return { items: [...(day?.counts.items ?? [])], visits: day?.counts.visits };
  };
  const her = await house.somebody({
    more: () => [
      {
        kind: 'service_given',
        body: { service_code: 'items.shoes', item_code: 'shoes', quantity: 2 },
      },
      { kind: 'visit_closed', body: { outcome: 'left', left_without: 'fear' } },
    ],
  });
  const before = { items: [['shoes', 2]], visits: 1 };
  expect(await counted()).toEqual(before);
  const holder = { subject: her.subject, org: house.house.org, session: her.code };
  const shown = async () => {
    const { lines } = await house.far.changes();
    const events = lines.flatMap((line) => ('event' in line ? [line.event] : []));
    return visitsOf(events).get(her.visit);
  };
  const kinds: string[] = [];
  for (const line of await heldForHer(house.firewall, holder)) {
    if (line.line !== 'event') continue;
    kinds.push(line.kind);
    await deleteForHer(house.firewall, holder, { line: 'event', id: line.id });
    expect((await shown())?.state, line.kind).toBe('closed');
    expect(await counted(), line.kind).toEqual(before);
  }
  expect(kinds).toEqual(expect.arrayContaining(['visit_closed', 'visit_opened', 'service_given']));
  expect(await heldForHer(house.firewall, holder)).toEqual([]);
  expect(await shown()).toMatchObject({ subject: null, heads: 1 });
  const left = await owner(
    house,
    `select kind, subject, body from casework.event where visit_id = $1 order by kind`,
    [her.visit],
  );
  expect(left).toEqual([
    { kind: 'visit_closed', subject: null, body: {} },
    { kind: 'visit_opened', subject: null, body: { channel: 'walk_in', heads: 1 } },
  ]);
});
