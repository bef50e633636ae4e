/**
 * The tree of needs (chapter 10, section 1.1; taxonomy of the requirement catalogue, section d).
 *
 * A code is `branch.leaf`; its branch is its parent. `essential` needs are those that FIRE-01 covers.
 * Labels and synonyms per language live in `locales/<lang>/needs.json`, keyed by these codes.
 */

type Branch = { essential: boolean; icon: string; leaves: readonly string[] };

export const NEED_BRANCHES = {
  health: {
    essential: true,
    icon: 'health',
    leaves: [
      'emergency',
      'first_aid',
      'screening',
      'doctor',
      'maternal',
      'child',
      'vaccination',
      'dental',
      'physiotherapy',
      'sexual',
      'pharmacy',
      'specialist',
      'transport',
      'mental_first_aid',
      'therapy',
      'psychiatry',
      'orientation',
      'outbreak',
    ],
  },
  shelter: {
    essential: true,
    icon: 'sleep',
    leaves: ['night', 'reception', 'safe_place', 'temporary', 'women', 'children', 'day'],
  },
  food: { essential: true, icon: 'food', leaves: ['meal', 'groceries', 'baby', 'voucher'] },
  water: {
    essential: true,
    icon: 'water',
    leaves: ['drinking', 'shower', 'toilet', 'laundry', 'supply'],
  },
  items: {
    essential: true,
    icon: 'clothes',
    leaves: ['clothing', 'shoes', 'hygiene', 'menstrual', 'package', 'cash', 'baby'],
  },
  family: {
    essential: true,
    icon: 'family',
    leaves: ['tracing', 'contact', 'reunification', 'guardian', 'bereavement'],
  },
  child: {
    essential: true,
    icon: 'child',
    leaves: ['space', 'mother_baby', 'protection', 'homework', 'childcare'],
  },
  safety: {
    essential: true,
    icon: 'danger',
    leaves: ['violence', 'trafficking', 'hotline', 'lgbti', 'hate'],
  },
  law: {
    essential: true,
    icon: 'law',
    leaves: [
      'information',
      'advice',
      'representation',
      'stay',
      'complaint',
      'crime_report',
      'detention',
    ],
  },
  papers: {
    essential: false,
    icon: 'papers',
    leaves: ['birth', 'identity', 'card', 'vault', 'translation'],
  },
  school: {
    essential: true,
    icon: 'school',
    leaves: ['enrolment', 'early', 'catch_up', 'validation', 'scholarship', 'group'],
  },
  learning: {
    essential: false,
    icon: 'school',
    leaves: ['language', 'orientation', 'vocational', 'certification', 'digital', 'conversation'],
  },
  work: {
    essential: false,
    icon: 'work',
    leaves: [
      'search',
      'rights',
      'wages',
      'permit_help',
      'business',
      'micro_credit',
      'recruiter_check',
      'mediation',
    ],
  },
  housing: {
    essential: false,
    icon: 'sleep',
    leaves: ['search', 'eviction', 'repair', 'tenure', 'sanitation'],
  },
  money: { essential: false, icon: 'work', leaves: ['insurance', 'bank', 'loan', 'remittance'] },
  talk: {
    essential: true,
    icon: 'interpreter',
    leaves: [
      'information',
      'interpretation',
      'mediation',
      'phone_wifi',
      'charging',
      'complaint',
      'outreach',
      'community',
    ],
  },
} as const satisfies Record<string, Branch>;

export type NeedBranch = keyof typeof NEED_BRANCHES;
/** `branch` or `branch.leaf`. */
export type NeedCode = string;

/** Every need, branches before their leaves, in the order of the tree. The index is the need's number in a pack. */
export const NEED_CODES: readonly NeedCode[] = Object.entries(NEED_BRANCHES).flatMap(
  ([branch, { leaves }]) => [branch, ...leaves.map((leaf) => `${branch}.${leaf}`)],
);

const known = new Set(NEED_CODES);

export function isNeedCode(code: string): boolean {
  return known.has(code);
}

export function needBranch(code: NeedCode): NeedBranch {
  return code.split('.', 1)[0] as NeedBranch;
}

export function isEssential(code: NeedCode): boolean {
  return NEED_BRANCHES[needBranch(code)].essential;
}

/** The codes that a wish for `code` accepts: itself and, for a branch, all of its leaves. */
export function needsUnder(code: NeedCode): NeedCode[] {
  return NEED_CODES.filter((other) => other === code || other.startsWith(`${code}.`));
}
