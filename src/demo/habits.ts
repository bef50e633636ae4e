/**
 * What sorts of providers tend to answer: for each fact the share of known yes and known no; the rest
 * is unknown, as in real directories (about two fifths of all answers).
 */
import { type FactCode, PAPER_FACTS } from '../directory/fact-codes.ts';
import type { Answers } from './plan.ts';
import type { Chance } from './random.ts';

type Habit = Partial<Record<FactCode, readonly [yes: number, no: number]>>;

const WELCOMING: Habit = {
  free: [0.78, 0.03],
  asks_name: [0.06, 0.52],
  asks_identity: [0.06, 0.46],
  asks_address: [0.04, 0.4],
  asks_income: [0.04, 0.4],
  asks_insurance: [0.01, 0.46],
  asks_residence_paper: [0, 0.48],
  asks_referral: [0.06, 0.5],
  asks_appointment: [0.18, 0.45],
  shares_with_authorities: [0, 0.52],
  conditions_apply: [0.02, 0.32],
  walk_in: [0.56, 0.1],
  help_with_forms: [0.3, 0.12],
  woman_provider: [0.34, 0.08],
  man_provider: [0.28, 0.07],
  interpreter_on_request: [0.42, 0.14],
  languages_complete: [0.3, 0.08],
  lgbti_welcome: [0.24, 0],
  sign_language: [0.05, 0.26],
  minors_alone: [0.3, 0.1],
  travel_paid: [0.08, 0.3],
  phone_wifi_charge: [0.3, 0.15],
};

const PUBLIC: Habit = {
  ...WELCOMING,
  free: [0.6, 0.12],
  asks_name: [0.34, 0.24],
  asks_identity: [0.24, 0.28],
  asks_address: [0.18, 0.26],
  asks_income: [0.1, 0.3],
  asks_insurance: [0.12, 0.3],
  asks_residence_paper: [0, 0.34],
  asks_referral: [0.12, 0.36],
  asks_appointment: [0.36, 0.28],
  shares_with_authorities: [0.04, 0.3],
  lgbti_welcome: [0.12, 0],
  minors_alone: [0.2, 0.16],
};

const FORMAL: Habit = {
  ...PUBLIC,
  free: [0.16, 0.56],
  fee_waived: [0.3, 0.2],
  asks_name: [0.62, 0.08],
  asks_identity: [0.62, 0.08],
  asks_address: [0.38, 0.14],
  asks_income: [0.22, 0.2],
  asks_insurance: [0.4, 0.14],
  asks_residence_paper: [0.16, 0.22],
  shares_with_authorities: [0.2, 0.14],
  asks_appointment: [0.56, 0.12],
  walk_in: [0.2, 0.3],
};

const CENTRE: Habit = {
  ...WELCOMING,
  free: [0.92, 0],
  help_with_forms: [0.6, 0.05],
  walk_in: [0.7, 0.08],
  phone_wifi_charge: [0.45, 0.12],
};

/** What a visit shows about rooms. */
const ROOMS: Habit = {
  private_room: [0.42, 0.16],
  child_space: [0.36, 0.24],
  phone_wifi_charge: [0.3, 0.12],
};

export const HABITS = {
  welcoming: WELCOMING,
  public: PUBLIC,
  formal: FORMAL,
  centre: CENTRE,
  rooms: ROOMS,
} as const;

export type HabitName = keyof typeof HABITS;

/**
 * Answers drawn one by one, except that a provider who asks for no paper at all usually says so for
 * all of them at once: `noPapers` is the chance of that.
 */
export function answersOf(name: HabitName, chance: Chance): Answers {
  const habit: Habit = HABITS[name];
  const answers: Answers = {};
  for (const [code, [yes, no]] of Object.entries(habit) as [
    FactCode,
    readonly [number, number],
  ][]) {
    const x = chance.next();
    if (x < yes) answers[code] = 'yes';
    else if (x < yes + no) answers[code] = 'no';
    else if (x > 0.97) answers[code] = 'unknown';
  }
  const noPapers = { welcoming: 0.42, centre: 0.5, public: 0.16, formal: 0.03, rooms: 0 }[name];
  if (chance.chance(noPapers)) for (const code of PAPER_FACTS) answers[code] = 'no';
  if (answers.free === 'yes') delete answers.fee_waived;
  return answers;
}
