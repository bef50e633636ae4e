/** The shapes of the interface: what comes in and what goes out, the same for the console and for other programs. */
import { type Static, Type } from 'typebox';
import { LEVELS } from '../desk/values.ts';
import { EXCEPTION_WHYS } from '../firewall/consent/life-saving.ts';
import { DOC_CODES } from '../directory/fact-codes.ts';
import { LONGEST_SENTENCE, PacketInput, TICKED } from './packet.ts';
import { OUTCOME_STATES, REASONS } from './states.ts';

const exact = { additionalProperties: false } as const;
const uuid = Type.String({ format: 'uuid' });
const oneOf = <T extends readonly string[]>(values: T) => Type.Enum<T[number][]>([...values]);
const maybe = Type.Optional;
const yes = Type.Literal(true);
const moment = Type.String({ format: 'date-time' });

/** What a provider may ask to bring: nothing that shows who somebody is. */
export const BRING = [
  'nothing',
  'prescription',
  'child_health_book',
  'school_report',
  'glasses',
  'warm_clothes',
] as const;

export const WishesInput = Type.Object(
  {
    needs: Type.Array(Type.String({ pattern: '^[a-z]+(\\.[a-z_]+)?$' }), {
      minItems: 1,
      maxItems: 5,
    }),
    languages: maybe(Type.Array(Type.String({ pattern: '^[a-z]{2,3}' }), { maxItems: 5 })),
    papers: maybe(
      Type.Union([Type.Literal('none'), Type.Array(oneOf(DOC_CODES), { maxItems: 12 })]),
    ),
    free: maybe(yes),
    same_sex: maybe(oneOf(['woman', 'man'] as const)),
    step_free: maybe(yes),
    child_space: maybe(yes),
    minor_alone: maybe(yes),
    age_band: maybe(Type.Enum([0, 1, 2, 3, 4])),
    at: maybe(moment),
    place: maybe(
      Type.Object(
        {
          lat: Type.Number({ minimum: -90, maximum: 90 }),
          lon: Type.Number({ minimum: -180, maximum: 180 }),
        },
        exact,
      ),
    ),
    max_km: maybe(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
    space: maybe(oneOf(['bed', 'slot'] as const)),
  },
  exact,
);
export type WishesInput = Static<typeof WishesInput>;

export const CheckInput = Type.Object({ network_id: uuid, wishes: WishesInput }, exact);
export type CheckInput = Static<typeof CheckInput>;

const draft = {
  level: oneOf(LEVELS),
  packet: PacketInput,
  ticked: maybe(Type.Array(oneOf(TICKED), { maxItems: 2, uniqueItems: true })),
};
export const DraftInput = Type.Object(draft, exact);
export type DraftInput = Static<typeof DraftInput>;
export const ReferralInput = Type.Object(
  {
    referral_id: uuid,
    network_id: uuid,
    subject: uuid,
    point_id: uuid,
    visit_id: maybe(uuid),
    follows: maybe(uuid),
    ...draft,
  },
  exact,
);
export type ReferralInput = Static<typeof ReferralInput>;

/** Who, what and for how long stand in the referral: the desk says only how the person was told, and how she said yes. */
export const ConsentGiven = Type.Object(
  {
    grant_id: uuid,
    notice_version: Type.Integer({ minimum: 1 }),
    notice_lang: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }),
    explained: oneOf(['read', 'played', 'interpreted', 'signed'] as const),
    communication: Type.Object(
      { shared_language: Type.Boolean(), interpreter_ref: maybe(uuid) },
      exact,
    ),
    given: oneOf(['signature', 'mark', 'thumb', 'witnessed_voice', 'device'] as const),
    witness: maybe(uuid),
    guardian_role: maybe(oneOf(['parent', 'kin_carer', 'appointed', 'assent_of_child'] as const)),
    days: maybe(Type.Integer({ minimum: 1, maximum: 30 })),
    /** Strokes (JSON), voice (Opus) or the number of the sheet that stays on paper; sealed before it is stored. */
    sign: maybe(
      Type.Object(
        {
          kind: oneOf(['strokes', 'voice', 'sheet'] as const),
          data: Type.String({ pattern: '^[A-Za-z0-9_-]+$', minLength: 2, maxLength: 380_000 }),
        },
        exact,
      ),
    ),
  },
  exact,
);
export type ConsentGiven = Static<typeof ConsentGiven>;

