/**
 * The rule of the firewall over plain values: who may open or write which row (design chapter 20, sections 3, 4, 12).
 * Screens ask it for clear refusals; the database decides by its own policies. `test/attack/worlds.ts` compares both,
 * and an oracle, in random worlds.
 */

export type Organisation = { id: string; cutAt: number | null };

/** A consent: one person, one recipient, one purpose. Times are ms since 1970. */
export type Grant = {
  id: string;
  subject: string;
  from: string;
  to: string;
  purpose: string;
  categories: readonly string[];
  notAfter: number;
  withdrawnAt: number | null;
};

export type AgreementState = 'draft' | 'assessed' | 'signed' | 'live' | 'suspended' | 'ended';

export type Agreement = {
  id: string;
  parties: readonly [string, string];
  purposes: readonly string[];
  categories: readonly string[];
  startsAt: number;
  endsAt: number;
  state: AgreementState;
};

export type World = {
  now: number;
  organisations: readonly Organisation[];
  grants: readonly Grant[];
  agreements: readonly Agreement[];
  /** People whose erasure has begun, each in one organisation. */
  erasing: readonly { org: string; subject: string }[];
  /** Which collection may be read for which use (`fw.purpose_use`). */
  uses: readonly { collectedFor: string; usedFor: string }[];
};

/** What a ticket says. `points` empty: all of them. */
export type Context = {
  audience: string;
  kind: 'staff' | 'person' | 'job' | 'glass';
  org: string;
  points: readonly string[];
  purpose: string;
  subject: string | null;
  expires: number;
};

/** A guarded row, as far as the rule looks at it. */
export type GuardedRow =
  | {
      shape: 'home';
      table: string;
      org: string;
      purpose: string;
      subject: string | null;
      point?: string;
    }
  | {
      shape: 'crossing';
      table: string;
      from: string;
      to: string;
      grant: string;
      agreement: string;
      purpose: string;
      categories: readonly string[];
    }
  | { shape: 'agreement'; table: string; parties: readonly [string, string] }
  | { shape: 'erasing'; table: string; org: string; subject: string }
  | { shape: 'notice'; table: string; to: string };

export type Verb = 'select' | 'insert' | 'update' | 'delete';

/** Why not. `nothing` to a reader means: as if the row were not there. */
export type Why =
  | 'context-expired'
  | 'organisation-closed'
  | 'purpose-unknown'
  | 'not-a-right'
  | 'not-yours'
  | 'other-purpose'
  | 'other-point'
  | 'erasing'
  | 'consent-missing'
  | 'agreement-missing';

export type Verdict = { allowed: true } | { allowed: false; why: Why };

/** The longest life that a ticket may still have when it is used, ms. */
const LONGEST = 31_000;

/** What each login role was granted on each guarded table. Nothing else may be touched by it at all. */
export const RIGHTS: Readonly<Record<string, Readonly<Record<string, readonly Verb[]>>>> = {
  app_desk: {
    'casework.person': ['select', 'insert', 'update'],
    'casework.handle': ['select', 'insert'],
    'casework.event': ['select', 'insert'],
    'referrals.packet': ['select', 'insert'],
    'referrals.packet_origin': ['select', 'insert'],
    'consent.record': ['select'],
    'consent.agreement': ['select'],
    'consent.withdrawal_notice': ['select'],
  },
  app_ident: {
    'ident.name': ['select'],
    'ident.contact': ['select'],
    'ident.blind': ['select'],
  },
  app_consent: {
    'consent.record': ['select', 'insert'],
    'consent.agreement': ['select', 'insert', 'update'],
    'consent.erasing': ['select', 'insert', 'update'],
    'consent.withdrawal_notice': ['select', 'update'],
  },
  app_health: { 'health.file': ['select', 'insert'] },
  app_survivor: { 'survivor.file': ['select', 'insert'] },
  app_legal: { 'legal.file': ['select', 'insert'] },
  app_child: { 'child.file': ['select', 'insert'] },
  app_kin: { 'kin.file': ['select', 'insert'] },
  app_detention: { 'detention.file': ['select', 'insert'] },
};

const YES: Verdict = { allowed: true };
const no = (why: Why): Verdict => ({ allowed: false, why });

/** Whether the context itself stands: its time, its organisation, its purpose. */
export function mayAct(world: World, context: Context): Verdict {
  if (context.expires <= world.now || context.expires > world.now + LONGEST)
    return no('context-expired');
  if (!isOpen(world, context.org)) return no('organisation-closed');
  return world.uses.some((use) => use.usedFor === context.purpose) ? YES : no('purpose-unknown');
}

/** Whether `context` may see `row`, were it there. */
export function mayOpen(world: World, context: Context, row: GuardedRow): Verdict {
  return first(
    mayAct(world, context),
    right(context, row.table, 'select'),
    reaches(world, context, row),
  );
}

/**
 * Whether `context` may write. `after` is the row as it would be (insert, update), `before` as it is (update, delete).
 * A `before` that is not within reach is as good as absent: the statement changes nothing.
 */
export function mayWrite(
  world: World,
  context: Context,
  verb: Exclude<Verb, 'select'>,
  { before, after }: { before?: GuardedRow; after?: GuardedRow },
): Verdict {
  const table = (after ?? before)?.table ?? '';
  return first(
    mayAct(world, context),
    right(context, table, verb),
    before ? reachesToChange(world, context, before) : YES,
    after ? mayStand(world, context, after, verb) : YES,
  );
}

