/** The person's own side (REF-03; design chapter 30, section 4.9): what became of it, her own word on how it ended, taking it back. */
import { actAs, asHolder, type Door, type Holder } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { said } from './draft.ts';
import type { Finding } from './exceptions.ts';
import type { OutcomeState, State } from './states.ts';
import { checkReason } from './step.ts';

export type OwnReferral = {
  referral: string;
  number: string;
  to: string;
  needs: string[];
  state: State;
  appointment_at: string | null;
  bring: string[];
  reason: string | null;
  provider_outcome: OutcomeState | null;
  person_outcome: OutcomeState | null;
  sent_at: string | null;
  answer_due: string;
  fields: string[];
  need_open: boolean;
  /** Number of the service in the directory. */
  listing: string;
  /** Whoever it went to can still read it. */
  readable: boolean;
  /** It went without her yes, as her life was in danger; what a second person found of that. */
  exception: { why: string | null; finding: Finding | null } | null;
  /** Each change: where it came to, through whom, when. */
  steps: { state: State; party: 'sender' | 'recipient' | 'person' | 'clock'; at: string }[];
};

const acting = (holder: Holder, route: string) =>
  ({ ...asHolder(holder), role: 'app_desk', purpose: 'own.access', route }) as const;

/** Hers, the newest first, without drafts. */
export function ownReferrals(door: Door, holder: Holder): Promise<OwnReferral[]> {
  return actAs(door, acting(holder, 'POST /my/referrals'), async (tx) => {
    const rows = await tx.query<{ list: OwnReferral[] }>('select fw.my_referrals() as list');
    return rows[0]?.list ?? [];
  });
}

/** Her word counts as receipt; another's word stays beside it. @throws `not_found`, `wrong_step`, `bad_input`. */
export async function ownOutcome(
  door: Door,
  holder: Holder,
  referral: string,
  { outcome, reason }: { outcome: OutcomeState; reason?: string },
): Promise<{ state: string }> {
  checkReason(outcome, reason, 'person');
  return step(door, holder, referral, outcome, reason ? { reason } : {});
}

/** Takes her consent back: true at once, for whoever has the packet too; of one that has ended, what can still be read. @throws `not_found`, `wrong_step`. */
export const ownWithdrawal = (
  door: Door,
  holder: Holder,
  referral: string,
): Promise<{ state: string }> => step(door, holder, referral, 'withdraw', {});

function step(
  door: Door,
  holder: Holder,
  referral: string,
  name: string,
  details: Record<string, string>,
): Promise<{ state: string }> {
  if (!/^[0-9a-f-]{36}$/.test(referral)) throw new Problem('not_found');
  return actAs(door, acting(holder, 'POST /my/referrals'), async (tx) => ({
    state: await said(tx, 'select fw.step_referral($1, $2, null, $3, null) as state', [
      referral,
      name,
      details,
    ]),
  }));
}
