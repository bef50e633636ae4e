import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { NEED_BRANCHES } from '../directory/needs.ts';
import {
  CATEGORY,
  FIELD_NAMES,
  LONGEST_SENTENCE,
  pack,
  PACKET_FIELDS,
  PacketInput,
  type PacketField,
  PROFILES,
  profileOf,
  TICKED,
} from './packet.ts';
import { PACKET } from './testing.ts';

const law = profileOf('law') as (typeof PROFILES)[number];
const health = profileOf('health') as (typeof PROFILES)[number];

describe('a profile', () => {
  it('exists for every kind of service, and says of each field why it is needed', () => {
    expect(PROFILES.map(({ service_type: type }) => type)).toEqual(Object.keys(NEED_BRANCHES));
    for (const { fields } of PROFILES)
      for (const why of Object.values(fields)) expect(why.length).toBeGreaterThanOrEqual(30);
  });

  it('has an age only where the service needs one', () => {
    expect(pack(health, PACKET)).toMatchObject({ fields: expect.arrayContaining(['age_band']) });
    expect(pack(law, { ...PACKET, needs: ['law.advice'] })).toEqual({
      errors: [{ field: 'packet.age_band', expected: 'nothing: a law service does not need it' }],
    });
  });
});

describe('a packet', () => {
  it('holds what was given, and nothing that the profile does not name', () => {
    const some = fc.subarray<PacketField>(
      FIELD_NAMES.filter((name) => name !== 'needs' && name !== 'level'),
    );
    fc.assert(
      fc.property(some, fc.constantFrom(...PROFILES), (chosen, profile) => {
        const whole: PacketInput = {
          ...PACKET,
          needs: [`${profile.service_type}.${NEED_BRANCHES[profile.service_type].leaves[0]}`],
          modes: ['reads'],
          adaptations: ['quiet_room'],
          chosen_name: 'Amal',
          contact: '+49 30 1',
        };
        const given = Object.fromEntries(
          Object.entries(whole).filter(
            ([name]) =>
              name === 'needs' || name === 'level' || chosen.includes(name as PacketField),
          ),
        ) as PacketInput;
        const packed = pack(profile, given, TICKED);
        const foreign = chosen.filter((name) => !(name in profile.fields));
        if ('errors' in packed) {
          expect(packed.errors.map(({ field }) => field)).toEqual(
            foreign.map((name) => `packet.${name}`),
          );
          return;
        }
        expect(foreign).toEqual([]);
        expect(packed.packet).toEqual(given);
        expect(packed.categories).toEqual(
          [...new Set(packed.fields.map((name) => CATEGORY[name]))].sort(),
        );
      }),
    );
  });

  it('takes name and contact only when she ticked them, and no need of another service', () => {
    expect(pack(health, { ...PACKET, chosen_name: 'Amal' })).toHaveProperty(
      'errors.0.field',
      'packet.chosen_name',
    );
    expect(pack(health, { ...PACKET, chosen_name: 'Amal' }, ['chosen_name'])).toHaveProperty(
      'packet.chosen_name',
      'Amal',
    );
    expect(pack(health, { ...PACKET, needs: ['health.doctor', 'law.advice'] })).toHaveProperty(
      'errors.0.field',
      'packet.needs',
    );
  });

  it('refuses by its schema what no packet has: other fields, long sentences, values that are no codes', () => {
    expect(Value.Check(PacketInput, PACKET)).toBe(true);
    for (const wrong of [
      { ...PACKET, history: 'x' },
      { ...PACKET, household: 4 },
      { ...PACKET, sentence: 'x'.repeat(LONGEST_SENTENCE + 1) },
      { ...PACKET, level: 'high' },
      { ...PACKET, age_band: '34' },
      { ...PACKET, needs: [] },
      { level: 'soon' },
    ])
      expect(Value.Check(PacketInput, wrong)).toBe(false);
    expect(Object.keys(PACKET_FIELDS)).toHaveLength(11);
  });
});
