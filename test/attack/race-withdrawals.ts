/**
 * Withdrawal against sharing, both at once (P3): with the lock nothing may leave after a committed withdrawal; the control,
 * without the trigger, has only the look that a careful handler takes first.
 * `node test/attack/race-withdrawals.ts [--races 10000]`: prints a table; ends with 1 when a share was late with the lock.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import {
  addAgreement,
  addOrganisation,
  asOwner,
  putTicketKey,
  ticketFor,
} from '../../src/firewall/context/testing.ts';

export type Races = {
  races: number;
  shared: number;
  refused: number;
  withdrawn: number;
  late: number;
  seconds: number;
};

export async function raceWithdrawals(
  database: Database,
  { races, lock, lanes = 4 }: { races: number; lock: boolean; lanes?: number },
): Promise<Races> {
  const key = await putTicketKey(database);
  const [from, to] = [await addOrganisation(database), await addOrganisation(database)];
  const agreement = await addAgreement(database, [from, to]);
  const batch = randomUUID();
  await asOwner(database, async (tx) => {
    await tx.execute(
      lock
        ? 'alter table referrals.packet enable trigger crossing'
        : 'alter table referrals.packet disable trigger crossing',
    );
    await tx.execute(
      `insert into consent.record (grant_id, subject, from_org, to_org, purpose_id, categories, notice_id, notice_version, notice_lang, explained, shared_language, given, given_at, not_after)
       select gen_random_uuid(), gen_random_uuid(), $1, $2, 'referral.send', '{need}', $3, 1, 'en', 'read', true, 'mark', now() - interval '1 s', now() + interval '1 day' from generate_series(1, $4::int)`,
      [from, to, batch, races],
    );
  });
  const grants = await asOwner(database, (tx) =>
    tx.query<{ grant_id: string }>('select grant_id from consent.record where notice_id = $1', [
      batch,
    ]),
  );
  const result: Races = { races, shared: 0, refused: 0, withdrawn: 0, late: 0, seconds: 0 };
  const started = performance.now();
  let next = 0;
  const ticket = (audience: 'app_desk' | 'app_consent'): string =>
    ticketFor(key, { audience, org: from, purpose: 'referral.send' });
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const [sender, taker] = [
        await database.borrow('app_desk'),
        await database.borrow('app_consent'),
      ];
      while (next < grants.length) {
        const n = next++;
        const grant = grants[n]!.grant_id;
        // Either one starts first, by up to a millisecond.
        const headStart = ((n * 7919) % 21) / 10 - 1;
        const share = async (): Promise<void> => {
          await pause(headStart);
          await sender.query('begin');
          try {
            await sender.query({
              name: 'open',
              text: 'select fw.begin($1)',
              values: [ticket('app_desk')],
            });
            const ok = await sender.query({
              name: 'ok',
              text: `select fw.share_ok($1, $2, $3, $4, 'referral.send', '{need}') as ok`,
              values: [grant, agreement, from, to],
            });
            if (!ok.rows[0].ok) throw Object.assign(new Error('seen'), { code: 'WH010' });
            await sender.query({
              name: 'send',
              text: `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed) values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01')`,
              values: [randomUUID(), from, to, grant, agreement],
            });
            await sender.query('commit');
            result.shared++;
          } catch (error) {
            await sender.query('rollback');
            if ((error as { code: string }).code !== 'WH010') throw error;
            result.refused++;
          }
        };
        const withdraw = async (): Promise<void> => {
          await pause(-headStart);
          await taker.query('begin');
          await taker.query({
            name: 'open',
            text: 'select fw.begin($1)',
            values: [ticket('app_consent')],
          });
          const done = await taker.query({
            name: 'withdraw',
            text: `select fw.withdraw($1, 'token') as done`,
            values: [grant],
          });
          await taker.query('commit');
          if (done.rows[0].done) result.withdrawn++;
        };
        await Promise.all([share(), withdraw()]);
      }
      sender.release(true);
      taker.release(true);
    }),
  );
  result.seconds = (performance.now() - started) / 1000;
  // The withdrawal counted what had left by then, holding the grant: whatever more there is left after it was committed.
  const [late] = await asOwner(database, (tx) =>
    tx.query<{ n: string }>(
      `select count(*) n from consent.record g where g.notice_id = $1 and g.left_before < (select count(*) from referrals.packet k where k.grant_id = g.grant_id)`,
      [batch],
    ),
  );
  result.late = Number(late?.n);
  await asOwner(database, (tx) =>
    tx.execute('alter table referrals.packet enable trigger crossing'),
  );
  return result;
}

const pause = async (ms: number): Promise<void> => {
  const end = performance.now() + ms;
  while (performance.now() < end) await new Promise((done) => setImmediate(done));
};

if (process.argv[1]?.endsWith('race-withdrawals.ts')) {
  const { values } = parseArgs({ options: { races: { type: 'string', default: '10000' } } });
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  process.stdout.write(
    '| | Races | Shared | Refused | Withdrawn | Left after a committed withdrawal | s |\n|---|--:|--:|--:|--:|--:|--:|\n',
  );
  for (const lock of [true, false]) {
    const { races, shared, refused, withdrawn, late, seconds } = await raceWithdrawals(database, {
      races: Number(values.races),
      lock,
    });
    process.stdout.write(
      `| ${lock ? 'with the lock' : 'control, without the trigger'} | ${races} | ${shared} | ${refused} | ${withdrawn} | ${late} | ${seconds.toFixed(0)} |\n`,
    );
    if (lock ? late > 0 : late === 0) process.exitCode = 1;
  }
  await database.close();
  await cluster.stop();
}
