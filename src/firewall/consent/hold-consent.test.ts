/** What a consent may be, asked by the database whatever a handler forgot; and who looks at one that was not asked for. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addOrganisation, asOwner, insert } from '../context/testing.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { CONSENT_DAYS, giveConsent } from './give-consent.ts';

let kept: TestKeeper;
let firewall: Firewall;
const somebody = () => ({ actor: randomUUID(), org: ORG_A, session: 's' });
const [clerk, colleague, officer] = [somebody(), somebody(), somebody()];
const other = randomUUID();

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
  for (const [account_id, org_id] of [
    [clerk.actor, ORG_A],
    [colleague.actor, ORG_A],
    [other, ORG_B],
  ] as const)
    await insert(kept.main, 'staff.account', {
      account_id,
      org_id,
      login: account_id,
      display_name: 'X',
    });
});
afterAll(() => kept.close());

const consent = (over: object = {}) => ({
  grant_id: randomUUID(),
  subject: randomUUID(),
  to_org: ORG_B,
  purpose_id: 'referral.send' as const,
  categories: ['need'],
  notice_id: 'referral',
  notice_version: 1,
  notice_lang: 'en',
  explained: 'read' as const,
  shared_language: true,
  given: 'mark' as const,
  ...over,
});
const exception = () =>
  consent({
    explained: 'not_asked',
    given: 'not_asked',
    exception: 'life_saving',
    exception_why: 'unconscious',
  });

/** Written past the verb. */
const write = (purpose: string, days: number, over: Record<string, unknown> = {}) => {
  const row: Record<string, unknown> = {
    grant_id: randomUUID(),
    subject: randomUUID(),
    from_org: ORG_A,
    to_org: ORG_B,
    purpose_id: purpose,
    categories: ['need'],
    notice_id: 'n',
    notice_version: 1,
    notice_lang: 'en',
    explained: 'read',
    shared_language: true,
    given: 'mark',
    not_after: new Date(Date.now() + days * 86_400_000),
    ...over,
  };
  const columns = Object.keys(row);
  return actAs(
    firewall,
    {
      kind: 'staff',
      actor: clerk.actor,
      org: ORG_A,
      role: 'app_consent',
      purpose,
      route: '/test',
    },
    (tx) =>
      tx.execute(
        `insert into consent.record (${columns.join(', ')}) values (${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
        Object.values(row),
      ),
  );
};
const wrong = (field: string) => ({ code: 'bad_input', field });

describe('a consent', () => {
  it('lasts no longer than its purpose allows', async () => {
    for (const [purpose, days] of Object.entries(CONSENT_DAYS)) {
      expect(await write(purpose, days)).toBe(1);
      await expect(write(purpose, days + 1), purpose).rejects.toMatchObject(wrong('days'));
    }
    const long = new Date(Date.now() - 30 * 86_400_000);
    await expect(write('referral.send', 1, { given_at: long })).rejects.toMatchObject(
      wrong('given_at'),
    );
  });

  it('that was spoken was heard by a colleague, not by the one who writes it down', async () => {
    const spoken = (witness: string) =>
      giveConsent(firewall, clerk, consent({ given: 'witnessed_voice', witness }));
    await expect(spoken(clerk.actor)).rejects.toMatchObject({ code: 'second_person_needed' });
    for (const nobody of [randomUUID(), other])
      await expect(spoken(nobody)).rejects.toMatchObject(wrong('witness'));
    await spoken(colleague.actor);
  });

  it('is neither reviewed nor taken back by the one who writes it down', async () => {
    const reviewed = {
      exception: 'life_saving',
      review_due: new Date(),
      reviewed_by: clerk.actor,
      reviewed_at: new Date(),
      finding: 'right',
    };
    await expect(write('referral.send', 1, reviewed)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const late = { exception: 'life_saving', review_due: new Date(Date.now() + 30 * 86_400_000) };
    await expect(write('referral.send', 1, late)).rejects.toMatchObject(wrong('review_due'));
  });
});

describe('an exception', () => {
  const overseeing = (who: { actor: string }) =>
    ({
      kind: 'staff',
      actor: who.actor,
      org: ORG_A,
      role: 'app_register',
      purpose: 'dpo.oversight',
      route: '/test',
    }) as const;
  const review = (who: { actor: string }, grant: string) =>
    actAs(firewall, overseeing(who), (tx) =>
      tx.query<{ done: boolean }>('select fw.review_exception($1, $2) as done', [grant, 'right']),
    );

  it('without a referral is not reviewed by whoever gave it, before and after it has its place in the log', async () => {
    const [fresh, placed] = [exception(), exception()];
    await giveConsent(firewall, clerk, fresh);
    await giveConsent(firewall, clerk, placed);
    // As the sequencer leaves it.
    await asOwner(kept.main, async (tx) => {
      await tx.execute(`insert into audit.leaf (leaf_index, leaf) values (0, '\\x01')`);
      await tx.execute(
        `insert into audit.detail (leaf_index, at, kind, actor, org_id, purpose, route, act, subject, subjects, details)
         select 0, at, kind, actor, org_id, purpose, route, act, subject, subjects, details from audit.stage
         where act = 'consent.given' and details ->> 'grant' = $1`,
        [placed.grant_id],
      );
      await tx.execute(`delete from audit.stage where details ->> 'grant' = $1`, [placed.grant_id]);
    });
    for (const { grant_id } of [fresh, placed]) {
      const [row] = await actAs(firewall, overseeing(clerk), (tx) =>
        tx.query<{ list: { grant_id: string; is_own: boolean; made_by: string }[] }>(
          'select fw.exceptions() as list',
        ),
      );
      expect(row?.list.find((one) => one.grant_id === grant_id)).toMatchObject({
        is_own: true,
        made_by: clerk.actor,
      });
      await expect(review(clerk, grant_id)).rejects.toMatchObject({
        code: 'second_person_needed',
      });
      expect(await review(officer, grant_id)).toEqual([{ done: true }]);
    }
  });
});
