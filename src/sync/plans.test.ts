import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { deskHouse, type DeskHouse, owner, walkIn } from './testing.ts';

const VISITS = 80;

let desk: DeskHouse;
beforeAll(async () => {
  desk = await deskHouse();
});
afterAll(() => desk.close());

test('plans made while the table was empty do not read it whole when it has grown', async () => {
  const tablet = await desk.tablet(await desk.worker('desk'));
  const send = async (): Promise<number> => {
    const subject = randomUUID();
    const op: Operation = {
      ...walkIn(tablet, { subject }),
      people: [{ subject }],
      names: [
        {
          name_id: randomUUID(),
          subject,
          text: `Amina ${subject.slice(0, 4)}`,
          met: { asked: true },
        },
      ],
    };
    const { verdicts } = await tablet.send([{ op }]);
    expect(verdicts).toMatchObject([{ result: 'recorded' }]);
    return op.events.length;
  };
  let events = 0;
  for (let n = 0; n < VISITS; n++) events += await send();
  // A connection tells its counts after a second, with its next transaction.
  await new Promise((passed) => setTimeout(passed, 1_100));
  events += await send();
  const readOf = async (table: string): Promise<number> => {
    const [read] = await owner(
      desk,
      'select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables where relid = $1::regclass',
      [table],
    );
    return (read as { rows: number }).rows;
  };
  // A few for each; every one of the table for each would be several times as many.
  expect(await readOf('casework.event_rest')).toBeLessThan(events * 20);
  expect(await readOf('casework.person')).toBeLessThan(VISITS * 20);
}, 60_000);
