/**
 * The person says yes to one recipient, one purpose, these kinds of data (FIRE-06; design chapter 30, section 4.3). Recipient and
 * data stand in the referral, so that nobody at the desk can write down another yes than the one that was asked for.
 */
import { actAs, giveConsent, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { said } from './draft.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { ConsentGiven, LifeSaving } from './schemas.ts';

const NOTICE = 'referral';
const ROUTE = 'POST /api/referrals/{id}/consent';

/**
 * Makes a referral ready without a yes, when waiting for one would cost her life (T12). Who watches over data is told when it goes, and
 * somebody else looks at it (`exceptions.ts`).
 * @throws `not_found`, `wrong_step`, `bad_input` for what need not be now.
 */
export async function lifeSaving(
  parts: ReferralParts,
  worker: Worker,
  referralId: string,
  { grant_id: grantId, exception }: LifeSaving,
): Promise<{ state: string; grant_id: string; not_after: string }> {
  const row = await toRefer(parts, worker, referralId);
  if (row.level !== 'now')
    throw new Problem('bad_input', {
      errors: [
        { field: 'exception', expected: 'left out: only what must be now goes without a yes' },
      ],
    });
  const grant = await giveConsent(parts.door, worker, {
    ...grantFor(row),
    grant_id: grantId,
    notice_version: 1,
    notice_lang: 'und',
    explained: 'not_asked',
    shared_language: false,
    given: 'not_asked',
    exception: 'life_saving',
    exception_why: exception,
  });
  const state = await actAs(parts.door, sending(worker, ROUTE), (tx) =>
    said(tx, 'select fw.prepare_referral($1, $2) as state', [referralId, grantId]),
  );
  return { state, ...grant };
}

type Row = { subject: string; to_org: string; categories: string[]; level: string };

async function toRefer({ door }: ReferralParts, worker: Worker, referralId: string): Promise<Row> {
  const [row] = await actAs(door, sending(worker, ROUTE), (tx) =>
    tx.query<Row>(
      'select subject, to_org, categories, level from referrals.referral where referral_id = $1',
      [referralId],
    ),
  );
  if (!row) throw new Problem('not_found');
  return row;
}

const grantFor = ({ subject, to_org, categories }: Row) =>
  ({ subject, to_org, categories, purpose_id: 'referral.send', notice_id: NOTICE }) as const;

/**
 * Records the consent and makes the referral ready. Told twice with one id it is recorded once.
 * @throws `not_found`, `bad_input` (no interpreter without a common language, no witness of a spoken yes), `wrong_step`,
 * `consent_ended` when the consent does not cover what would go.
 */
export async function consentToReferral(
  parts: ReferralParts,
  worker: Worker,
  referralId: string,
  given: ConsentGiven,
): Promise<{ state: string; grant_id: string; not_after: string }> {
  const row = await toRefer(parts, worker, referralId);
  const { door, scan } = parts;
  const { sign, communication, grant_id: grantId, notice_version, notice_lang } = given;
  const plain = sign && Buffer.from(sign.data, 'base64url');
  if (plain) await scan(plain);
  const grant = await giveConsent(door, worker, {
    ...grantFor(row),
    grant_id: grantId,
    notice_version,
    notice_lang,
    explained: given.explained,
    shared_language: communication.shared_language,
    ...(communication.interpreter_ref ? { interpreter_ref: communication.interpreter_ref } : {}),
    given: given.given,
    ...(given.witness ? { witness: given.witness } : {}),
    ...(given.guardian_role ? { guardian_role: given.guardian_role } : {}),
    ...(given.days ? { days: given.days } : {}),
  });
  const state = await actAs(door, sending(worker, ROUTE), async (tx) => {
    if (sign && plain) {
      const key = { store: 'referrals', subject: row.subject };
      await door.keeper.newKey({ nonce: tx.nonce, key });
      const place = { column: 'referrals.consent_sign.sealed', rowId: grantId };
      const [sealed] = await door.keeper.seal({ nonce: tx.nonce, items: [{ key, place, plain }] });
      await tx.execute(
        `insert into referrals.consent_sign (grant_id, org_id, subject, kind, sealed) values ($1, $2, $3, $4, $5) on conflict do nothing`,
        [grantId, worker.org, row.subject, sign.kind, sealed],
      );
    }
    return said(tx, 'select fw.prepare_referral($1, $2) as state', [referralId, grantId]);
  });
  return { state, ...grant };
}
