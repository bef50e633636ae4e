import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adaptationsOf, ANSWERS, divide, ITEMS, skippedIn } from './screening.ts';
import { dueAt, faultsOf, RULES, tellable, urgency } from './urgency.ts';
import { LEVELS } from './values.ts';

const codes = ITEMS.flatMap((item) => ANSWERS.map((answer) => `${item}:${answer}`));
const rank = (level: string) => (LEVELS as readonly string[]).indexOf(level);

test('pregnant and in pain is seen now, and says why in both rules and more', () => {
  expect(urgency(['pregnant:yes', 'hurt:seen'])).toEqual({
    level: 'now',
    because: ['pregnant_hurt', 'pregnant', 'hurt'],
    next_steps: ['see_midwife', 'call_emergency', 'mother_baby_corner', 'see_nurse'],
  });
});

test('nothing answered is any time, and skipping is told as skipped', () => {
  expect(urgency([])).toEqual({ level: 'any_time', because: [], next_steps: [] });
  expect(skippedIn(['food:no'])).toEqual(ITEMS.filter((item) => item !== 'food'));
});

test('a hurt boy who wants no help is seen today', () => {
  expect(urgency(['hurt:seen_declined']).level).toBe('today');
});

test('one more answer never makes anybody wait longer', () => {
  fc.assert(
    fc.property(fc.subarray(codes), fc.constantFrom(...codes), (answers, one) => {
      const [before, after] = [urgency(answers), urgency([...answers, one])];
      expect(rank(after.level)).toBeLessThanOrEqual(rank(before.level));
      expect(after.because).toEqual(expect.arrayContaining(before.because));
    }),
  );
});

test('every level that is not any time has a reason, and its reasons have its level', () => {
  fc.assert(
    fc.property(fc.subarray(codes), (answers) => {
      const { level, because } = urgency(answers);
      const levels = because.map((id) => RULES.rules.find(({ rule_id }) => rule_id === id)?.level);
      expect(levels.length === 0 ? 'any_time' : levels[0]).toBe(level);
    }),
  );
});

test('a child alone and fear are told as private, and their answers leave the general record', () => {
  const found = urgency(['child_alone:yes', 'afraid:seen', 'food:yes']);
  expect(tellable(found)).toEqual(['private', 'food']);
  expect(divide(['child_alone:yes', 'food:yes', 'afraid:no'])).toEqual({
    open: ['food:yes'],
    sealed: ['child_alone:yes', 'afraid:no'],
  });
});

test('rules that name anything but an answer of the screening are refused, with the rule and why', () => {
  expect(faultsOf(RULES)).toEqual([]);
  const first = RULES.rules[0];
  const bad = {
    ...RULES,
    rules: [...RULES.rules, { ...first, rule_id: 'x1', when: [['nationality:yes']] }],
  };
  expect(faultsOf(bad as never)).toEqual([
    'x1: small letters and _ only.',
    'x1: "nationality:yes" is no answer of the screening.',
  ]);
  expect(faultsOf({ ...RULES, minutes: { ...RULES.minutes, now: 30 } })).toEqual([
    'minutes.now: not more than minutes.soon.',
  ]);
  expect(faultsOf({ ...RULES, rules: [] })).toHaveLength(1);
});

test('the time promised is the arrival and the minutes of the level', () => {
  expect(dueAt(1_000, 'soon')).toBe(901_000);
});

test('only much, or not at all, changes anything about the place', () => {
  expect(adaptationsOf(['see:some', 'walk:not_at_all', 'hear:much', 'food:yes'])).toEqual([
    'no_steps',
    'write_down',
  ]);
});
