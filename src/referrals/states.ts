/**
 * The states of a referral and who may take which step (REF-01, REF-03; design chapter 30, sections 4.4 and 4.8).
 * Pure. The database holds the same table (`fw.referral_rule`) and refuses every other step; a test compares both.
 */
import { REFUSALS } from '../desk/values.ts';

export const STATES = [
  'draft',
  'ready',
  'sent',
  'opened',
  'question',
  'accepted',
  'overdue',
  'declined',
  'received',
  'partly_received',
  'refused',
  'not_attended',
  'unknown',
  'withdrawn',
  'cancelled',
  'expired',
] as const;
export type State = (typeof STATES)[number];

/** How a referral that reached its provider ended for the person (REF-03). */
export const OUTCOME_STATES = ['received', 'partly_received', 'refused', 'not_attended'] as const;
export type OutcomeState = (typeof OUTCOME_STATES)[number];

/** No clock runs any more. A late report may still change one outcome for another, never bring a referral back. */
export const FINAL_STATES = [
  ...OUTCOME_STATES,
  'unknown',
  'declined',
  'withdrawn',
  'cancelled',
  'expired',
] as const satisfies readonly State[];

/** `clock` is the job of the program; `person` the one whom it is about, with her own code. */
export const PARTIES = ['sender', 'recipient', 'person', 'clock'] as const;
export type Party = (typeof PARTIES)[number];

export const STEPS = [
  'prepare',
  'revise',
  'send',
  'open',
  'ask',
  'reply',
  'accept',
  'move',
  'decline',
  'lapse',
  ...OUTCOME_STATES,
  'give_up',
  'withdraw',
  'cancel',
  'expire',
] as const;
export type Step = (typeof STEPS)[number];

export type Rule = { step: Step; from: State; to: State; by: Party };

/** Before the provider has it. */
const AT_HOME = ['draft', 'ready'] as const satisfies readonly State[];
/** The provider has it and has not answered. */
export const WAITING = [
  'sent',
  'opened',
  'question',
  'overdue',
] as const satisfies readonly State[];
const OPEN = [...AT_HOME, ...WAITING, 'accepted'] as const satisfies readonly State[];

const rule = (step: Step, from: readonly State[], to: State, ...by: Party[]): Rule[] =>
  from.flatMap((one) => by.map((party) => ({ step, from: one, to, by: party })));

/** Every step that exists. What is not here cannot happen. */
export const RULES: readonly Rule[] = [
  ...rule('prepare', ['draft'], 'ready', 'sender'),
  ...rule('revise', ['ready'], 'draft', 'sender'),
  ...rule('send', ['ready'], 'sent', 'sender'),
  ...rule('open', ['sent', 'overdue'], 'opened', 'recipient'),
  ...rule('ask', ['opened'], 'question', 'recipient'),
  ...rule('reply', ['question'], 'opened', 'sender'),
  ...rule('accept', ['opened', 'question', 'overdue'], 'accepted', 'recipient'),
  ...rule('decline', ['opened', 'question', 'overdue'], 'declined', 'recipient'),
  // Another time after the yes, or the first one.
  ...rule('move', ['accepted'], 'accepted', 'recipient', 'sender'),
  // Heard by telephone, and written down at the desk.
  ...rule('accept', WAITING, 'accepted', 'sender'),
  ...rule('decline', WAITING, 'declined', 'sender'),
  ...rule('lapse', ['sent', 'opened'], 'overdue', 'clock'),
  ...OUTCOME_STATES.flatMap((outcome) => [
    ...rule(outcome, ['accepted', 'unknown', ...OUTCOME_STATES], outcome, 'recipient'),
    // The desk hears it from the provider or from her: also when the provider never answered.
    ...rule(outcome, [...WAITING, 'accepted', 'unknown', ...OUTCOME_STATES], outcome, 'sender'),
    // Hers counts as receipt, whatever was said before (section 4.9).
    ...rule(
      outcome,
      [...WAITING, 'accepted', 'unknown', 'declined', 'expired', ...OUTCOME_STATES],
      outcome,
      'person',
    ),
  ]),
  ...rule('give_up', ['overdue', 'question', 'accepted'], 'unknown', 'clock'),
  ...rule('withdraw', OPEN, 'withdrawn', 'person', 'sender'),
  ...rule('cancel', OPEN, 'cancelled', 'sender'),
  ...rule('expire', OPEN, 'expired', 'clock'),
];

const byKey = new Map(RULES.map((one) => [`${one.step}|${one.from}|${one.by}`, one.to]));

/** Where a step leads; undefined when this party may not take it from there. */
export const after = (step: Step, from: State, by: Party): State | undefined =>
  byKey.get(`${step}|${from}|${by}`);

/** The steps that a party may take now. */
export const stepsFor = (from: State, by: Party): Step[] =>
  RULES.filter((one) => one.from === from && one.by === by).map(({ step }) => step);

/**
 * The state after a step when she has already said how it ended: what others say later is kept beside it, and hers counts.
 */
export function counted(step: Step, from: State, by: Party, herWord: boolean): State | undefined {
  const to = after(step, from, by);
  return to && herWord && by !== 'person' && isOutcome(to) ? from : to;
}

export const isFinal = (state: State): boolean =>
  (FINAL_STATES as readonly State[]).includes(state);
export const isOutcome = (state: string): state is OutcomeState =>
  (OUTCOME_STATES as readonly string[]).includes(state);

/** Why somebody did not come, each with its barrier (PLN-01) or none; causes, never blame. */
export const NOT_ATTENDED = {
  work: 'B11',
  transport: 'B11',
  fear: 'B02',
  childcare: 'B20',
  did_not_know: 'B04',
  no_trust: 'B03',
  moved_on: null,
  unwell: null,
  other: null,
} as const satisfies Record<string, string | null>;

/** Why a provider says no, or did not serve: the same codes as at the desk. */
export const DECLINED = REFUSALS;
/** What only the person says of how she was treated. */
export const TREATED = { discrimination: 'B09' } as const;

export const DECLINE_REASONS = Object.keys(DECLINED) as (keyof typeof DECLINED)[];
export const NOT_ATTENDED_REASONS = Object.keys(NOT_ATTENDED) as (keyof typeof NOT_ATTENDED)[];
export const REASONS = [
  ...new Set<string>([...DECLINE_REASONS, ...NOT_ATTENDED_REASONS, ...Object.keys(TREATED)]),
];

/** Which reasons go with a step; empty when it takes none. */
export function reasonsOf(step: Step, by: Party = 'recipient'): readonly string[] {
  if (step === 'decline') return DECLINE_REASONS;
  if (step === 'refused' || step === 'partly_received')
    return by === 'person' ? [...DECLINE_REASONS, ...Object.keys(TREATED)] : DECLINE_REASONS;
  return step === 'not_attended' ? NOT_ATTENDED_REASONS : [];
}

/** True when the step is nothing without its reason. */
export const needsReason = (step: Step): boolean =>
  step === 'decline' || step === 'refused' || step === 'not_attended';

/** The barrier of a reason (PLN-01); null when it is none, or is not known yet (`other`). */
export const barrierOf = (reason: string): string | null =>
  (({ ...DECLINED, ...NOT_ATTENDED, ...TREATED }) as Record<string, string | null>)[reason] ?? null;

/** `other` must be given a better name within this time. */
export const RECODE_DAYS = 7;