/** Reading reach: the permissive policies, then every restriction. */
function reaches(world: World, context: Context, row: GuardedRow): Verdict {
  const home = homeOf(context);
  switch (row.shape) {
    case 'home':
      return first(
        row.org === home || isOwn(context, row) ? YES : no('not-yours'),
        reads(world, context, row.purpose),
        isErasing(world, context.org, row.subject) ? no('erasing') : YES,
        isAtPoint(context, row.point) ? YES : no('other-point'),
      );
    case 'crossing': {
      const yours =
        row.from === home ? YES : row.to === home ? shares(world, row) : no('not-yours');
      return first(yours, reads(world, context, row.purpose), notErasedHere(world, context, row));
    }
    case 'agreement':
      return home !== null && row.parties.includes(home) ? YES : no('not-yours');
    case 'erasing':
      return goesOn(context, row.org) ? YES : no('not-yours');
    case 'notice':
      return row.to === home ? YES : no('not-yours');
  }
}

/** Who is being erased is the business of the job that goes on with it, and of no worker. */
const goesOn = ({ kind, purpose, org }: Context, of: string): boolean =>
  kind === 'job' && purpose === 'job.retention' && org === of;

/** Rows may be changed at home only. */
function reachesToChange(world: World, context: Context, row: GuardedRow): Verdict {
  const home = homeOf(context);
  if (row.shape === 'home' && row.org !== home) return no('not-yours');
  if (row.shape === 'crossing' && row.from !== home) return no('not-yours');
  return reaches(world, context, row);
}

/** Whether a row may be written so: at home, for the purpose of the act, and what crosses with consent and agreement. */
function mayStand(world: World, context: Context, row: GuardedRow, verb: Verb): Verdict {
  const home = homeOf(context);
  switch (row.shape) {
    case 'home':
      return first(
        row.org === home ? YES : no('not-yours'),
        row.purpose === context.purpose ? YES : no('other-purpose'),
        isErasing(world, context.org, row.subject) ? no('erasing') : YES,
        isAtPoint(context, row.point) ? YES : no('other-point'),
      );
    case 'crossing':
      return first(
        row.from === home ? YES : no('not-yours'),
        row.purpose === context.purpose ? YES : no('other-purpose'),
        shares(world, row),
      );
    case 'agreement':
      return first(
        home !== null && row.parties.includes(home) ? YES : no('not-yours'),
        context.purpose === 'agreement.manage' ? YES : no('other-purpose'),
      );
    case 'erasing': {
      // She asks for her own erasure herself, and nobody else does.
      const herOwn =
        context.kind === 'person' &&
        context.purpose === 'own.access' &&
        row.org === context.org &&
        row.subject === context.subject;
      return (verb === 'insert' ? herOwn : goesOn(context, row.org)) ? YES : no('not-yours');
    }
    case 'notice':
      return row.to === home ? YES : no('not-yours');
  }
}

/** Whether consent and agreement let the row's categories go from one end to the other. */
export function shares(world: World, row: Extract<GuardedRow, { shape: 'crossing' }>): Verdict {
  const { now } = world;
  const within = (all: readonly string[]): boolean =>
    row.categories.every((category) => all.includes(category));
  const grant = world.grants.find(({ id }) => id === row.grant);
  if (
    !grant ||
    grant.from !== row.from ||
    grant.to !== row.to ||
    grant.purpose !== row.purpose ||
    !within(grant.categories) ||
    grant.withdrawnAt !== null ||
    grant.notAfter <= now ||
    isErasing(world, grant.from, grant.subject)
  )
    return no('consent-missing');
  const agreement = world.agreements.find(({ id }) => id === row.agreement);
  if (
    agreement?.state !== 'live' ||
    agreement.startsAt > now ||
    agreement.endsAt <= now ||
    !agreement.purposes.includes(row.purpose) ||
    !within(agreement.categories) ||
    !agreement.parties.includes(row.from) ||
    !agreement.parties.includes(row.to) ||
    row.from === row.to
  )
    return no('agreement-missing');
  return isOpen(world, row.from) && isOpen(world, row.to) ? YES : no('agreement-missing');
}

const right = (context: Context, table: string, verb: Verb): Verdict =>
  RIGHTS[context.audience]?.[table]?.includes(verb) ? YES : no('not-a-right');

const homeOf = (context: Context): string | null =>
  context.kind === 'staff' || context.kind === 'job' ? context.org : null;

/** Of the person with her token, and of staff by break-glass: one record in the ticket's organisation. */
const isOwn = (context: Context, row: { org: string; subject: string | null }): boolean =>
  (context.kind === 'person' || context.kind === 'glass') &&
  context.subject !== null &&
  row.subject === context.subject &&
  row.org === context.org;

const reads = (world: World, context: Context, purpose: string): Verdict =>
  world.uses.some((use) => use.usedFor === context.purpose && use.collectedFor === purpose)
    ? YES
    : no('other-purpose');

const isErasing = (world: World, org: string, subject: string | null): boolean =>
  world.erasing.some((gone) => gone.org === org && gone.subject === subject);

/** A packet names nobody: its grant does. */
function notErasedHere(world: World, context: Context, row: { grant: string }): Verdict {
  const grant = world.grants.find(({ id }) => id === row.grant);
  return grant?.from === context.org && isErasing(world, grant.from, grant.subject)
    ? no('erasing')
    : YES;
}

const isAtPoint = (context: Context, point: string | undefined): boolean =>
  point === undefined || context.points.length === 0 || context.points.includes(point);

function isOpen(world: World, org: string): boolean {
  const found = world.organisations.find(({ id }) => id === org);
  return found !== undefined && (found.cutAt === null || found.cutAt > world.now);
}

const first = (...verdicts: Verdict[]): Verdict => verdicts.find(({ allowed }) => !allowed) ?? YES;