/** Instead of a yes, when waiting for one would cost her life (T12): for what must be now, and looked at by a second person. */
export const LifeSaving = Type.Object({ grant_id: uuid, exception: oneOf(EXCEPTION_WHYS) }, exact);
export type LifeSaving = Static<typeof LifeSaving>;

export const SendInput = Type.Object(
  { packet_id: uuid, changes: Type.Integer({ minimum: 0 }), wishes: WishesInput },
  exact,
);
export type SendInput = Static<typeof SendInput>;

const words = Type.String({ minLength: 1, maxLength: LONGEST_SENTENCE });
const changes = maybe(Type.Integer({ minimum: 0 }));
const reason = oneOf(REASONS as [string, ...string[]]);

/** What the sender's side may do with a referral that is made. */
export const StepInput = Type.Union([
  Type.Object({ step: Type.Literal('revise'), changes }, exact),
  Type.Object({ step: Type.Literal('reply'), words, changes }, exact),
  Type.Object(
    {
      step: Type.Literal('accept'),
      appointment_at: maybe(moment),
      bring: maybe(Type.Array(oneOf(BRING), { maxItems: 6, uniqueItems: true })),
      changes,
    },
    exact,
  ),
  Type.Object({ step: Type.Literal('move'), appointment_at: moment, changes }, exact),
  Type.Object({ step: Type.Literal('decline'), reason, changes }, exact),
  Type.Object({ step: Type.Literal('cancel'), changes }, exact),
  Type.Object(
    {
      step: Type.Literal('withdraw'),
      how: oneOf(['slip', 'telephone', 'worker'] as const),
      changes,
    },
    exact,
  ),
]);
export type StepInput = Static<typeof StepInput>;

export const OutcomeInput = Type.Object(
  { outcome: oneOf(OUTCOME_STATES), reason: maybe(reason) },
  exact,
);
export type OutcomeInput = Static<typeof OutcomeInput>;

/** What an organisation that has an account answers. */
export const AnswerInput = Type.Union([
  Type.Object(
    {
      step: Type.Literal('accept'),
      appointment_at: maybe(moment),
      bring: maybe(Type.Array(oneOf(BRING), { maxItems: 6, uniqueItems: true })),
    },
    exact,
  ),
  Type.Object({ step: Type.Literal('move'), appointment_at: moment }, exact),
  Type.Object({ step: Type.Literal('ask'), words }, exact),
  Type.Object({ step: Type.Literal('decline'), reason }, exact),
  Type.Object({ step: oneOf(OUTCOME_STATES), reason: maybe(reason) }, exact),
]);
export type AnswerInput = Static<typeof AnswerInput>;

export const HandOverInput = Type.Union([
  Type.Object({ owner: uuid }, exact),
  Type.Object({ reason }, exact),
  Type.Object({ need: oneOf(['served', 'given_up', 'unknown'] as const) }, exact),
]);
export type HandOverInput = Static<typeof HandOverInput>;

const entry = {
  route: oneOf(['account', 'link', 'phone', 'paper'] as const),
  telephone: maybe(Type.String({ pattern: '^[+0-9 ()/-]{3,40}$' })),
  email: maybe(Type.String({ format: 'email', maxLength: 120 })),
  answer_hours: maybe(Type.String({ maxLength: 80 })),
  page_lang: maybe(Type.String({ pattern: '^[a-z]{2,3}$' })),
  agreement_id: uuid,
};
export const NetworkInput = Type.Object(
  {
    network_id: uuid,
    to_org: uuid,
    listing_code: Type.String({ pattern: '^[0-9]{1,9}$' }),
    service_type: Type.String({ pattern: '^[a-z]+$' }),
    ...entry,
  },
  exact,
);
export type NetworkInput = Static<typeof NetworkInput>;
export const NetworkChange = Type.Object(
  { ...entry, suspended: maybe(oneOf(['safety', 'not_working', 'other', 'no'] as const)) },
  exact,
);
export type NetworkChange = Static<typeof NetworkChange>;
