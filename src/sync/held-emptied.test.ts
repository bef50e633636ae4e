/** What a manager decided about does not stay as it came: no erasure of a person would find it there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskHouse, owner, walkIn, type DeskHouse } from './testing.ts';

let desk: DeskHouse;
beforeAll(async () => {
  desk = await deskHouse();
});
afterAll(() => desk.close());

test('admitted and dropped work leaves what became of it, and nothing of what it said', async () => {
  const tablet = await desk.tablet(await desk.worker('desk'));
  const [admitted, dropped, waiting] = [walkIn(tablet), walkIn(tablet), walkIn(tablet)];
  for (const op of [admitted, dropped, waiting])
    await tablet.send([{ sealed: await tablet.seal(op), for_manager: true }]);
  const { headers } = await desk.tablet(await desk.worker('point_manager'));
  for (const [op, payload] of [
    [admitted, { decision: 'admitted' }],
    [dropped, { decision: 'dropped', why: 'recorded_already' }],
  ] as const)
    expect(
      (
        await desk.app.inject({
          method: 'POST',
          url: `/api/desk/held/${op.op_id}`,
          headers,
          payload,
        })
      ).statusCode,
    ).toBe(200);
  const left = async (id: string) =>
    (
      await owner(
        desk,
        'select decision, octet_length(sealed) > 1 as said from sync.held where op_id = $1',
        [id],
      )
    )[0];
  expect(await left(admitted.op_id)).toEqual({ decision: 'admitted', said: false });
  expect(await left(dropped.op_id)).toEqual({ decision: 'dropped', said: false });
  expect(await left(waiting.op_id)).toEqual({ decision: null, said: true });
});
