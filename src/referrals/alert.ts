/** The urgent channel (REF-05; design chapter 30, section 4.7): who is on call, an alert, and who comes. */
import { type Static, Type } from 'typebox';
import { actAs, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type ReferralParts, sending } from './parts.ts';
import { asked } from './step.ts';

const uuid = Type.String({ format: 'uuid' });
const focus = Type.Union([
  Type.Literal('health'),
  Type.Literal('protection'),
  Type.Literal('child'),
]);
export const AlertInput = Type.Object(
  { alert_id: uuid, point_id: uuid, focus },
  { additionalProperties: false },
);
export type AlertInput = Static<typeof AlertInput>;
export const OnCallInput = Type.Object(
  {
    on_call_id: uuid,
    point_id: uuid,
    focus,
    worker_id: uuid,
    from_at: Type.String({ format: 'date-time' }),
    until_at: Type.String({ format: 'date-time' }),
    rank: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  },
  { additionalProperties: false },
);
export type OnCallInput = Static<typeof OnCallInput>;

const PURPOSE = 'desk.visit';

/** Rings. Twice with one id is once. `asked` is null when nobody is on call: then whoever manages the point is asked at once. */
export function raiseAlert(
  { door }: ReferralParts,
  worker: Worker,
  { alert_id: id, point_id: point, focus: what }: AlertInput,
): Promise<{ alert_id: string; asked: string | null }> {
  return actAs(door, sending(worker, 'POST /api/alerts', PURPOSE), async (tx) => {
    const rows = await tx.query<{ asked: string | null }>(
      'select fw.raise_alert($1, $2, $3) as asked',
      [id, point, what],
    );
    return { alert_id: id, asked: rows[0]?.asked ?? null };
  });
}

/** "I am coming." @throws `not_found` when somebody else said so first, or there is none. */
export async function takeAlert(parts: ReferralParts, worker: Worker, id: string): Promise<void> {
  const statement: [string, unknown[]] = ['select fw.take_alert($1) as done', [id]];
  if (!(await asked(parts, worker, 'POST /api/alerts/{id}/taken', statement, PURPOSE)))
    throw new Problem('not_found');
}

export type AlertLine = {
  alert_id: string;
  point_id: string;
  focus: string;
  stage: string;
  asked: string | null;
  raised_at: Date;
  taken_by: string | null;
  /** Seconds until somebody came, or until now. */
  waited_s: number;
};

/** Alerts of the last day, those that nobody took first. */
export function listAlerts({ door }: ReferralParts, worker: Worker): Promise<AlertLine[]> {
  return actAs(door, sending(worker, 'GET /api/alerts', PURPOSE), (tx) =>
    tx.query<AlertLine>(
      `select alert_id, point_id, focus, stage, asked, raised_at, taken_by,
           extract(epoch from coalesce(taken_at, clock_timestamp()) - raised_at)::int as waited_s
         from referrals.alert where raised_at > clock_timestamp() - interval '24 hours' order by taken_at is not null, raised_at desc limit 50`,
    ),
  );
}

/** Puts somebody on call; twice with one id is once. @throws `bad_input` for a duty that ends before it begins or after two weeks. */
export async function putOnCall(
  { door }: ReferralParts,
  worker: Worker,
  input: OnCallInput,
): Promise<void> {
  await actAs(door, sending(worker, 'POST /api/on-call', PURPOSE), (tx) =>
    tx.execute(
      `insert into referrals.on_call (on_call_id, org_id, purpose_id, point_id, focus, worker_id, from_at, until_at, rank)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (on_call_id) do nothing`,
      [
        input.on_call_id,
        worker.org,
        PURPOSE,
        input.point_id,
        input.focus,
        input.worker_id,
        input.from_at,
        input.until_at,
        input.rank ?? 1,
      ],
    ),
  );
}
