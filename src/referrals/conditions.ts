/**
 * Whether a service fits what the person needs, by what is known of it now (REF-02; design chapter 30, section 4.1).
 * Asked of the finder itself, one wish at a time, so that a referral and the public pages never judge differently. Pure.
 */
import type { FactCode } from '../directory/fact-codes.ts';
import { FACTS } from '../directory/fact-codes.ts';
import type { Listing, SourceKind } from '../directory/listing.ts';
import { isEssential } from '../directory/needs.ts';
import { buildPack, findServices } from '../finder/index.ts';
import type { FinderQuery, Position } from '../finder/query.ts';
import type { FinderRecord } from '../finder/record.ts';

/** What the person asks of the service. `needs` are codes of the tree of needs. */
export type Wishes = {
  needs: readonly string[];
  languages?: readonly string[];
  papers?: FinderQuery['papers'];
  free?: true;
  same_sex?: 'woman' | 'man';
  step_free?: true;
  child_space?: true;
  minor_alone?: true;
  age_band?: 0 | 1 | 2 | 3 | 4;
  time?: NonNullable<FinderQuery['time']>;
  place?: Position;
  max_km?: number;
  /** A bed or a slot that must be there. */
  space?: 'bed' | 'slot';
};

export const CONDITIONS = [
  'need',
  'everyone',
  'papers',
  'not_reported',
  'free',
  'language',
  'same_sex',
  'step_free',
  'child_space',
  'minor_alone',
  'age',
  'time',
  'distance',
  'space',
  'answers',
] as const;
export type ConditionName = (typeof CONDITIONS)[number];
export type Verdict = 'fits' | 'does_not' | 'unknown';

export type Condition = {
  name: ConditionName;
  verdict: Verdict;
  /** Who said so: the kind of source, and the organisation, never a person. */
  source?: SourceKind;
  said_by?: string;
  /** Days since 1970. */
  checked_on?: number;
  /** Share of answers in time over 90 days, 0 to 1; for `answers` only. */
  rate?: number;
};

