import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 } from 'uuid';
import { anyOperation } from '../desk/testing.ts';
import { deskHouse, owner, POINT, type DeskHouse } from './testing.ts';

const VISITS = 80;

let desk: DeskHouse;
beforeAll(async () => {
  desk = await deskHouse();
});
afterAll(() => desk.close());

test('plans made while the table was empty do not read it whole when it has grown', async () => {
  const tablet = await desk.tablet(await desk.worker('desk'));
  const send = async (n: number): Promise<number> => {
    const op = anyOperation(n);
    const [subject, visit_id] = [randomUUID(), randomUUID()];
    const events = op.events.map((event) => ({ ...event, event_id: v7(), visit_id, subject }));
    const whole = { ...op, op_id: v7(), device_id: tablet.device, point_id: POINT, events };
    const { verdicts } = await tablet.send([{ op: { ...whole, people: [{ subject }] } }]);
    expect(verdicts).toMatchObject([{ result: 'recorded' }]);
    return events.length;
  };
  let events = 0;
  for (let n = 1; n <= VISITS; n++) events += await send(n);
  // A connection tells its counts after a second, with its next transaction.
  await new Promise((passed) => setTimeout(passed, 1_100));
  events += await send(VISITS + 1);
  const [read] = await owner(
    desk,
    `select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relid = 'casework.event_rest'::regclass`,
  );
  // A few for each event; every one of the table for each would be twenty times as many.
  expect((read as { rows: number }).rows).toBeLessThan(events * 20);
}, 60_000);
