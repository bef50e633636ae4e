/** After a restore, whoever was erased since is nowhere: not on the other side of a link, not in what hung on her rows. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testHouse, type TestHouse } from '../../referrals/testing.ts';
import { insert } from '../context/testing.ts';
import { ORG_A } from '../keeper/testing.ts';
import { ERASURE_STEPS } from '../erasure/erase.ts';
import { eraseAgain } from './erase-again.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

/** Every table of the main database in which this text stands in some column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await house.owner<{ t: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as t from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)' order by 1`,
  );
  const found: string[] = [];
  for (const { t } of tables) {
    const [row] = await house.owner<{ n: number }>(
      `select count(*)::int as n from ${t} x where position($1 in x::text) > 0`,
      [text],
    );
    if (row?.n) found.push(t);
  }
  return found;
}

it('names her in no column but that of the list of erasures, keeps no packet and no step of hers, and leaves the others joined', async () => {
  const one = await house.sent();
  const her = one.subject;
  const [other, third] = [(await house.person()).subject, (await house.person()).subject];
  for (const [subject, with_whom] of [
    [other, her],
    [her, third],
    [other, third],
  ])
    await insert(house.kept.main, 'casework.identity_link', {
      link_id: randomUUID(),
      org_id: ORG_A,
      purpose_id: 'desk.visit',
      subject,
      other: with_whom,
      evidence: 'both_slips_shown',
      made_by: house.sender.actor,
      confirmed_by: house.sender.actor,
      confirmed_at: new Date(),
    });
  await house.owner('select fw.recompute_roots($1, $2)', [ORG_A, [her]]);
  await insert(house.kept.main, 'casework.possible_duplicate', {
    subject: other,
    org_id: ORG_A,
    purpose_id: 'desk.visit',
    point_id: randomUUID(),
    others: [her, third],
  });
  await insert(house.kept.main, 'casework.event', {
    event_id: randomUUID(),
    op_id: randomUUID(),
    kind: 'need_seen',
    org_id: ORG_A,
    purpose_id: 'desk.visit',
    point_id: randomUUID(),
    subject: her,
    actor_id: house.sender.actor,
    at_device: new Date(),
    body: { code: 'FOOD' },
    sealed: Buffer.from('sealed words'),
  });
  expect(await tablesWith(her)).toEqual(
    expect.arrayContaining([
      'casework.identity_link',
      'casework.person_root',
      'referrals.referral',
    ]),
  );
  const roots = () =>
    house.owner<{ subject: string }>(
      'select subject from casework.person_root where subject = any ($1) order by subject',
      [[other, third]],
    );
  expect(await roots()).toHaveLength(2);

  expect(
    await eraseAgain(house.kept.main, async (subjects) =>
      subjects.filter((subject) => subject === her),
    ),
  ).toMatchObject({ people: 1 });

  // On the list, as far as an erasure is whose rows are gone: devices hear of it, and what they still bring of her is of nobody.
  expect(await tablesWith(her)).toEqual(['consent.erasing']);
  expect(
    await house.owner(
      `select org_id, step, held, finished_at, shredded_at is not null as shredded from consent.erasing where subject = $1`,
      [her],
    ),
  ).toEqual([
    { org_id: ORG_A, step: ERASURE_STEPS.rowsGone, held: false, finished_at: null, shredded: true },
  ]);
  for (const id of [one.referral_id, one.packet_id])
    expect(
      (await tablesWith(id)).filter(
        (table) => !/^audit\.|spent_key$|^casework\.event$/.test(table),
      ),
    ).toEqual([]);
  expect(await house.owner('select from casework.event where sealed is not null')).toEqual([]);
  expect(await roots()).toHaveLength(2);
  // What is left of a packet in old copies opens no more once its key goes too.
  expect(await tablesWith(one.packet_id)).toContain('referrals.spent_key');
});

it('leaves an erasure that was under way where it was', async () => {
  const { subject } = await house.person();
  await insert(house.kept.main, 'consent.erasing', {
    org_id: ORG_A,
    subject,
    erasure_no: randomUUID(),
  });
  const listed = () =>
    house.owner('select erasure_no, step, shredded_at from consent.erasing where subject = $1', [
      subject,
    ]);
  const before = await listed();
  expect(before).toMatchObject([{ step: ERASURE_STEPS.asked, shredded_at: null }]);
  const only = async (subjects: readonly string[]) => subjects.filter((one) => one === subject);
  expect(await eraseAgain(house.kept.main, only)).toMatchObject({ people: 1 });
  expect(await listed()).toEqual(before);
});
