/** What the sender's side does with a referral after it was made: replies, outcomes, taking back, handing over. */
import { actAs, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { said } from './draft.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { HandOverInput, OutcomeInput, StepInput } from './schemas.ts';
import { sealWords } from './sealed-words.ts';
import { slipOffered } from './send.ts';
import { needsReason, reasonsOf, type Party, type Step } from './states.ts';

/** @throws `bad_input` when the reason is missing, or does not go with the step. */
export function checkReason(step: Step, reason: string | undefined, by: Party): void {
  const allowed = reasonsOf(step, by);
  const fine = reason === undefined ? !needsReason(step) : allowed.includes(reason);
  if (!fine)
    throw new Problem('bad_input', {
      errors: [{ field: 'reason', expected: allowed.length ? allowed.join(', ') : 'no reason' }],
    });
}

const STEP = 'select fw.step_referral($1, $2, $3, $4, $5) as state';

/** @throws `not_found`, `wrong_step`, `bad_input` for a reason that does not go with the step. */
export async function stepReferral(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
  input: StepInput,
): Promise<{ state: string }> {
  const { step, changes, ...rest } = input;
  checkReason(step, 'reason' in input ? input.reason : undefined, 'sender');
  return actAs(door, sending(worker, 'POST /api/referrals/{id}/steps'), async (tx) => {
    const { words, ...details } = rest as { words?: string };
    let sealed: Buffer | null = null;
    if (words !== undefined) {
      const rows = await tx.query<{ reply_key: string }>(
        `select k.reply_key from referrals.packet k join referrals.referral r using (packet_id) where r.referral_id = $1`,
        [referralId],
      );
      const key = rows[0]?.reply_key;
      if (!key) throw new Problem('not_found');
      sealed = await sealWords(key, words);
    }
    return { state: await said(tx, STEP, [referralId, step, changes ?? null, details, sealed]) };
  });
}

/**
 * How it ended, as the desk heard it.
 * @param purpose `followup.outcome` for whoever asks afterwards, `referral.send` at the desk
 */
export async function reportOutcome(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
  { outcome, reason }: OutcomeInput,
  purpose: 'referral.send' | 'followup.outcome' = 'referral.send',
): Promise<{ state: string }> {
  checkReason(outcome, reason, 'sender');
  const act = sending(worker, 'POST /api/referrals/{id}/outcome', purpose);
  return actAs(door, act, async (tx) => ({
    state: await said(tx, STEP, [referralId, outcome, null, reason ? { reason } : {}, null]),
  }));
}

/** A new owner, a better name for "other", or what became of the need. @throws `not_found`. */
export async function handOver(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
  input: HandOverInput,
): Promise<void> {
  if ('reason' in input && input.reason === 'other')
    throw new Problem('bad_input', {
      errors: [{ field: 'reason', expected: 'a reason with a name, not "other"' }],
    });
  const done = await asked({ door }, worker, 'PATCH /api/referrals/{id}', [
    'select fw.hand_over($1, $2) as done',
    [referralId, input],
  ]);
  if (!done) throw new Problem('not_found');
}

/** Gives it to whoever looks after the network, now. @throws `not_found`. */
export async function escalate(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
): Promise<void> {
  const done = await asked({ door }, worker, 'POST /api/referrals/{id}/escalation', [
    'select fw.escalate_referral($1) as done',
    [referralId],
  ]);
  if (!done) throw new Problem('not_found');
}

export async function asked(
  { door }: Pick<ReferralParts, 'door'>,
  worker: Worker,
  route: string,
  [text, values]: [string, readonly unknown[]],
  purpose = 'referral.send',
): Promise<boolean> {
  try {
    const rows = await actAs(door, sending(worker, route, purpose), (tx) =>
      tx.query<{ done: boolean }>(text, values),
    );
    return rows[0]?.done ?? false;
  } catch (error) {
    throw slipOffered(error);
  }
}
