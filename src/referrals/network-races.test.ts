/** A second report against the review of the first, at the same moment: a service comes back only when every report was looked at. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitsForLock } from '../firewall/context/testing.ts';
import { actAs, type GuardedAct } from '../firewall/index.ts';
import { ORG_B } from '../firewall/keeper/testing.ts';
import { listNetwork, listViolations, reviewViolation } from './network.ts';
import { receiving, sending } from './parts.ts';
import { answerReceived, readReceived } from './received.ts';
import { clinic, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

/** The statement stands written, not yet for good, when `second` comes. */
async function race(
  act: GuardedAct,
  [sql, values]: readonly [sql: string, values: readonly unknown[]],
  second: () => Promise<unknown>,
): Promise<void> {
  let over: Promise<unknown> | undefined;
  await actAs(house.door, act, async (tx) => {
    await tx.query(sql, values);
    over = second();
    await waitsForLock(house.kept.main, over);
  });
  await over;
}

it.each(['the review', 'the second report'])('%s comes first', async (first) => {
  const { parts, sender, receiver, agreement } = house;
  const code = first === 'the review' ? '40001' : '40002';
  const network = await house.network({ to: ORG_B, route: 'account', agreement, code });
  house.listings.set(code, clinic({ code }));
  const sent = async () => {
    const { packet_id: packet } = await house.sent({ network_id: network });
    await readReceived(parts, receiver, packet);
    return packet;
  };
  const [one, other] = [await sent(), await sent()];
  const refusal = { step: 'decline', reason: 'status' } as const;
  await answerReceived(parts, receiver, one, refusal);
  const reports = async () =>
    (await listViolations(parts, sender)).filter(({ network_id: id }) => id === network);
  const id = (await reports())[0]?.violation_id ?? '';

  if (first === 'the review')
    await race(
      sending(sender, '/test'),
      ['select fw.review_violation($1, $2)', [id, 'mended']],
      () => answerReceived(parts, receiver, other, refusal),
    );
  else
    await race(
      receiving(receiver, '/test'),
      ['select fw.answer_packet($1, $2, $3, null)', [other, 'decline', { reason: 'status' }]],
      () => reviewViolation(parts, sender, id, 'mended'),
    );

  const away = async () =>
    (await listNetwork(parts, sender)).find(({ network_id: at }) => at === network)?.suspended_why;
  expect(await away()).toBe('status_refusal');
  const [left] = await reports();
  expect(left).toBeDefined();
  await reviewViolation(parts, sender, left?.violation_id ?? '', 'mended');
  expect(await away()).toBeNull();
});
