/**
 * Who may do what: the one table role × purpose (design chapter 20, section 14). What is not in it is not allowed.
 * The check of `staff.role_grant.role`, the keeper's `mayIssue` and the matrix test all rest on it.
 */
import type { Role as LoginRole } from '../database/index.ts';

/** In which compartments a purpose is carried out: the login roles whose tickets it may have. */
export const PURPOSE_STORES = {
  'desk.visit': ['app_desk', 'app_ident', 'app_consent'],
  'desk.screen': ['app_desk'],
  'referral.send': ['app_desk', 'app_ident', 'app_consent'],
  'referral.receive': ['app_desk', 'app_consent'],
  'shelter.stay': ['app_desk', 'app_ident'],
  'aid.hand_out': ['app_desk', 'app_ident'],
  'health.care': ['app_health'],
  'school.enrol': ['app_desk', 'app_ident', 'app_consent'],
  'training.enrol': ['app_desk', 'app_ident', 'app_consent'],
  'legal.advice': ['app_legal'],
  'legal.claim': ['app_legal'],
  'child.protect': ['app_child'],
  'survivor.support': ['app_survivor'],
  'kin.trace': ['app_kin'],
  'detention.visit': ['app_detention'],
  'campaign.register': ['app_desk', 'app_ident'],
  'followup.outcome': ['app_desk', 'app_ident', 'app_consent'],
  'own.access': ['app_desk', 'app_ident', 'app_consent'],
  'job.retention': ['app_jobs', 'app_consent'],
  'dpo.oversight': ['app_register'],
  'request.authority': ['app_register'],
  'glass.ask': ['app_register'],
  'export.recurring': ['app_register', 'app_consent'],
  statistics: ['app_desk'],
  tally: ['app_desk'],
  'staff.manage': ['app_staff'],
  'staff.sign_in': ['app_staff'],
  'agreement.manage': ['app_consent'],
} as const satisfies Record<string, readonly LoginRole[]>;

export type Purpose = keyof typeof PURPOSE_STORES;

type RoleForm = {
  group:
    | 'front'
    | 'care'
    | 'place'
    | 'protection'
    | 'law'
    | 'issue'
    | 'voice'
    | 'govern'
    | 'count'
    | 'content';
  purposes: readonly Purpose[];
  /** The training without which the role is closed (VOL-04). */
  course?: string;
};

const DESK = ['desk.visit', 'desk.screen'] as const;
const REFER = ['referral.send', 'referral.receive'] as const;

/** An administrator manages accounts and sees no person; roles without a purpose work on public things only. */
export const ROLES = {
  volunteer: { group: 'front', purposes: ['desk.visit'], course: 'code_of_conduct' },
  desk: { group: 'front', purposes: [...DESK, ...REFER], course: 'code_of_conduct' },
  mediator: { group: 'front', purposes: ['desk.visit'], course: 'code_of_conduct' },
  interpreter: { group: 'front', purposes: [], course: 'code_of_conduct' },
  caseworker: {
    group: 'care',
    purposes: [
      ...DESK,
      ...REFER,
      'school.enrol',
      'training.enrol',
      'shelter.stay',
      'followup.outcome',
    ],
    course: 'safeguarding',
  },
  health_volunteer: {
    group: 'care',
    purposes: [...DESK, 'referral.send'],
    course: 'health_volunteer',
  },
  health_worker: {
    group: 'care',
    purposes: [...DESK, ...REFER, 'health.care'],
    course: 'health_worker',
  },
  clinician: { group: 'care', purposes: ['health.care', 'referral.receive', 'glass.ask'] },
  psychologist: { group: 'care', purposes: ['health.care', 'referral.receive', 'glass.ask'] },
  shelter: { group: 'place', purposes: ['shelter.stay', 'desk.visit'], course: 'safeguarding' },
  distribution: {
    group: 'place',
    purposes: ['aid.hand_out', 'campaign.register'],
    course: 'code_of_conduct',
  },
  mobile: {
    group: 'place',
    purposes: [...DESK, 'aid.hand_out', 'referral.send'],
    course: 'code_of_conduct',
  },
  point_manager: { group: 'place', purposes: ['desk.visit', 'tally'], course: 'safeguarding' },
  child: {
    group: 'protection',
    purposes: ['child.protect', 'glass.ask'],
    course: 'child_protection',
  },
  survivor: {
    group: 'protection',
    purposes: ['survivor.support', 'glass.ask'],
    course: 'survivor_care',
  },
  tracing: { group: 'protection', purposes: ['kin.trace', 'glass.ask'], course: 'family_links' },
  adviser: {
    group: 'law',
    purposes: ['legal.advice', 'legal.claim', 'referral.receive', 'glass.ask'],
  },
  hotline: { group: 'law', purposes: ['desk.visit', 'referral.send'], course: 'code_of_conduct' },
  cards: { group: 'issue', purposes: [] },
  complaints: { group: 'voice', purposes: [] },
  safeguarding: { group: 'voice', purposes: [] },
  monitor: { group: 'voice', purposes: [] },
  detention_monitor: { group: 'voice', purposes: ['detention.visit'], course: 'detention_visits' },
  documenter: { group: 'voice', purposes: [] },
  dpo: {
    group: 'govern',
    purposes: [
      'dpo.oversight',
      'request.authority',
      'export.recurring',
      'agreement.manage',
      'glass.ask',
    ],
  },
  liaison: { group: 'govern', purposes: ['agreement.manage'] },
  administrator: { group: 'govern', purposes: ['staff.manage'] },
  auditor: { group: 'govern', purposes: ['dpo.oversight'] },
  statistician: { group: 'count', purposes: ['statistics'] },
  planner: { group: 'count', purposes: ['statistics'] },
  editor: { group: 'content', purposes: [] },
  translator: { group: 'content', purposes: [] },
} as const satisfies Record<string, RoleForm>;

export type StaffRole = keyof typeof ROLES;

/** The training that a role needs; nothing when it needs none. */
export const courseOf = (role: StaffRole): string | undefined => (ROLES[role] as RoleForm).course;

/** For what a fresh proof of who is there (at most five minutes old) is asked. */
export const FRESH_PROOF: readonly Purpose[] = [
  'legal.advice',
  'legal.claim',
  'child.protect',
  'survivor.support',
  'kin.trace',
  'detention.visit',
  'export.recurring',
  'request.authority',
];

export const isPurpose = (text: string): text is Purpose => Object.hasOwn(PURPOSE_STORES, text);
export const isStaffRole = (text: string): text is StaffRole => Object.hasOwn(ROLES, text);

/** A role held now, at some points (null: all). */
export type HeldRole = { role: string; points: readonly string[] | null };

/**
 * At which points somebody with these roles may act for a purpose in a compartment.
 * @returns null when not at all; `[]` for all points; else the points of all roles that allow it.
 */
export function pointsFor(
  held: readonly HeldRole[],
  purpose: string,
  store: string,
): readonly string[] | null {
  if (!isPurpose(purpose) || !(PURPOSE_STORES[purpose] as readonly string[]).includes(store))
    return null;
  const allowing = held.filter(
    ({ role }) =>
      isStaffRole(role) && (ROLES[role].purposes as readonly Purpose[]).includes(purpose),
  );
  if (allowing.length === 0) return null;
  if (allowing.some(({ points }) => points === null)) return [];
  return [...new Set(allowing.flatMap(({ points }) => points ?? []))].sort();
}
