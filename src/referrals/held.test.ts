/** While an order holds somebody's record, nothing of it is erased: what was sent of her and what was written for it stay too. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { liftHold, placeHold, proposeHold } from '../firewall/register/holds.ts';
import { receiveRequest } from '../firewall/register/requests.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { referralRound } from './clock.ts';
import { readReferral } from './lists.ts';
import { answerReceived, readReceived } from './received.ts';
import { PACKET, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const DAY = 86_400_000;

it('keeps contents of packets and drafts that are held, and forgets them when the hold is lifted', async () => {
  const { parts, receiver, sender, door } = house;
  const ended = async () => {
    const one = await house.sent();
    await readReceived(parts, receiver, one.packet_id);
    await answerReceived(parts, receiver, one.packet_id, { step: 'accept' });
    await answerReceived(parts, receiver, one.packet_id, { step: 'received' });
    return one;
  };
  const [held, free] = [await ended(), await ended()];
  const request_id = randomUUID();
  await receiveRequest(door, sender, {
    request_id,
    received_on: '2026-11-20',
    channel: 'court',
    authority_name: 'Court of Selmora',
    instrument: 'court_order',
    claimed_basis: 'Article 12',
    offence_class: 'trafficking',
    data_sought: 'what was sent for one person',
  });
  const hold_id = randomUUID();
  await proposeHold(door, sender, { hold_id, request_id, subject: held.subject, days: 60 });
  await placeHold(door, house.worker(ORG_A), hold_id);

  const left = () =>
    house.owner<{ packet: boolean; content: boolean }>(
      `select octet_length(k.sealed) > 1 as packet, r.content is not null as content
       from referrals.referral r join referrals.packet k using (packet_id) where r.referral_id = any ($1)
       order by array_position($1, r.referral_id)`,
      [[held.referral_id, free.referral_id]],
    );
  await house.pass(31 * DAY);
  await referralRound(door);
  expect(await left()).toEqual([
    { packet: true, content: true },
    { packet: false, content: false },
  ]);
  expect((await readReferral(parts, sender, held.referral_id)).packet).toMatchObject(PACKET);
  await liftHold(door, sender, hold_id);
  await referralRound(door);
  expect((await left())[0]).toEqual({ packet: false, content: false });
});
