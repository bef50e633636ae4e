/**
 * What a provider needs to know, and nothing else (REF-01; design chapter 30, section 4.2). The form of a referral is its
 * profile; what the profile does not name cannot be sent. Pure; the database keeps the same profiles (`fw.packet_profile`).
 */
import { type Static, Type } from 'typebox';
import { LEVELS, MODES, SAME_SEX } from '../desk/values.ts';
import { NEED_BRANCHES, type NeedBranch } from '../directory/needs.ts';

const oneOf = <T extends readonly string[]>(values: T) => Type.Enum<T[number][]>([...values]);
const tag = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' });

/** What makes a place usable for her; each says what to prepare, not what she is. */
export const ADAPTATIONS = [
  'step_free',
  'sign_language',
  'easy_words',
  'quiet_room',
  'large_print',
  'comes_with_child',
  'comes_with_helper',
] as const;
export const GOOD_TIMES = ['morning', 'midday', 'afternoon', 'evening', 'weekend'] as const;
/** No band "unknown" is sent: it is left out. */
export const SENT_AGE_BANDS = ['0-4', '5-11', '12-17', '18-59', '60+'] as const;
export const LONGEST_SENTENCE = 280;

/** The fields of a packet. `needs` are codes of the tree of needs: those that this provider is to meet, no other. */
export const PACKET_FIELDS = {
  needs: Type.Array(Type.String({ pattern: '^[a-z]+(\\.[a-z_]+)?$' }), {
    minItems: 1,
    maxItems: 5,
    uniqueItems: true,
  }),
  level: oneOf(LEVELS),
  languages: Type.Array(tag, { maxItems: 5, uniqueItems: true }),
  modes: Type.Array(oneOf(MODES), { maxItems: 4, uniqueItems: true }),
  same_sex: oneOf(SAME_SEX),
  adaptations: Type.Array(oneOf(ADAPTATIONS), { maxItems: 7, uniqueItems: true }),
  age_band: oneOf(SENT_AGE_BANDS),
  good_times: Type.Array(oneOf(GOOD_TIMES), { maxItems: 5, uniqueItems: true }),
  sentence: Type.String({ minLength: 1, maxLength: LONGEST_SENTENCE }),
  chosen_name: Type.String({ minLength: 1, maxLength: 120 }),
  contact: Type.String({ minLength: 3, maxLength: 200 }),
} as const;
export type PacketField = keyof typeof PACKET_FIELDS;
export const FIELD_NAMES = Object.keys(PACKET_FIELDS) as PacketField[];

export const PacketInput = Type.Object(
  {
    ...PACKET_FIELDS,
    ...(Object.fromEntries(
      FIELD_NAMES.filter((name) => name !== 'needs' && name !== 'level').map((name) => [
        name,
        Type.Optional(PACKET_FIELDS[name]),
      ]),
    ) as { [F in Exclude<PacketField, 'needs' | 'level'>]: OptionalField<F> }),
  },
  { additionalProperties: false },
);
type OptionalField<F extends PacketField> = ReturnType<
  typeof Type.Optional<(typeof PACKET_FIELDS)[F]>
>;
export type PacketInput = Static<typeof PacketInput>;

/** The kind of data that a field is: what a consent and an agreement speak of. */
export const CATEGORY: Readonly<Record<PacketField, string>> = {
  needs: 'need',
  level: 'need',
  languages: 'language',
  modes: 'language',
  same_sex: 'wishes',
  adaptations: 'wishes',
  good_times: 'wishes',
  age_band: 'age',
  sentence: 'words',
  chosen_name: 'name',
  contact: 'contact',
};
export const CATEGORIES = [...new Set(Object.values(CATEGORY))];

/** Only when the person ticked it herself: the way back to her is otherwise through the sender. */
export const TICKED = ['chosen_name', 'contact'] as const satisfies readonly PacketField[];

const BASE: Partial<Record<PacketField, string>> = {
  needs: 'What she comes for: without it nobody can say yes or no',
  level: 'How soon it must be, so that the answer comes in time',
  languages: 'So that somebody who speaks one of them is there',
  modes: 'Whether she hears, reads or signs it, so that words reach her',
  same_sex: 'Her wish for a woman or a man, which the place promises to meet or declines',
  adaptations: 'What must be prepared so that she can use the place',
  good_times: 'When she can come, so that the time offered does not cost her work',
  sentence: 'One sentence for what no code says; warned about when it speaks of papers',
  chosen_name: 'Only if she ticks it: how she wants to be called there',
  contact: 'Only if she ticks it: otherwise the answer goes through the sender',
};
const AGE: Partial<Record<NeedBranch, string>> = {
  health: 'Care and doses differ for children, adults and older people',
  shelter: 'Rooms for children and for older people are different ones',
  food: 'Food for babies is another than for adults',
  items: 'Sizes and hygiene articles depend on it',
  family: 'Tracing for a child follows another path',
  child: 'Groups and protection depend on the age of the child',
  school: 'The class of a school is found by age',
  learning: 'Courses are for young people or for adults',
  work: 'Work of young people is protected by other rules',
};

export type Profile = {
  service_type: NeedBranch;
  v: number;
  /** Each field that may be sent, and why this service needs it. */
  fields: Partial<Record<PacketField, string>>;
};

/** One for each branch of needs. A change of fields is a new version. */
export const PROFILES: readonly Profile[] = (Object.keys(NEED_BRANCHES) as NeedBranch[]).map(
  (type) => {
    const age = AGE[type];
    return { service_type: type, v: 1, fields: { ...BASE, ...(age ? { age_band: age } : {}) } };
  },
);

export const profileOf = (type: string): Profile | undefined =>
  PROFILES.find(({ service_type: one }) => one === type);

export type Packed =
  | { packet: PacketInput; fields: PacketField[]; categories: string[] }
  | { errors: { field: string; expected: string }[] };

/**
 * The packet for one service: exactly the fields that were given, each of which the profile must name.
 * `ticked`: those of `TICKED` to which the person said yes herself.
 */
export function pack(profile: Profile, input: PacketInput, ticked: readonly string[] = []): Packed {
  const fields = FIELD_NAMES.filter((name) => input[name] !== undefined);
  const errors = [
    ...fields
      .filter((name) => !(name in profile.fields))
      .map((name) => ({
        field: `packet.${name}`,
        expected: `nothing: a ${profile.service_type} service does not need it`,
      })),
    ...TICKED.filter((name) => fields.includes(name) && !ticked.includes(name)).map((name) => ({
      field: `packet.${name}`,
      expected: 'nothing, unless the person ticked it herself',
    })),
    ...(input.needs.some((need) => !belongs(need, profile.service_type))
      ? [{ field: 'packet.needs', expected: `needs of ${profile.service_type} only` }]
      : []),
  ];
  if (errors.length) return { errors };
  const packet = Object.fromEntries(fields.map((name) => [name, input[name]])) as PacketInput;
  return { packet, fields, categories: categoriesOf(fields) };
}

export const categoriesOf = (fields: readonly PacketField[]): string[] =>
  [...new Set(fields.map((name) => CATEGORY[name]))].sort();

/** Another need than this service meets never goes along. */
const belongs = (need: string, type: string): boolean => need.split('.')[0] === type;
