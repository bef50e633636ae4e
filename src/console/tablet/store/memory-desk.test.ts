import { expect, test } from 'vitest';
import { newSubject, openMemoryDesk } from './index.ts';

const POINT = '018f0000-0000-7000-8000-000000000001';

test('an act is shown at once, in its visit, and can be undone for ten seconds', async () => {
  let now = Date.parse('2026-11-22T09:00:00Z');
  const desk = openMemoryDesk({ now: () => now });
  let told = 0;
  const stop = desk.subscribe(() => told++);
  const subject = newSubject();
  const ticket = desk.nextTicket();
  const operation = await desk.perform({
    point_id: POINT,
    purpose: 'desk.visit',
    people: [{ subject, age_band: '18-59' }],
    names: [{ subject, text: 'Tree' }],
    events: [
      {
        kind: 'visit_opened',
        subject,
        body: {
          channel: 'walk_in',
          heads: 1,
          ticket_picture: ticket.picture,
          ticket_number: ticket.number,
        },
      },
      { kind: 'need_seen', body: { code: 'shelter', how: 'said' } },
    ],
  });
  expect(told).toBe(1);
  const [visit] = [...desk.visits().values()];
  expect(visit).toMatchObject({ subject, ticket, needs: [{ code: 'shelter' }] });
  expect(desk.visits()).toBe(desk.visits());
  expect(desk.person(subject)?.name).toBe('Tree');
  expect(desk.nextTicket()).not.toEqual(ticket);

  now += 9000;
  await desk.undo(operation.op_id);
  expect([...desk.visits().values()][0]?.lines.filter(({ struck }) => struck)).toHaveLength(2);
  now += 2000;
  await expect(desk.undo(operation.op_id)).rejects.toMatchObject({ code: 'too-late' });
  stop();
  desk.lock();
  expect(desk.events()).toEqual([]);
  await expect(
    desk.perform({ point_id: POINT, purpose: 'desk.visit', events: [] }),
  ).rejects.toMatchObject({ code: 'locked' });
});
