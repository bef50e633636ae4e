/**
 * The coded values that an event may hold (design chapter 30, sections 1 to 4). A value that is not here is refused
 * by the schema on the device and on the server, and the database knows the same list (`fw.coded_value`).
 */

export const CHANNELS = [
  'walk_in',
  'appointment',
  'phone',
  'chat',
  'mobile',
  'home',
  'group',
] as const;
export const FIRST_TIME = ['yes', 'no', 'not_asked'] as const;
/** Why somebody left, or did not come (PT-05): causes, never a "no-show". */
export const LEFT_REASONS = [
  'work',
  'transport',
  'fear',
  'childcare',
  'too_long',
  'did_not_know',
  'no_trust',
  'moved_on',
  'unwell',
  'other',
] as const;
export const MODES = ['hears', 'reads', 'speaks', 'signs'] as const;
/** How a language was asked (LANG-01): there is no value for "guessed". */
export const ASKED_HOW = ['picture', 'sound', 'spoken', 'signed'] as const;
/** Instead of a tag, when the person did not say. */
export const NOT_ANSWERED = 'not_answered';
export const SAME_SEX = ['woman', 'man', 'either'] as const;
export const AGE_BANDS = ['0-4', '5-11', '12-17', '18-59', '60+', 'unknown'] as const;
export const SEXES = ['woman', 'man', 'other', 'not_asked'] as const;
export const LEVELS = ['now', 'soon', 'today', 'any_time'] as const;
/** How a need is known (VUL-01). The third keeps what was seen although help was declined. */
export const NEED_HOW = ['said', 'observed', 'observed_help_declined'] as const;
export const MOVE_REASONS = [
  'got_worse',
  'got_better',
  'with_small_child',
  'must_leave',
  'interpreter_here_now',
  'together',
  'mistake',
] as const;
/** Pictures of a ticket of the day (chapter 70, section 4); each device gives out its own. */
export const TICKET_PICTURES = [
  'tree',
  'cup',
  'key',
  'leaf',
  'kite',
  'fish',
  'bell',
  'drum',
  'wheel',
  'lamp',
  'bird',
  'shell',
  'star',
  'cloud',
  'hat',
  'ball',
] as const;
/** Areas of a point (PT-07), as the register of points names them, and the open room. */
export const SPACES = ['minors', 'women_children', 'mother_baby', 'private_room', 'open'] as const;
/** Why a service was not given, each with its barrier (chapter 30, section 4.8). */
export const REFUSALS = {
  full: 'B01',
  hours: 'B10',
  no_language: 'B08',
  no_same_sex: 'B07',
  fee: 'B12',
  papers: 'B14',
  status: 'B13',
  age_rule: 'B19',
  insurance: 'B16',
  too_far: 'B11',
  no_service_here: 'B15',
  not_our_service: null,
  duplicate: null,
  safety: null,
  other: null,
} as const;
export const HANDLE_KINDS = ['slip', 'service_qr', 'card', 'sticker', 'spoken'] as const;
export const CORRECTION_REASONS = [
  'typed_wrong',
  'wrong_person',
  'person_asked',
  'duplicate',
  'test',
  'undone',
] as const;
export const OUTCOMES = [
  'received',
  'partly_received',
  'refused',
  'not_attended',
  'unknown',
  'done',
  'next_step',
] as const;
/** Compartments that a visit can be taken into (VUL-03, VUL-04). */
export const PATHWAYS = ['child', 'survivor'] as const;
/**
 * Needs of the directory that say something about permission to stay when they stand beside a person. A place may offer such
 * help; nobody's record holds that she asked for it. At the desk it is `law.advice`, and what it is about stays in the
 * lawyer's locked file (T27).
 */
export const NEVER_OF_A_PERSON: readonly string[] = [
  'law.stay',
  'law.detention',
  'work.permit_help',
];
