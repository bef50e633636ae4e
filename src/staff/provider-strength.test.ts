import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGES,
  askedOf,
  asksOwnStep,
  demandFault,
  type Demands,
  NO_DEMANDS,
  NO_SECOND_FACTOR,
  strengthFault,
} from './provider-strength.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const ago = (seconds: number): number => NOW / 1000 - seconds;
const demands = (change: Partial<Demands>): Demands => ({ ...NO_DEMANDS, ...change });
const MFA = demands({ accepted_amr: ['mfa', 'hwk'], max_age_s: 900 });
const TWO = demands({ accepted_acr: ['urn:selmora:two'], max_age_s: 900 });

describe('what a token says', () => {
  it.each<[string, object, Demands, string | undefined]>([
    ['a method that is accepted', { amr: ['pwd', 'mfa'], auth_time: ago(5) }, MFA, undefined],
    ['a class that is accepted', { acr: 'urn:selmora:two', auth_time: ago(5) }, TWO, undefined],
    ['nothing of how', { auth_time: ago(5) }, MFA, 'amr'],
    ['a password alone', { amr: ['pwd'], auth_time: ago(5) }, MFA, 'amr'],
    ['no method at all', { amr: [], auth_time: ago(5) }, MFA, 'amr'],
    ['a method that is no list', { amr: 'mfa', auth_time: ago(5) }, MFA, 'amr'],
    ['a method in other letters', { amr: ['MFA'], auth_time: ago(5) }, MFA, 'amr'],
    ['methods within a list', { amr: [['mfa']], auth_time: ago(5) }, MFA, 'amr'],
    ['another class', { acr: 'urn:selmora:one', auth_time: ago(5) }, TWO, 'acr'],
    ['a class among others', { acr: ['urn:selmora:two'], auth_time: ago(5) }, TWO, 'acr'],
    ['a longer class', { acr: 'urn:selmora:two:not', auth_time: ago(5) }, TWO, 'acr'],
    ['a sign-in of long ago', { amr: ['mfa'], auth_time: ago(961) }, MFA, 'auth_time'],
    ['one at the very end', { amr: ['mfa'], auth_time: ago(959) }, MFA, undefined],
    ['no time', { amr: ['mfa'] }, MFA, 'auth_time'],
    ['a time that is text', { amr: ['mfa'], auth_time: String(ago(5)) }, MFA, 'auth_time'],
    ['a time to come', { amr: ['mfa'], auth_time: ago(-61) }, MFA, 'auth_time'],
    ['a time in ms', { amr: ['mfa'], auth_time: NOW }, MFA, 'auth_time'],
  ])('%s', (_what, said, wanted, fault) => {
    expect(strengthFault(said as never, wanted, NOW)).toBe(fault);
  });

  it('meets all that is stated, or none of it: more demands never let more in', () => {
    const value = fc.constantFrom('mfa', 'hwk', 'pwd', 'urn:two', 'urn:one');
    const list = fc.uniqueArray(value, { maxLength: 3 });
    const wanted = fc.record({
      accepted_acr: list,
      accepted_amr: list,
      max_age_s: fc.option(fc.integer({ min: AGES.least, max: AGES.most })),
    });
    const said = fc.record(
      {
        acr: fc.oneof(value, list, fc.constant(null)),
        amr: fc.oneof(list, value, fc.constant(null)),
        auth_time: fc.oneof(
          fc.integer({ min: ago(2 * AGES.most), max: ago(-600) }),
          fc.constant('then'),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wanted, said, (all, token) => {
        const each = [
          demands({ accepted_acr: all.accepted_acr }),
          demands({ accepted_amr: all.accepted_amr }),
          demands({ max_age_s: all.max_age_s }),
        ].map((one) => strengthFault(token, one, NOW));
        expect(strengthFault(token, all, NOW) === undefined).toBe(
          each.every((fault) => fault === undefined),
        );
      }),
    );
  });

  it('without a demand is one factor, whatever it says', () => {
    expect(asksOwnStep(NO_DEMANDS)).toBe(true);
    expect(asksOwnStep(demands({ max_age_s: 900 }))).toBe(true);
    expect(asksOwnStep(MFA)).toBe(false);
    expect(strengthFault({}, NO_DEMANDS, NOW)).toBeUndefined();
  });
});

describe('what may be demanded', () => {
  it.each<[string, Partial<Demands>, string | undefined]>([
    ['nothing', {}, undefined],
    ['an age alone', { max_age_s: 900 }, undefined],
    ['a method', MFA, undefined],
    ['a class', TWO, undefined],
    ['a class that is none', { accepted_acr: ['0'], max_age_s: 900 }, 'accepted_acr'],
    ['a list without an age', { accepted_amr: ['mfa'] }, 'max_age_s'],
    ['too short an age', { ...MFA, max_age_s: 59 }, 'max_age_s'],
    ['too long an age', { ...MFA, max_age_s: 43_201 }, 'max_age_s'],
    ['half a second', { ...MFA, max_age_s: 60.5 }, 'max_age_s'],
    ['a class with a space', { ...TWO, accepted_acr: ['a b'] }, 'accepted_acr'],
    [
      'eleven',
      { ...MFA, accepted_amr: Array.from({ length: 11 }, (_, n) => `m${n}`) },
      'accepted_amr',
    ],
  ])('%s', (_what, change, field) => {
    expect(demandFault(demands(change))?.field).toBe(field);
  });

  it.each(NO_SECOND_FACTOR)('never "%s", alone or beside a good one', (method) => {
    for (const accepted_amr of [[method], ['mfa', method]])
      expect(demandFault(demands({ accepted_amr, max_age_s: 900 }))).toMatchObject({
        field: 'accepted_amr',
        expected: expect.stringContaining(method),
      });
  });
});

describe('what is asked of the provider', () => {
  it('classes, age and, where it reads them, claims', () => {
    expect(askedOf(NO_DEMANDS, true)).toEqual({});
    expect(askedOf(MFA, false)).toEqual({ max_age: '900' });
    const asked = askedOf(demands({ accepted_acr: ['a', 'b'], max_age_s: 60 }), true);
    expect(asked).toMatchObject({ acr_values: 'a b', max_age: '60' });
    expect(JSON.parse(asked['claims'] ?? '')).toEqual({
      id_token: {
        acr: { essential: true, values: ['a', 'b'] },
        auth_time: { essential: true },
      },
    });
  });
});
