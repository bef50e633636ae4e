/** A person agrees that one organisation may have something for one purpose (FIRE-06; chapter 20, section 12). */
import { type Static, Type } from 'typebox';
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';
import { EXCEPTION_WHYS } from './life-saving.ts';

const uuid = (description: string) => Type.String({ format: 'uuid', description });

export const ConsentInput = Type.Object(
  {
    grant_id: uuid('Made by the caller: the same id twice is the same consent'),
    subject: uuid('The token of the person in the own organisation'),
    to_org: uuid('The one recipient'),
    purpose_id: Type.Enum([
      'referral.send',
      'followup.outcome',
      'school.enrol',
      'training.enrol',
      'export.recurring',
    ]),
    categories: Type.Array(Type.String({ pattern: '^[a-z][a-z_]{1,40}$' }), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
    }),
    notice_id: Type.String({ minLength: 1, maxLength: 60 }),
    notice_version: Type.Integer({ minimum: 1 }),
    notice_lang: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }),
    explained: Type.Enum(['read', 'played', 'interpreted', 'signed', 'not_asked']),
    shared_language: Type.Boolean(),
    interpreter_ref: Type.Optional(
      uuid('Booking of the interpreter, when there was no common language'),
    ),
    given: Type.Enum(['signature', 'mark', 'thumb', 'witnessed_voice', 'device', 'not_asked']),
    witness: Type.Optional(uuid('Account of the witness of a spoken consent')),
    guardian_role: Type.Optional(
      Type.Enum(['parent', 'kin_carer', 'appointed', 'assent_of_child']),
    ),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    exception: Type.Optional(Type.Literal('life_saving')),
    exception_why: Type.Optional(Type.Enum([...EXCEPTION_WHYS])),
  },
  { additionalProperties: false },
);
export type ConsentInput = Static<typeof ConsentInput>;

/** How many days a consent lasts when nobody said less (chapter 20, section 12). */
export const CONSENT_DAYS: Readonly<Record<string, number>> = {
  'referral.send': 30,
  'followup.outcome': 180,
  'school.enrol': 180,
  'training.enrol': 180,
  'export.recurring': 180,
};
/** A life-saving exception is looked at by somebody else within this time (T12). */
export const EXCEPTION_REVIEW_HOURS = 72;

/**
 * Records a consent; told twice with the same id it is recorded once.
 * @returns the grant, and until when it is good.
 * @throws `bad_input` with the field (a longer time than the purpose allows, no interpreter without a common
 * language, no witness for a spoken consent), `conflict` for another consent under the same id.
 */
export async function giveConsent(
  firewall: Firewall,
  worker: Worker,
  input: ConsentInput,
): Promise<{ grant_id: string; not_after: string }> {
  const most = CONSENT_DAYS[input.purpose_id] ?? 30;
  const days = input.days ?? most;
  const errors = [
    ...(days > most
      ? [{ field: 'days', expected: `at most ${most} for ${input.purpose_id}` }]
      : []),
    ...((input.exception === undefined) === (input.exception_why === undefined)
      ? []
      : [{ field: 'exception_why', expected: 'with an exception its reason, and only then' }]),
    ...(input.exception || (input.explained !== 'not_asked' && input.given !== 'not_asked')
      ? []
      : [{ field: 'given', expected: 'how she said yes: only in danger of life is nobody asked' }]),
    ...(input.exception || input.shared_language || input.interpreter_ref
      ? []
      : [
          {
            field: 'interpreter_ref',
            expected: 'the interpreter, as there was no common language',
          },
        ]),
    ...(input.given !== 'witnessed_voice' || input.witness
      ? []
      : [{ field: 'witness', expected: 'who heard the spoken consent' }]),
    ...(input.to_org === worker.org
      ? [
          {
            field: 'to_org',
            expected: 'another organisation: inside the own one nothing is shared',
          },
        ]
      : []),
  ];
  if (errors.length) throw new Problem('bad_input', { errors });
  const act = {
    ...asWorker(worker),
    role: 'app_consent',
    purpose: input.purpose_id,
    route: 'POST /api/consents',
    subject: input.subject,
  } as const;
  return actAs(firewall, act, async (tx) => {
    const made = await tx.execute(
      `insert into consent.record (grant_id, subject, from_org, to_org, purpose_id, categories, notice_id, notice_version,
         notice_lang, explained, shared_language, interpreter_ref, given, witness, guardian_role, not_after, exception, review_due,
         exception_why)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
         clock_timestamp() + make_interval(days => $16), $17,
         case when $17::text is not null then clock_timestamp() + make_interval(hours => $18) end, $19)
       on conflict (grant_id) do nothing`,
      [
        input.grant_id,
        input.subject,
        worker.org,
        input.to_org,
        input.purpose_id,
        [...input.categories].sort(),
        input.notice_id,
        input.notice_version,
        input.notice_lang,
        input.explained,
        input.shared_language,
        input.interpreter_ref ?? null,
        input.given,
        input.witness ?? null,
        input.guardian_role ?? null,
        days,
        input.exception ?? null,
        EXCEPTION_REVIEW_HOURS,
        input.exception_why ?? null,
      ],
    );
    const kept = await tx.query<{ not_after: Date; same: boolean }>(
      `select not_after, subject = $2 and to_org = $3 and categories = $4::text[] and withdrawn_at is null as same
         from consent.record where grant_id = $1`,
      [input.grant_id, input.subject, input.to_org, [...input.categories].sort()],
    );
    const record = kept[0];
    if (!record?.same)
      throw new Problem('conflict', {
        field: 'grant_id',
        detail: 'Another consent has this id, or it was taken back. Make a new one.',
      });
    if (made)
      await tx.query('select fw.note($1, $2, $3)', [
        'consent.given',
        { grant: input.grant_id },
        [input.subject],
      ]);
    return { grant_id: input.grant_id, not_after: record.not_after.toISOString() };
  });
}
