/**
 * Which services may run with the people who are here (VUL-05; design chapter 30, section 6): some need two workers with the
 * role. Pure: computed at each look, so that a service pauses the moment one of them leaves.
 */

/** Hours after which nobody is taken to be here still: the longest shift. The database reckons with the same (`fw.team_facts`). */
export const LONGEST_PRESENCE = 16;

/** Services that never run with one worker alone, and the roles of which two must be here. */
export const MIN_PRESENT: Readonly<Record<string, { needed: number; roles: readonly string[] }>> = {
  'items.package': { needed: 2, roles: ['distribution', 'mobile'] },
  'food.meal': { needed: 2, roles: ['distribution', 'mobile', 'volunteer', 'desk'] },
  'shelter.night': { needed: 2, roles: ['shelter'] },
  'shelter.women': { needed: 2, roles: ['shelter'] },
  'shelter.children': { needed: 2, roles: ['shelter', 'child'] },
  'child.space': { needed: 2, roles: ['volunteer', 'desk', 'child'] },
};

/** Somebody at the point: roles that are open today, and from when to when she was here, ms since 1970. */
export type Present = {
  account: string;
  roles: readonly string[];
  came: number;
  left: number | null;
};
export type ServiceState = {
  service: string;
  needed: number;
  present: number;
  state: 'may_run' | 'paused';
  /** Ms since 1970: since when fewer are here than it needs; null while it may run, or nobody came today. */
  paused_at: number | null;
};

/** @param at ms since 1970 */
export function servicesAt(presences: readonly Present[], at: number): ServiceState[] {
  return Object.entries(MIN_PRESENT).map(([service, { needed, roles }]) => {
    const able = presences.filter((one) => one.roles.some((role) => roles.includes(role)));
    const here = (moment: number): number =>
      new Set(
        able
          .filter(({ came, left }) => came <= moment && (left === null || left > moment))
          .map(({ account }) => account),
      ).size;
    const present = here(at);
    if (present >= needed) return { service, needed, present, state: 'may_run', paused_at: null };
    // The last leaving that brought it under what it needs.
    const falls = able
      .flatMap(({ left }) => (left !== null && left <= at ? [left] : []))
      .filter((left) => here(left - 1) >= needed && here(left) < needed);
    const paused_at = falls.length ? Math.max(...falls) : null;
    return { service, needed, present, state: 'paused', paused_at };
  });
}
