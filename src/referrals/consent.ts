/**
 * The person says yes to one recipient, one purpose, these kinds of data (FIRE-06; design chapter 30, section 4.3). Recipient and
 * data stand in the referral, so that nobody at the desk can write down another yes than the one that was asked for.
 */
import { actAs, giveConsent, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { said } from './draft.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { ConsentGiven } from './schemas.ts';

const NOTICE = 'referral';

/**
 * Records the consent and makes the referral ready. Told twice with one id it is recorded once.
 * @throws `not_found`, `bad_input` (no interpreter without a common language, no witness of a spoken yes), `wrong_step`,
 * `consent_ended` when the consent does not cover what would go.
 */
export async function consentToReferral(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
  given: ConsentGiven,
): Promise<{ state: string; grant_id: string; not_after: string }> {
  const route = 'POST /api/referrals/{id}/consent';
  const row = await actAs(door, sending(worker, route), async (tx) => {
    const rows = await tx.query<{ subject: string; to_org: string; categories: string[] }>(
      'select subject, to_org, categories from referrals.referral where referral_id = $1',
      [referralId],
    );
    return rows[0];
  });
  if (!row) throw new Problem('not_found');
  const { sign, communication, grant_id: grantId, notice_version, notice_lang } = given;
  const grant = await giveConsent(door, worker, {
    grant_id: grantId,
    subject: row.subject,
    to_org: row.to_org,
    purpose_id: 'referral.send',
    categories: row.categories,
    notice_id: NOTICE,
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
  const state = await actAs(door, sending(worker, route), async (tx) => {
    if (sign) {
      const key = { store: 'referrals', subject: row.subject };
      await door.keeper.newKey({ nonce: tx.nonce, key });
      const place = { column: 'referrals.consent_sign.sealed', rowId: grantId };
      const plain = Buffer.from(sign.data, 'base64url');
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
