/**
 * What opens a role besides its own course (VOL-02, VOL-04; design chapter 30, section 6): hours and subjects of a curriculum,
 * and the module without which nobody registers people. The database holds the same lists (`fw.role_requirement`, `fw.role_form`).
 */
import type { Purpose, StaffRole } from './roles.ts';

export type Curriculum = { course: string; hours: number; subjects: readonly string[] };

/** The eight subjects of VOL-02. */
export const HEALTH_SUBJECTS = [
  'culture',
  'law',
  'insurance',
  'ethics',
  'communication',
  'first_aid',
  'surveillance',
  'health_promotion',
] as const;

export const CURRICULA: Readonly<Partial<Record<StaffRole, Curriculum>>> = {
  health_volunteer: { course: 'health_volunteer', hours: 20, subjects: HEALTH_SUBJECTS },
  health_worker: { course: 'health_worker', hours: 40, subjects: HEALTH_SUBJECTS },
};

/** Opens every form in which people are registered; good for a year at most. */
export const DATA_PROTECTION = 'data_protection';
export const MODULE_DAYS = 365;
/** A new code of conduct leaves so many days to whoever was here before it. */
export const CONDUCT_DAYS = 30;

/** Purposes whose forms register people, and the module that each needs. */
export const FORM_MODULES: Readonly<Partial<Record<Purpose, string>>> = {
  'desk.visit': DATA_PROTECTION,
  'desk.screen': DATA_PROTECTION,
  'shelter.stay': DATA_PROTECTION,
  'aid.hand_out': DATA_PROTECTION,
  'campaign.register': DATA_PROTECTION,
};
