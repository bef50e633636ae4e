/** Why somebody whose life was in danger was not asked (T12). Pure. */
export const EXCEPTION_WHYS = ['unconscious', 'cannot_be_understood', 'no_time'] as const;