export type Checked = {
  conditions: Condition[];
  /** Something is known not to fit: it cannot be sent. */
  blocked: boolean;
  /** What nobody knows: the worker asks first, or tells the person. */
  unknown: ConditionName[];
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long a count of free places is believed, ms. */
export const SPACE_BELIEVED = { bed: 6 * HOUR, slot: 24 * HOUR } as const;
/** From this share of answers in time on a provider counts as one that answers. */
export const GOOD_RATE = 0.8;
const FAR = 1_000;

/** Facts behind a line, for who said so and when. */
const BEHIND: Partial<Record<ConditionName, readonly FactCode[]>> = {
  everyone: ['asks_residence_paper', 'conditions_apply'],
  papers: [
    'asks_identity',
    'asks_address',
    'asks_income',
    'asks_insurance',
    'asks_residence_paper',
  ],
  not_reported: ['shares_with_authorities'],
  free: ['free', 'fee_waived'],
  language: ['languages_complete', 'interpreter_on_request'],
  same_sex: ['woman_provider', 'man_provider'],
  step_free: ['step_free'],
  child_space: ['child_space'],
  minor_alone: ['minors_alone'],
  space: ['has_space'],
};

type Asked = [name: ConditionName, query: Partial<FinderQuery>];

/**
 * One line for each thing that matters, in the order of `CONDITIONS`.
 * @param now ms since 1970
 * @param rate share of answers in time over 90 days; null when too few were asked
 */
export function checkConditions(
  wishes: Wishes,
  listing: Listing,
  now: number,
  rate: number | null = null,
): Checked {
  const judge = judgeOf(listing, wishes, now);
  const stale = listing.freshness === 'withdrawn';
  const conditions = askedOf(wishes, now).map(([name, query]): Condition => {
    const verdict = stale ? 'unknown' : softened(name, judge(name, query), wishes);
    return { name, verdict, ...sourceOf(listing, name) };
  });
  if (wishes.space) conditions.push(spaceLine(listing, wishes.space, now));
  conditions.push({
    name: 'answers',
    verdict: rate !== null && rate >= GOOD_RATE ? 'fits' : 'unknown',
    ...(rate === null ? {} : { rate }),
  });
  return {
    conditions,
    blocked: conditions.some(({ verdict }) => verdict === 'does_not'),
    unknown: conditions.filter(({ verdict }) => verdict === 'unknown').map(({ name }) => name),
  };
}

/**
 * Help that everybody must get may ask nobody for papers of stay. Other programmes may have conditions (T10): then
 * somebody asks first.
 */
const softened = (name: ConditionName, verdict: Verdict, { needs }: Wishes): Verdict =>
  name === 'everyone' && verdict === 'does_not' && !needs.some(isEssential) ? 'unknown' : verdict;

function askedOf(wishes: Wishes, now: number): Asked[] {
  const one = (is: unknown, ...asked: Asked): Asked[] => (is ? [asked] : []);
  return [
    ['need', {}],
    // Irrespective of papers of stay: asked of every provider, whether anybody wishes it or not (FIRE-01).
    ['everyone', { facts: ['asks_residence_paper', 'conditions_apply'] }],
    ...one(wishes.papers, 'papers', { papers: wishes.papers ?? 'none' }),
    ['not_reported', { notReported: true }],
    ...one(wishes.free, 'free', { free: true }),
    ...one(wishes.languages?.length, 'language', { languages: wishes.languages ?? [] }),
    ...one(wishes.same_sex, 'same_sex', { providerSex: wishes.same_sex ?? 'woman' }),
    ...one(wishes.step_free, 'step_free', { stepFree: true }),
    ...one(wishes.child_space, 'child_space', { childSpace: true }),
    ...one(wishes.minor_alone, 'minor_alone', { minorAlone: true }),
    ...one(wishes.age_band !== undefined, 'age', { ageBand: wishes.age_band ?? 3 }),
    ['time', { time: wishes.time ?? { kind: 'window', days: 127, from: 0, to: 1440 } }],
    ...(wishes.place && wishes.max_km
      ? [['distance', { place: wishes.place, maxKm: wishes.max_km }] satisfies Asked]
      : []),
  ].map(([name, query]) => [name, { now, ...(query as object) }] as Asked);
}

/** Asks the finder about this one record. */
function judgeOf(
  listing: Listing,
  { needs }: Wishes,
  now: number,
): (name: ConditionName, query: Partial<FinderQuery>) => Verdict {
  const pack = buildPack([recordOf(listing, now)], { now, territory: 'referral', labels: {} });
  return (name, query) => {
    // Where it is, is not published: nobody can say how far.
    if (name === 'distance' && !listing.place?.position) return listing.remote ? 'fits' : 'unknown';
    // The need is asked for itself; every other line is about whoever the service is for.
    const asked = { now, lang: 'en', needs: name === 'need' ? needs : [], ...query };
    const item = findServices(pack, asked).items[0];
    if (!item || item.group === 'close') return 'does_not';
    return item.group === 'fits' ? 'fits' : 'unknown';
  };
}

/** What is shown of a service, as the finder takes it in. Nothing is added: what is not said stays unknown. */
export function recordOf(listing: Listing, now: number): FinderRecord {
  const day = Math.floor(now / DAY);
  const facts: FinderRecord['facts'] = {};
  for (const [code, fact] of Object.entries(listing.facts))
    if (code in FACTS && (fact?.value === 1 || fact?.value === 2))
      facts[code as FactCode] = fact.value;
  const { place } = listing;
  return {
    code: listing.code,
    needs: listing.needs,
    ...(place?.position ? { position: place.position } : {}),
    ...(place?.areaOnly ? { areaOnly: true } : {}),
    ...(listing.remote ? { remote: true } : {}),
    pattern: listing.pattern,
    facts,
    languages: listing.languages,
    documents: listing.documents.map(({ doc, level }) => ({ doc, level })),
    ...(listing.minAge === undefined ? {} : { minAge: listing.minAge }),
    ...(listing.maxAge === undefined ? {} : { maxAge: listing.maxAge }),
    checkedDay: listing.checkedOn ?? 0,
    reviewDay: day + FAR,
    withdrawDay: day + FAR,
    texts: [{ lang: 'en', name: listing.name.text, about: '', body: '' }],
  };
}

function spaceLine({ capacity, facts }: Listing, kind: 'bed' | 'slot', now: number): Condition {
  const fresh = capacity?.updated !== undefined && now - capacity.updated <= SPACE_BELIEVED[kind];
  const known = fresh && capacity ? capacity : undefined;
  const full = known?.full === true || known?.free === 0;
  const verdict: Verdict = !known ? 'unknown' : full ? 'does_not' : spaceLeft(known, facts);
  return {
    name: 'space',
    verdict,
    ...(capacity?.updated === undefined ? {} : { checked_on: Math.floor(capacity.updated / DAY) }),
  };
}

const spaceLeft = ({ free }: NonNullable<Listing['capacity']>, facts: Listing['facts']): Verdict =>
  (free ?? 0) > 0 || facts.has_space?.value === 1 ? 'fits' : 'unknown';

/** The oldest word behind a line: it is no surer than that. */
function sourceOf(listing: Listing, name: ConditionName): Partial<Condition> {
  const said = (BEHIND[name] ?? []).flatMap((code) => {
    const fact = listing.facts[code];
    return fact && fact.value !== 0 ? [fact] : [];
  });
  const oldest = said.sort((a, b) => (a.checkedOn ?? 0) - (b.checkedOn ?? 0))[0];
  if (oldest)
    return {
      source: oldest.sourceKind,
      ...(oldest.saidBy ? { said_by: oldest.saidBy } : {}),
      ...(oldest.checkedOn === undefined ? {} : { checked_on: oldest.checkedOn }),
    };
  return listing.checkedOn === undefined ? {} : { checked_on: listing.checkedOn };
}
