/** Who can interpret now (LANG-03, LANG-04, T24; design chapter 30, section 3.7), and the bookings that say who rests. */
import { dateOfInstant } from '../languages/days.ts';
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { activeRoles, readFacts, type TeamFacts } from './team.ts';

export const SETTINGS = ['room', 'phone', 'video'] as const;
export type Setting = (typeof SETTINGS)[number];
export type Wish = {
  /** BCP 47, the one she likes best first; `ar-IQ` asks for the variety. */
  tags: readonly string[];
  setting: Setting;
  same_sex?: 'woman' | 'man' | 'either';
};
export type Candidate = {
  account: string;
  name: string;
  languages: readonly string[];
  gender: string | null;
  /** Null: a colleague who speaks it. */
  qualification: 'qualified' | 'lay' | null;
  settings: readonly string[];
  here: boolean;
  /** `resting`, `busy`, `not_wanted`. */
  away: readonly string[];
};
export type Offer = {
  account: string;
  name: string;
  kind: 'qualified' | 'lay' | 'staff';
  tag: string;
  /** False: she speaks the language and another variety of it. */
  variety: boolean;
  here: boolean;
};
export type Offers = {
  offers: Offer[];
  /** What was missing when nobody is offered: for a `gap_met` event, so that it is counted. */
  gap: 'language' | 'same_sex' | 'interpreter' | null;
  /** The same wish by phone or video, when nobody can come into the room. */
  remote: boolean;
};

const base = (tag: string): string => tag.split('-')[0] ?? tag;
const KINDS = ['qualified', 'lay', 'staff'] as const;

/** How well she speaks one of the tags: the variety itself before the language, the first wish before the second. */
function spoken(languages: readonly string[], tags: readonly string[]) {
  for (const tag of tags) {
    const exact = languages.find((one) => one.toLowerCase() === tag.toLowerCase());
    if (exact) return { tag, variety: true };
    // Somebody who only asked for a language is served by any variety of it.
    const near = languages.find((one) => base(one) === base(tag));
    if (near) return { tag, variety: tag === base(tag) };
  }
  return undefined;
}

/** Offers in order: qualified, trained lay, colleagues who speak it; who fits the variety and is here comes first. Pure. */
export function offersFor(candidates: readonly Candidate[], wish: Wish): Offers {
  const speaking = candidates.flatMap((one) => {
    const found = spoken(one.languages, wish.tags);
    return found ? [{ one, found }] : [];
  });
  const asked = wish.same_sex ?? 'either';
  const fitting = speaking.filter(({ one }) => asked === 'either' || one.gender === asked);
  const free = fitting.filter(({ one }) => one.away.length === 0);
  const able = (setting: Setting) =>
    free.filter(({ one }) =>
      one.qualification === null
        ? one.here || setting !== 'room'
        : one.settings.includes(setting) && (one.here || setting !== 'room'),
    );
  const offers = able(wish.setting)
    .map(({ one, found }): Offer => {
      const { account, name, here } = one;
      return { account, name, kind: one.qualification ?? 'staff', ...found, here };
    })
    .sort(
      (a, b) =>
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        Number(b.variety) - Number(a.variety) ||
        Number(b.here) - Number(a.here) ||
        (a.name < b.name ? -1 : 1),
    );
  const why =
    speaking.length === 0 ? 'language' : fitting.length === 0 ? 'same_sex' : 'interpreter';
  return {
    offers,
    gap: offers.length ? null : why,
    remote:
      wish.setting === 'room' &&
      offers.length === 0 &&
      able('phone').length + able('video').length > 0,
  };
}

const atDesk = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'desk.visit', route }) as const;

export type InterpreterQuestion = Wish & { visit?: string; point?: string };

function candidatesFrom(facts: TeamFacts, away: ReadonlyMap<string, string[]>, day: string) {
  return facts.people.flatMap((one): Candidate[] => {
    const active = activeRoles(one, facts.conduct, day);
    if (active.length === 0) return [];
    // A qualification counts while the role of interpreters is open to her.
    const counts = one.interpreter !== null && active.includes('interpreter');
    return [
      {
        account: one.account,
        name: one.name,
        languages: one.languages,
        gender: one.gender,
        qualification: counts ? (one.interpreter?.qualification ?? null) : null,
        settings: counts ? (one.interpreter?.settings ?? []) : [],
        here: one.here_since_ms !== null,
        away: away.get(one.account) ?? [],
      },
    ];
  });
}

/** Who is free for this wish, for this visit, with people of this point. */
export function readOffers(
  firewall: Firewall,
  worker: Worker,
  { visit, point, ...wish }: InterpreterQuestion,
  now: number,
): Promise<Offers> {
  return actAs(firewall, atDesk(worker, 'GET /api/desk/interpreters'), async (tx) =>
    offersFor(await candidatesAt(tx, visit ?? null, point ?? null, now), wish),
  );
}

