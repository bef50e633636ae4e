/** Withdrawal against sending and against reading, at the same moment: what is after it in time is refused, and nothing is half done. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asHolder, withdrawConsent } from '../firewall/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { Problem } from '../http/problem.ts';
import { readReceived } from './received.ts';
import { testHouse, type TestHouse } from './testing.ts';

/** Of each kind; `WAYHOUSE_RACES=5000` for a long look. */
const RACES = Number(process.env['WAYHOUSE_RACES'] ?? 60);

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const settle = <T>(work: Promise<T>): Promise<T | Problem> =>
  work.catch((error: unknown) => {
    if (error instanceof Problem) return error;
    throw error;
  });
/** A little earlier or later, at most so many ms, so that both come first about as often. */
const soon = (most = 12): Promise<void> =>
  new Promise((done) => setTimeout(done, Math.random() * most));

async function withdraw(
  subject: string,
  grant: string,
  most?: number,
): Promise<{ withdrawn_at: string } | Problem> {
  const holder = { subject, org: ORG_A, session: 'test' };
  await soon(most);
  return settle(
    withdrawConsent(house.door, { ...asHolder(holder), purpose: 'own.access' }, grant, 'token'),
  );
}

it(
  `${RACES} races of a withdrawal against sending: sent before it, or not at all`,
  async () => {
    const seen = { sent: 0, refused: 0 };
    // Sending takes longer than taking back, on a busy machine much longer: a withdrawal may come for as long as it takes here.
    const alone = await Promise.all([0, 1, 2, 3].map(() => house.ready()));
    const from = performance.now();
    await Promise.all(alone.map((one) => house.send(one)));
    const span = 1.5 * (performance.now() - from);
    for (let i = 0; i < RACES; i += 4)
      await Promise.all(
        [0, 1, 2, 3].map(async () => {
          const one = await house.ready();
          const [back, sent] = await Promise.all([
            withdraw(one.subject, one.grant_id, span),
            soon().then(() => settle(house.send(one))),
          ]);
          expect(back).not.toBeInstanceOf(Problem);
          const packets = await house.owner<{ created_at: Date; sealed: Buffer }>(
            'select created_at, sealed from referrals.packet where grant_id = $1',
            [one.grant_id],
          );
          expect((await house.state(one.referral_id))['state']).toBe('withdrawn');
          if (sent instanceof Problem) {
            seen.refused += 1;
            expect(['consent_ended', 'wrong_step']).toContain(sent.code);
            expect(packets).toEqual([]);
          } else {
            seen.sent += 1;
            // It left before the consent was taken back, and nothing of it is left now.
            const { withdrawn_at: at } = back as { withdrawn_at: string };
            expect(packets[0]?.created_at.getTime()).toBeLessThanOrEqual(Date.parse(at));
            expect(packets[0]?.sealed).toEqual(Buffer.from([0]));
          }
        }),
      );
    expect(seen.sent).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  },
  RACES * 1000,
);

it(
  `${RACES} races of a withdrawal against reading: nobody reads what was taken back before`,
  async () => {
    const seen = { read: 0, refused: 0 };
    for (let i = 0; i < RACES; i += 4)
      await Promise.all(
        [0, 1, 2, 3].map(async () => {
          const one = await house.sent();
          const reading = async () => {
            await soon();
            return settle(readReceived(house.parts, house.receiver, one.packet_id));
          };
          const [back, read, late] = await Promise.all([
            withdraw(one.subject, one.grant_id),
            reading(),
            withdrawnThenRead(one.grant_id, one.packet_id),
          ]);
          expect(back).not.toBeInstanceOf(Problem);
          if (read instanceof Problem) seen.refused += 1;
          else seen.read += 1;
          expect(late).toBe(false);
          expect(
            await settle(readReceived(house.parts, house.receiver, one.packet_id)),
          ).toMatchObject({ code: 'consent_missing' });
          expect((await house.state(one.referral_id))['state']).toBe('withdrawn');
        }),
      );
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  },
  RACES * 1000,
);

/** Waits until the withdrawal is there for everybody, then reads at once: true when something could still be read. */
async function withdrawnThenRead(grant: string, packet: string): Promise<boolean> {
  for (;;) {
    const [row] = await house.owner<{ over: boolean }>(
      'select withdrawn_at is not null as over from consent.record where grant_id = $1',
      [grant],
    );
    if (row?.over) break;
  }
  return !((await settle(readReceived(house.parts, house.receiver, packet))) instanceof Problem);
}
