/**
 * The closed list of facts a service or place can state (design chapter 10, section 1.2).
 *
 * A fact is yes, no or unknown. `asks_…` facts say what the **provider** demands; no fact says what
 * a person is (FIRE-02). `barriers` are the codes B01–B23 of the requirement catalogue.
 */

/** 0 unknown, 1 yes, 2 no: the values stored in `directory.fact.value`. */
export const UNKNOWN = 0;
export const YES = 1;
export const NO = 2;
export type FactValue = typeof UNKNOWN | typeof YES | typeof NO;

/** How long a fact is believed after its check, in days (chapter 10, section 1.3). */
export type FactClock = 'quick' | 'slow' | 'space';
export const REVIEW_DAYS: Record<FactClock, { review: number; grace: number }> = {
  quick: { review: 90, grace: 30 },
  slow: { review: 180, grace: 60 },
  space: { review: 1, grace: 0 },
};

type FactDefinition = {
  barriers: readonly string[];
  clock: FactClock;
  favourable: 'yes' | 'no' | 'none';
};

const quickYes = (...barriers: string[]): FactDefinition => ({
  barriers,
  clock: 'quick',
  favourable: 'yes',
});
const quickNo = (...barriers: string[]): FactDefinition => ({
  barriers,
  clock: 'quick',
  favourable: 'no',
});
const slowYes = (...barriers: string[]): FactDefinition => ({
  barriers,
  clock: 'slow',
  favourable: 'yes',
});

/** `favourable` is the answer that lowers a barrier: yes for `free`, no for `asks_identity`. */
export const FACTS = {
  has_space: { barriers: ['B01'], clock: 'space', favourable: 'yes' },
  shares_with_authorities: quickNo('B02', 'B03'),
  asks_name: quickNo('B02', 'B03'),
  private_room: slowYes('B02', 'B03'),
  asks_referral: quickNo('B05'),
  asks_appointment: quickNo('B05'),
  help_with_forms: quickYes('B05'),
  woman_provider: quickYes('B06', 'B07'),
  man_provider: quickYes('B06', 'B07'),
  women_only_hours: quickYes('B06', 'B07'),
  minors_alone: quickYes('B06', 'B07'),
  interpreter_on_request: quickYes('B08'),
  languages_complete: { barriers: ['B08'], clock: 'slow', favourable: 'none' },
  step_free: slowYes('B09'),
  accessible_toilet: slowYes('B09'),
  sign_language: slowYes('B09'),
  lgbti_welcome: slowYes('B09'),
  remote: quickYes('B10'),
  home_visit: quickYes('B10'),
  near_transport: slowYes('B11'),
  travel_paid: quickYes('B11'),
  free: quickYes('B12'),
  fee_waived: quickYes('B12'),
  asks_insurance: quickNo('B12', 'B16'),
  asks_income: quickNo('B12'),
  asks_residence_paper: quickNo('B13'),
  conditions_apply: quickNo('B13'),
  asks_identity: quickNo('B14'),
  asks_address: quickNo('B14'),
  asks_guardian: quickNo('B14'),
  costs_covered: quickYes('B17'),
  language_support: slowYes('B18'),
  flexible_age: slowYes('B19'),
  recognises_foreign_study: slowYes('B21'),
  child_space: slowYes('B20'),
  childcare: slowYes('B20'),
  walk_in: quickYes('B22'),
  phone_wifi_charge: quickYes('B22'),
} as const satisfies Record<string, FactDefinition>;

export type FactCode = keyof typeof FACTS;
export const FACT_CODES = Object.keys(FACTS) as FactCode[];

export function isFactCode(code: string): code is FactCode {
  return Object.hasOwn(FACTS, code);
}

/** The facts that together mean "no papers": each must be a known no (chapter 10, section 3.1). */
export const PAPER_FACTS = [
  'asks_identity',
  'asks_address',
  'asks_income',
  'asks_insurance',
  'asks_residence_paper',
] as const satisfies readonly FactCode[];

/** What a service may tell people to bring (`document_need.doc_code`). */
export const DOC_CODES = [
  'identity',
  'address',
  'income',
  'insurance',
  'referral',
  'guardian',
  'child_health_book',
  'school_report',
  'prescription',
  'birth_paper',
  'residence',
  'other',
] as const;
export type DocCode = (typeof DOC_CODES)[number];

/** Barrier codes of the requirement catalogue (section d), used as reasons in feedback. */
export const BARRIER_CODES = Array.from(
  { length: 23 },
  (_, i) => `B${String(i + 1).padStart(2, '0')}`,
);