/** In an open transaction: colleagues with what keeps them away from this visit, and who is at this point now. */
export async function candidatesAt(
  tx: InContext,
  visit: string | null,
  point: string | null,
  now: number,
): Promise<Candidate[]> {
  const facts = await readFacts(tx, point);
  const rows = await tx.query<{ account_id: string; why: string }>(
    'select account_id, why from fw.interpreters_away($1)',
    [visit],
  );
  const away = new Map<string, string[]>();
  for (const { account_id, why } of rows)
    away.set(account_id, [...(away.get(account_id) ?? []), why]);
  return candidatesFrom(facts, away, dateOfInstant(now));
}

export type Interpreting = {
  interpreters: {
    account: string;
    name: string;
    languages: string[];
    qualification: 'qualified' | 'lay';
    settings: string[];
    /** False: the role of interpreters is closed to her today, so that her qualification does not count. */
    counts: boolean;
    /** Talks of 30 days: ended, hard ones among them, and how often she could not. */
    ended: number;
    hard: number;
    refused: number;
    running: number;
    /** Ms since 1970: until when she rests after a hard talk. */
    rests_until_ms: number | null;
  }[];
  /** What was missing in 30 days, from five times on. */
  gaps: { gap: 'language' | 'same_sex' | 'interpreter'; n: number }[];
};
type Work = Omit<
  Interpreting['interpreters'][number],
  'name' | 'languages' | 'qualification' | 'settings' | 'counts'
>;

/** For whoever leads the team: interpreters with what they had to do, as totals. No visit, no person. */
export function readInterpreting(
  firewall: Firewall,
  worker: Worker,
  now: number = Date.now(),
): Promise<Interpreting> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'GET /api/staff/team/interpreters',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const { people, conduct } = await readFacts(tx, null);
    const [row] = await tx.query<{
      work: { interpreters: Work[]; gaps: Interpreting['gaps'] };
    }>('select fw.interpreter_work() as work');
    if (!row) throw new Problem('internal');
    const work = new Map(row.work.interpreters.map((one) => [one.account, one]));
    const interpreters = people.flatMap((person) => {
      const done = work.get(person.account);
      if (!done || !person.interpreter) return [];
      const counts = activeRoles(person, conduct, dateOfInstant(now)).includes('interpreter');
      const { name, languages, interpreter } = person;
      return [{ ...done, name, languages, ...interpreter, counts }];
    });
    return { interpreters, gaps: row.work.gaps };
  });
}

const Id = Type.String({ format: 'uuid' });
const exact = { additionalProperties: false } as const;
export const BookingInput = Type.Object(
  {
    /** The `interpreter_ref` of the visit's events. */
    booking_id: Id,
    account: Id,
    visit_id: Type.Optional(Id),
    setting: Type.Enum([...SETTINGS]),
    sensitive: Type.Boolean(),
  },
  exact,
);
export type BookingInput = Static<typeof BookingInput>;
export const BookingChange = Type.Object(
  { state: Type.Enum(['accepted', 'joined', 'ended', 'unavailable', 'cancelled']) },
  exact,
);
export type BookingChange = Static<typeof BookingChange>;
export const VetoInput = Type.Object({ visit_id: Id, account: Id }, exact);
export type VetoInput = Static<typeof VetoInput>;

/** @throws `bad_input` naming `interpreter_is_free` for somebody who rests, is in another talk, or is not wanted. */
export async function bookInterpreter(
  firewall: Firewall,
  worker: Worker,
  { booking_id, account, visit_id, setting, sensitive }: BookingInput,
): Promise<void> {
  await actAs(firewall, atDesk(worker, 'POST /api/desk/interpreters/bookings'), (tx) =>
    tx.query('select fw.book_interpreter($1, $2, $3, $4, $5)', [
      booking_id,
      account,
      visit_id ?? null,
      setting,
      sensitive,
    ]),
  );
}

/** What became of it; the end of a hard talk begins a day of rest. @throws `not_found` for one that has ended. */
export async function moveBooking(
  firewall: Firewall,
  worker: Worker,
  booking: string,
  { state }: BookingChange,
): Promise<void> {
  const rows = await actAs(
    firewall,
    atDesk(worker, 'POST /api/desk/interpreters/bookings/:id'),
    (tx) => tx.query<{ done: boolean }>('select fw.move_booking($1, $2) as done', [booking, state]),
  );
  if (!rows[0]?.done) throw new Problem('not_found');
}

/** This person wants another interpreter in this visit, and need not say why. */
export async function vetoInterpreter(
  firewall: Firewall,
  worker: Worker,
  { visit_id, account }: VetoInput,
): Promise<void> {
  await actAs(firewall, atDesk(worker, 'POST /api/desk/interpreters/vetoes'), (tx) =>
    tx.query('select fw.veto_interpreter($1, $2)', [visit_id, account]),
  );
}
