/** Who is asked next when nobody comes, whatever became of the duties meanwhile (REF-05). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Worker } from '../firewall/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { putOnCall, raiseAlert } from './alert.ts';
import { referralRound } from './clock.ts';
import { POINT, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
beforeEach(() => house.owner('delete from referrals.on_call'));
afterAll(() => house.close());

const MINUTE = 60_000;
const onCall = ({ actor }: Worker, rank: number) =>
  putOnCall(house.parts, house.sender, {
    on_call_id: randomUUID(),
    point_id: POINT,
    focus: 'health',
    worker_id: actor,
    from_at: new Date(Date.now() - 60 * MINUTE).toISOString(),
    until_at: new Date(Date.now() + 60 * MINUTE).toISOString(),
    rank,
  });
const ring = () =>
  raiseAlert(house.parts, house.sender, {
    alert_id: randomUUID(),
    point_id: POINT,
    focus: 'health',
  });
async function after(minutes: number, alert: string) {
  await house.pass(minutes * MINUTE);
  await referralRound(house.door);
  const [row] = await house.owner('select stage, asked from referrals.alert where alert_id = $1', [
    alert,
  ]);
  return row;
}

it('asks the next one, not again whoever stands on the list twice', async () => {
  const [sara, hana] = [house.worker(ORG_A), house.worker(ORG_A)];
  for (const one of [sara, sara]) await onCall(one, 1);
  await onCall(hana, 2);
  const { alert_id: id, asked } = await ring();
  expect(asked).toBe(sara.actor);
  expect(await after(11, id)).toEqual({ stage: 'next', asked: hana.actor });
  expect(await after(10, id)).toMatchObject({ stage: 'manager' });
});

it('asks whoever took over the duty after it rang, although she is the only one', async () => {
  const [sara, hana] = [house.worker(ORG_A), house.worker(ORG_A)];
  await onCall(sara, 1);
  const { alert_id: id } = await ring();
  await house.owner(`update referrals.on_call set until_at = clock_timestamp()`);
  await onCall(hana, 1);
  expect(await after(11, id)).toEqual({ stage: 'next', asked: hana.actor });
});

it('asks the manager when nobody else is on call, or nobody at all', async () => {
  const sara = house.worker(ORG_A);
  for (const one of [sara, sara]) await onCall(one, 1);
  const { alert_id: id } = await ring();
  expect(await after(11, id)).toEqual({ stage: 'manager', asked: sara.actor });
  await house.owner('delete from referrals.on_call');
  const alone = await ring();
  expect(alone.asked).toBeNull();
  expect(await after(31, alone.alert_id)).toMatchObject({ stage: 'emergency' });
});
