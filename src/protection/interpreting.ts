/**
 * An interpreter for a visit of a path (LANG-03, LANG-04; docs/protected-paths.md): who can, asked by the officer herself, and written
 * down where only her compartment reads it. Nothing of it stands among the bookings of the house.
 */
import { type Static, Type } from 'typebox';
import { SAME_SEX } from '../desk/values.ts';
import { actAs, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { candidatesAt, type Offer, offersFor, type Setting, SETTINGS } from '../staff/index.ts';
import { actIn, type Compartment } from './compartment.ts';
import type { PathEvent } from './visits.ts';

type SameSex = (typeof SAME_SEX)[number];
const ANSWERS = ['accepted', 'joined', 'ended', 'unavailable', 'cancelled'] as const;
type Answer = (typeof ANSWERS)[number];
/** What can come after what, as at the desk. */
export const AFTER: Readonly<Record<'asked' | 'offered' | Answer, readonly Answer[]>> = {
  asked: ['accepted', 'joined', 'unavailable', 'cancelled'],
  offered: ['accepted', 'unavailable', 'cancelled'],
  accepted: ['joined', 'unavailable', 'cancelled'],
  joined: ['ended'],
  ended: [],
  unavailable: [],
  cancelled: [],
};

export type InterpreterRequest = {
  ref: string;
  tags: string[];
  setting: Setting;
  now: keyof typeof AFTER;
};
/** What the desk was told of how she is spoken with. */
export type SpokenWish = { tags: string[]; same_sex?: SameSex };
export type PathInterpreters = {
  wish: SpokenWish;
  requests: InterpreterRequest[];
  /** Who can, each with the ways in which she can; the best first. */
  offers: (Offer & { settings: Setting[] })[];
};

/** Requests of a visit, the desk's own too, each as it stands. Pure. */
export function requestsIn(events: readonly PathEvent[]): InterpreterRequest[] {
  const found = new Map<string, InterpreterRequest>();
  for (const { kind, body } of events) {
    const ref = String(body['interpreter_ref']);
    if (kind === 'interpreter_asked') {
      const { tags, setting } = body as { tags: string[]; setting: Setting };
      found.set(ref, { ref, tags, setting, now: 'asked' });
    }
    const request = found.get(ref);
    if (kind === 'interpreter_answered' && request)
      found.set(ref, { ...request, now: body['booking'] as InterpreterRequest['now'] });
  }
  return [...found.values()];
}

/** The languages that she was asked for, and by whom she wants to be helped: a woman on the path of survivors, unless she said otherwise. Pure. */
export function wishIn(compartment: Compartment, events: readonly PathEvent[]): SpokenWish {
  const last = (kind: string, field: string): unknown =>
    events.findLast((one) => one.kind === kind && one.body[field] !== undefined)?.body[field];
  const tags = last('language_asked', 'tags') ?? last('interpreter_asked', 'tags');
  const said = (last('preference_set', 'same_sex') ?? last('interpreter_asked', 'same_sex')) as
    | SameSex
    | undefined;
  const wish = said ?? (compartment === 'survivor' ? 'woman' : undefined);
  return { tags: Array.isArray(tags) ? tags.map(String) : [], ...(wish ? { same_sex: wish } : {}) };
}

/** In an open transaction of an officer. `now`: ms since 1970. */
export async function interpretersFor(
  tx: InContext,
  compartment: Compartment,
  visit: string,
  point: string | null,
  events: readonly PathEvent[],
  now: number,
): Promise<PathInterpreters> {
  const wish = wishIn(compartment, events);
  const candidates = wish.tags.length ? await candidatesAt(tx, visit, point, now) : [];
  const offers = new Map<string, PathInterpreters['offers'][number]>();
  for (const setting of SETTINGS)
    for (const one of offersFor(candidates, { ...wish, setting }).offers)
      offers.set(one.account, {
        ...one,
        settings: [...(offers.get(one.account)?.settings ?? []), setting],
      });
  return { wish, requests: requestsIn(events), offers: [...offers.values()] };
}

const Id = Type.String({ format: 'uuid' });
const exact = { additionalProperties: false } as const;
export const InterpreterAsked = Type.Object(
  {
    event_id: Id,
    interpreter_ref: Id,
    tags: Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), {
      minItems: 1,
      maxItems: 3,
    }),
    setting: Type.Enum([...SETTINGS]),
    same_sex: Type.Optional(Type.Enum([...SAME_SEX])),
    sensitive: Type.Optional(Type.Boolean()),
  },
  exact,
);
export type InterpreterAsked = Static<typeof InterpreterAsked>;
export const InterpreterAnswered = Type.Object(
  {
    event_id: Id,
    /** Of the line that she was understood through an interpreter, which is written when one joins. */
    spoken_id: Id,
    interpreter_ref: Id,
    booking: Type.Enum([...ANSWERS]),
  },
  exact,
);
export type InterpreterAnswered = Static<typeof InterpreterAnswered>;

/** In the log it is a step of the path, as every other. */
const asStep = (worker: Worker, compartment: Compartment) =>
  actIn(worker, compartment, 'POST /api/compartments/:compartment/visits/:visit/steps');
const SAY = 'select fw.interpret_visit($1, $2, $3, $4)';

/** Written down that one was asked for. The same id twice is one request. @throws `bad_input` for another's visit. */
export async function askInterpreter(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { event_id, ...body }: InterpreterAsked,
): Promise<void> {
  await actAs(firewall, asStep(worker, compartment), (tx) =>
    tx.query(SAY, [event_id, visit, 'interpreter_asked', body]),
  );
}

/** What became of it; with one who joined stands that she is understood through an interpreter. @throws `wrong_step`, `bad_input`. */
export async function answerInterpreter(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { event_id, spoken_id, interpreter_ref, booking }: InterpreterAnswered,
): Promise<void> {
  await actAs(firewall, asStep(worker, compartment), async (tx) => {
    const events = await tx.query<PathEvent>(
      `select event_id, kind, actor_id, at_device as at, body from casework.event where org_id = fw.home_org() and visit_id = $1
         and kind in ('interpreter_asked', 'interpreter_answered') order by hlc nulls last, recorded_at, event_id limit 1000`,
      [visit],
    );
    const request = requestsIn(events).find(({ ref }) => ref === interpreter_ref);
    if (!request || !AFTER[request.now].includes(booking)) throw new Problem('wrong_step');
    await tx.query(SAY, [event_id, visit, 'interpreter_answered', { interpreter_ref, booking }]);
    if (booking === 'joined') {
      const { tags } = request;
      const spoken = { shared_language: false, tags, interpreter_ref };
      await tx.query(SAY, [spoken_id, visit, 'communication', spoken]);
    }
  });
}
