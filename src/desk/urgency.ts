/**
 * How soon somebody is seen (VUL-01, VUL-02; design chapter 30, section 3.4). Pure, the same on the tablet and on the server;
 * the rules are data with a version and are public. They speak of needs only: there is no answer about
 * nationality, status, papers or length of stay that a rule could name.
 */
import { type AnswerCode, divide, isAnswerCode, SEALED_ITEMS } from './screening.ts';
import { LEVELS } from './values.ts';

export type Level = (typeof LEVELS)[number];

/** Helps that a rule proposes; the worker chooses. */
export const STEPS = [
  'call_emergency',
  'first_aid_here',
  'see_nurse',
  'see_midwife',
  'mother_baby_corner',
  'child_path',
  'quiet_room',
  'survivor_path',
  'place_tonight',
  'food_now',
  'dry_clothes',
  'help_companion',
] as const;
export type Step = (typeof STEPS)[number];

export type Rule = {
  rule_id: string;
  /** All of these hold; inside one, any of the answers. */
  when: readonly (readonly AnswerCode[])[];
  level: Level;
  steps: readonly Step[];
};

export type Rules = {
  version: number;
  rules: readonly Rule[];
  minutes: Readonly<Record<Level, number>>;
};

const either = (
  item: 'breath' | 'pregnant' | 'child_alone' | 'hurt' | 'food' | 'afraid' | 'others' | 'place',
) => [`${item}:yes`, `${item}:seen`] as const;

/** Version 1. A change is a new version; what was decided keeps the version it was decided by. */
export const RULES: Rules = {
  version: 1,
  minutes: { now: 0, soon: 15, today: 60, any_time: 180 },
  rules: [
    {
      rule_id: 'breath',
      when: [either('breath')],
      level: 'now',
      steps: ['call_emergency', 'first_aid_here'],
    },
    {
      rule_id: 'pregnant_hurt',
      when: [either('pregnant'), either('hurt')],
      level: 'now',
      steps: ['see_midwife', 'call_emergency'],
    },
    {
      rule_id: 'child_alone',
      when: [either('child_alone')],
      level: 'now',
      steps: ['child_path', 'quiet_room'],
    },
    {
      rule_id: 'afraid',
      when: [either('afraid')],
      level: 'soon',
      steps: ['quiet_room', 'survivor_path'],
    },
    {
      rule_id: 'pregnant',
      when: [either('pregnant')],
      level: 'soon',
      steps: ['see_midwife', 'mother_baby_corner'],
    },
    { rule_id: 'hurt', when: [either('hurt')], level: 'soon', steps: ['see_nurse'] },
    // Seen although help was declined: somebody keeps an eye on it, nobody presses.
    {
      rule_id: 'hurt_declined',
      when: [['hurt:seen_declined', 'breath:seen_declined']],
      level: 'today',
      steps: ['first_aid_here'],
    },
    { rule_id: 'food', when: [either('food')], level: 'today', steps: ['food_now', 'dry_clothes'] },
    { rule_id: 'place', when: [either('place')], level: 'today', steps: ['place_tonight'] },
    { rule_id: 'others', when: [either('others')], level: 'today', steps: ['help_companion'] },
  ],
};

export type Urgency = {
  level: Level;
  /** Every rule that fired, the gravest first, for words that can be read to the person. */
  because: string[];
  next_steps: Step[];
};

const rank = (level: Level): number => LEVELS.indexOf(level);

/** The highest rule wins; without any, `any_time`. Unknown answers are unknown: they lower nothing and raise nothing. */
export function urgency(answers: readonly string[], { rules }: Rules = RULES): Urgency {
  const given = new Set(answers);
  const fired = rules
    .filter(({ when }) => when.every((any) => any.some((code) => given.has(code))))
    .toSorted((a, b) => rank(a.level) - rank(b.level));
  return {
    level: fired[0]?.level ?? 'any_time',
    because: fired.map(({ rule_id }) => rule_id),
    next_steps: [...new Set(fired.flatMap(({ steps }) => steps))],
  };
}

/** By when she is promised to be seen, ms since 1970. */
export const dueAt = (arrivedAt: number, level: Level, { minutes }: Rules = RULES): number =>
  arrivedAt + minutes[level] * 60_000;

/**
 * What the general record may say of an urgency: the level stands, a reason that belongs to a protected path is
 * told as `private` only.
 */
export function tellable(found: Urgency, { rules }: Rules = RULES): string[] {
  const secret = new Set(
    rules.filter(({ when }) => divide(when.flat()).sealed.length > 0).map(({ rule_id }) => rule_id),
  );
  const told = found.because.map((rule) => (secret.has(rule) ? 'private' : rule));
  return [...new Set(told)];
}

/** Why rules cannot be taken: each says which rule and what is wrong. Empty when they are good. */
export function faultsOf({ version, rules, minutes }: Rules): string[] {
  const faults: string[] = [];
  if (!Number.isInteger(version) || version < 1) faults.push('version: a whole number from 1.');
  for (const level of LEVELS)
    if (!(minutes[level] >= 0 && minutes[level] <= 24 * 60))
      faults.push(`minutes.${level}: 0 to 1440 minutes.`);
  for (let i = 1; i < LEVELS.length; i++) {
    const [sooner, later] = [LEVELS[i - 1], LEVELS[i]];
    if (sooner && later && minutes[sooner] > minutes[later])
      faults.push(`minutes.${sooner}: not more than minutes.${later}.`);
  }
  for (const { rule_id, when, level } of rules) {
    if (!/^[a-z][a-z_]{1,40}$/.test(rule_id)) faults.push(`${rule_id}: small letters and _ only.`);
    if (!LEVELS.includes(level)) faults.push(`${rule_id}: level is one of ${LEVELS.join(', ')}.`);
    if (when.length === 0 || when.some((any) => any.length === 0))
      faults.push(`${rule_id}: needs at least one answer.`);
    for (const code of when.flat())
      if (!isAnswerCode(code))
        faults.push(`${rule_id}: "${String(code)}" is no answer of the screening.`);
  }
  const ids = rules.map(({ rule_id }) => rule_id);
  if (new Set(ids).size < ids.length) faults.push('rules: each rule_id once.');
  if (
    !SEALED_ITEMS.every((item) =>
      rules.some(({ when }) => when.flat().some((code) => code.startsWith(`${item}:`))),
    )
  )
    faults.push('rules: a child alone and fear must each have a rule.');
  return faults;
}
