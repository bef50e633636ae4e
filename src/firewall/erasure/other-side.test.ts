/** What names a person on its other side, and came while her rows went or after, does not outlive the end of her erasing. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addOrganisation, asOwner, insert, waitsForLock } from '../context/testing.ts';
import { ORG_A, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { askErasure, continueErasures } from './erase.ts';

let kept: TestKeeper;
let firewall: Firewall;

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
});
afterAll(() => kept.close());

const row = { org_id: ORG_A, purpose_id: 'desk.visit' };
async function person(): Promise<string> {
  const subject = randomUUID();
  await insert(kept.main, 'casework.person', { ...row, subject });
  return subject;
}
const run = (oldest: Date) => continueErasures(firewall, ORG_A, async () => oldest);

it('a link, a root and a likeness', async () => {
  const [her, friend, third] = [await person(), await person(), await person()];
  const [made, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // A worker joins two tokens; before that is committed, one of them is erased.
  const linked = actAs(
    firewall,
    {
      kind: 'staff',
      actor: randomUUID(),
      org: ORG_A,
      role: 'app_desk',
      purpose: 'desk.visit',
      route: '/test',
    },
    async (tx) => {
      const said = await tx.query<{ said: string }>(
        `select fw.make_link($1, $2, $3, 'person_says', '{}', '{}') as said`,
        [randomUUID(), friend, her],
      );
      made.resolve();
      await goOn.promise;
      return said;
    },
  );
  await made.promise;
  await askErasure(firewall, { subject: her, org: ORG_A, session: 'code' });
  const first = run(new Date(0));
  await waitsForLock(kept.main, first);
  goOn.resolve();
  expect(await linked).toEqual([{ said: 'waiting' }]);
  expect(await first).toMatchObject({ erased: 1 });

  await insert(kept.main, 'casework.person_root', { ...row, subject: third, root: her });
  const point_id = randomUUID();
  const likeness = { ...row, point_id };
  await insert(kept.main, 'casework.possible_duplicate', {
    ...likeness,
    subject: friend,
    others: [her],
  });
  await insert(kept.main, 'casework.possible_duplicate', {
    ...likeness,
    subject: third,
    others: [her, friend],
  });
  expect(await run(new Date(Date.now() + 60_000))).toMatchObject({ completed: 1 });
  const left = await asOwner(kept.main, (tx) =>
    tx.query(
      `select (select count(*)::int from casework.identity_link where $1 in (subject, other)) links,
         (select count(*)::int from casework.person_root where root = $1) roots,
         (select jsonb_agg(others) from casework.possible_duplicate where point_id = $2) likenesses`,
      [her, point_id],
    ),
  );
  expect(left).toEqual([{ links: 0, roots: 0, likenesses: [[friend]] }]);
});
