/** The finder's question as programs send it: a schema, and the query it means. */
import { type Static, Type } from 'typebox';
import { DOC_CODES, FACT_CODES } from '../directory/fact-codes.ts';
import { isNeedCode } from '../directory/needs.ts';
import type { FinderQuery } from '../finder/query.ts';
import { type FieldError, Problem } from '../http/problem.ts';

const closed = { additionalProperties: false };
const yes = (description: string) => Type.Optional(Type.Literal(true, { description }));
const tag = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', description: 'BCP 47' });

/** Body of `POST /api/v1/find`. Nothing of it is stored or logged. */
export const FindBody = Type.Object(
  {
    lang: tag,
    needs: Type.Optional(
      Type.Array(Type.String({ maxLength: 60 }), {
        maxItems: 20,
        description: 'Any of these needs, such as health.maternal',
      }),
    ),
    text: Type.Optional(Type.String({ maxLength: 120 })),
    place: Type.Optional(
      Type.Union([
        Type.Object(
          {
            lat: Type.Number({ minimum: -90, maximum: 90 }),
            lon: Type.Number({ minimum: -180, maximum: 180 }),
          },
          closed,
        ),
        Type.Object({ placeId: Type.Integer({ minimum: 0 }) }, closed),
      ]),
    ),
    maxKm: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 20_000 })),
    languages: Type.Optional(Type.Array(tag, { maxItems: 20 })),
    papers: Type.Optional(
      Type.Union(
        [
          Type.Literal('none'),
          Type.Array(Type.Union(DOC_CODES.map((code) => Type.Literal(code))), { maxItems: 12 }),
        ],
        {
          description:
            'none: places known to ask for no papers. A list: the papers that the person has',
        },
      ),
    ),
    free: yes('Known to be free'),
    providerSex: Type.Optional(Type.Union([Type.Literal('woman'), Type.Literal('man')])),
    stepFree: yes('Reachable without steps'),
    childSpace: yes('With a space for children'),
    notReported: yes('Known not to share with authorities'),
    noTravelMoney: yes('On foot, near public transport, travel paid, or by phone'),
    facts: Type.Optional(
      Type.Array(Type.Union(FACT_CODES.map((code) => Type.Literal(code))), { maxItems: 20 }),
    ),
    time: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('now') }, closed),
        Type.Object({ kind: Type.Literal('tonight') }, closed),
        Type.Object(
          {
            kind: Type.Literal('at'),
            t: Type.Integer({ minimum: 0, description: 'ms since 1970 UTC' }),
          },
          closed,
        ),
        Type.Object(
          {
            kind: Type.Literal('window'),
            days: Type.Integer({ minimum: 1, maximum: 127, description: 'Bit mask, Monday = 1' }),
            from: Type.Integer({
              minimum: 0,
              maximum: 2880,
              description: 'Minutes after local midnight',
            }),
            to: Type.Integer({ minimum: 0, maximum: 2880 }),
          },
          closed,
        ),
      ]),
    ),
    minorAlone: yes('Takes children who are alone'),
    ageBand: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4,
        description: '0: 0–4, 1: 5–11, 2: 12–17, 3: 18–59, 4: 60 and over',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    after: Type.Optional(Type.String({ maxLength: 20, description: 'more of the page before' })),
  },
  closed,
);

/** @throws Problem `bad_input` for needs that do not exist and windows that end before they begin. */
export function queryFromBody(body: Static<typeof FindBody>, now: number): FinderQuery {
  const errors: FieldError[] = [];
  for (const [i, need] of (body.needs ?? []).entries()) {
    if (!isNeedCode(need))
      errors.push({ field: `needs.${i}`, expected: 'a need code, as listed at /api/v1/needs' });
  }
  if (body.time?.kind === 'window' && body.time.to <= body.time.from) {
    errors.push({ field: 'time.to', expected: 'later than time.from (write 26:00 as 1560)' });
  }
  if (errors.length)
    throw new Problem('bad_input', { errors, ...(errors[0] ? { field: errors[0].field } : {}) });
  return { ...body, needs: body.needs ?? [], now } as FinderQuery;
}
