/** A small house for tests of the pages: a harbour town with a few services of every state. */
import { withCheckDigit } from '../directory/damm.ts';
import type { FactCode, FactValue } from '../directory/fact-codes.ts';
import type { EndedListing, Listing } from '../directory/listing.ts';
import { compilePattern, openState } from '../finder/hours.ts';
import type { Pattern, ScheduleRule, Weekday, Zone } from '../finder/schedule.ts';
import { plainFind } from './testing-finder.ts';
import type {
  SiteFeedback,
  SiteHouse,
  SiteOrganization,
  SitePlace,
  SitePoint,
  SiteSettings,
} from './house.ts';

/** One hour ahead of UTC, all year. */
export const ZONE: Zone = { name: 'Etc/GMT-1', at: [0], offset: [60] };
/** Thursday 12 November 2026, 18:30 on the wall. */
export const NOW = Date.UTC(2026, 10, 12, 17, 30);
const TODAY = Math.floor(NOW / 86_400_000);

const DAYS: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function week(opens: number, closes: number, days: readonly Weekday[] = DAYS): ScheduleRule {
  return {
    effect: 'open',
    opens: opens * 60,
    closes: closes * 60,
    freq: 'WEEKLY',
    byday: days.map((day) => ({ day })),
  };
}

function pattern(rules: readonly ScheduleRule[]): Pattern {
  return { zone: ZONE, rules, holidayRule: 'unknown', holidays: [] };
}

type Facts = Partial<Record<FactCode, FactValue>>;

/** A listing with sensible parts; `change` overrides them. */
export function listing(
  number: number,
  change: Partial<Listing> & { facts?: never; known?: Facts } = {},
): Listing {
  const { known = {}, ...rest } = change;
  const code = withCheckDigit(String(number));
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  const made: Listing = {
    code,
    serviceId: id,
    serviceAtLocationId: id,
    name: { text: `Place ${String(number)}`, lang: 'en' },
    organization: { code: '1008', id, name: { text: 'Red Hill Aid', lang: 'en' } },
    needs: ['health.doctor'],
    place: {
      address: [`${String(number % 90)} Harbour Street`, 'Port Amara'],
      area: { text: 'Old Harbour', lang: 'en' },
      position: { lat: 41.2 + number / 10_000, lon: 9.1 },
      areaOnly: false,
      transport: { text: 'Bus 7, stop Old Harbour', lang: 'en' },
    },
    remote: false,
    phones: [{ number: '+999 555 0100', kind: 'voice' }],
    pattern: pattern([week(20, 23)]),
    facts: Object.fromEntries(
      Object.entries(known).map(([fact, value]) => [
        fact,
        { value, sourceKind: 'provider', saidBy: 'Red Hill Aid', checkedOn: TODAY - 3 },
      ]),
    ),
    languages: [],
    documents: [],
    freshness: 'fresh',
    checkedOn: TODAY - 3,
    elsewhere: [],
    updatedAt: '2026-11-09T10:00:00Z',
    ...rest,
  };
  return { ...made, open: openState(compilePattern(made.pattern, NOW, 30), NOW) };
}

function withoutPlace({ place: _, ...rest }: Listing): Listing {
  return rest;
}

const NO_PAPERS: Facts = {
  asks_identity: 2,
  asks_address: 2,
  asks_income: 2,
  asks_insurance: 2,
  asks_residence_paper: 2,
};

/** The named places of the harbour town. */
export const LISTINGS: readonly Listing[] = [
  listing(101, {
    name: { text: 'Harbour Street night clinic', lang: 'en' },
    description: {
      text: 'A doctor and a nurse see everyone who comes. You wait in a warm room.',
      lang: 'en',
    },
    howTo: { text: 'Ring the bell. Wait to be called. Talk to the nurse first.', lang: 'en' },
    fees: { text: 'Nothing to pay.', lang: 'en' },
    pattern: pattern([week(18, 23)]),
    known: {
      ...NO_PAPERS,
      free: 1,
      shares_with_authorities: 2,
      asks_name: 2,
      private_room: 1,
      walk_in: 1,
      step_free: 1,
      near_transport: 1,
      woman_provider: 0,
    },
    languages: [
      { lang: 'en', mode: 'staff' },
      { lang: 'ar', mode: 'staff' },
      { lang: 'ti', mode: 'interpreter_phone' },
    ],
    checkedBy: { text: 'Red Hill Aid', lang: 'en' },
    confirmedBy: { text: 'City of Port Amara', lang: 'en' },
    elsewhere: [withCheckDigit('102')],
    website: 'https://clinic.example',
    email: 'door@clinic.example',
    minAge: 1,
    capacity: { free: 4, updated: NOW - 3_600_000 },
  }),
  listing(102, {
    name: { text: 'العيادة المتنقلة عند محطة الحافلات', lang: 'ar' },
    description: { text: 'فحوص طبية في الحافلة.', lang: 'ar' },
    pattern: pattern([week(17, 19)]),
    known: { ...NO_PAPERS, free: 1, woman_provider: 1, asks_name: 2 },
    languages: [{ lang: 'ar', mode: 'staff' }],
    documents: [{ doc: 'prescription', level: 'helpful' }],
  }),
  listing(103, {
    name: { text: 'Saint Clare day clinic', lang: 'en' },
    pattern: pattern([week(9, 17, ['MO', 'TU', 'WE'])]),
    known: { free: 1 },
    checkedOn: TODAY - 36,
  }),
  listing(104, {
    name: { text: 'District hospital, tropical ward', lang: 'en' },
    pattern: pattern([]),
    known: { asks_residence_paper: 1, free: 2, asks_identity: 1, shares_with_authorities: 1 },
    documents: [
      { doc: 'identity', level: 'needed' },
      { doc: 'insurance', level: 'helpful' },
    ],
    freshness: 'overdue',
    checkedOn: TODAY - 110,
    mayHaveConditions: true,
  }),
  listing(105, {
    name: { text: 'Quiet house', lang: 'en' },
    needs: ['shelter.women'],
    place: { area: { text: 'North quarter', lang: 'en' }, areaOnly: true },
    pattern: pattern([{ effect: 'open', freq: 'WEEKLY', byday: DAYS.map((day) => ({ day })) }]),
    known: { ...NO_PAPERS, free: 1, minors_alone: 1 },
    capacity: { full: true, updated: NOW - 7_200_000 },
  }),
  listing(106, {
    name: { text: 'Old soup kitchen', lang: 'en' },
    needs: ['food.meal'],
    freshness: 'withdrawn',
    checkedOn: TODAY - 200,
  }),
  withoutPlace(
    listing(107, {
      name: { text: 'Law line', lang: 'en' },
      needs: ['law.advice'],
      remote: true,
      pattern: pattern([week(9, 17, ['MO', 'TU', 'WE', 'TH', 'FR'])]),
      phones: [
        { number: '0800 555 0199', kind: 'voice' },
        { number: '5511', kind: 'text' },
      ],
      known: { free: 1, remote: 1 },
    }),
  ),
  ...Array.from({ length: 40 }, (_, index) =>
    listing(200 + index, {
      name: {
        text: `${['Lighthouse', 'Green door', 'Fountain', 'Bridge', 'Mill lane', 'Olive court', 'Station', 'Corner'][index % 8] ?? ''} health room ${String(index + 1)}`,
        lang: 'en',
      },
      pattern: pattern([week(8 + (index % 5), 16 + (index % 7))]),
      known: {
        ...NO_PAPERS,
        free: 1,
        asks_name: 2,
        woman_provider: index % 2 ? 1 : 2,
        step_free: index % 3 ? 1 : 0,
      },
      languages: [
        { lang: 'ar', mode: 'staff' },
        { lang: 'fr', mode: 'staff' },
      ],
      checkedOn: TODAY - index,
      checkedBy: {
        text: ['Red Hill Aid', 'City of Port Amara', 'Harbour hub'][index % 3] ?? '',
        lang: 'en',
      },
    }),
  ),
];

export const PLACES: readonly SitePlace[] = [
  { id: 1, name: { text: 'Port Amara', lang: 'en' } },
  { id: 2, name: { text: 'Old Harbour', lang: 'en' }, within: { text: 'Port Amara', lang: 'en' } },
  { id: 3, name: { text: 'Harbour View', lang: 'en' }, within: { text: 'Tessel', lang: 'en' } },
  { id: 4, name: { text: 'Tessel', lang: 'en' } },
];

const POINT: SitePoint = {
  code: withCheckDigit('301'),
  kind: 'hub',
  name: { text: 'Harbour hub', lang: 'en' },
  address: ['1 Quay', 'Port Amara'],
  spaces: ['minors', 'mother_baby', 'private_room'],
  agreement: {
    state: 'live',
    kind: 'formal',
    guarantees: ['humanitarian_only', 'no_arrest_around'],
    validTo: TODAY + 230,
  },
  services: LISTINGS.slice(0, 5).map(({ code }) => code),
};
export const POINTS: readonly SitePoint[] = [
  POINT,
  {
    ...POINT,
    code: withCheckDigit('302'),
    name: { text: 'Bus of the valley', lang: 'en' },
    kind: 'mobile_unit',
    agreement: { state: 'none', guarantees: [] },
  },
  {
    ...POINT,
    code: withCheckDigit('303'),
    agreement: { state: 'breached', guarantees: [], breachedOn: TODAY - 9 },
    otherPoint: { code: POINT.code, name: POINT.name },
  },
  {
    ...POINT,
    code: withCheckDigit('304'),
    agreement: { state: 'lapsed', guarantees: [], validTo: TODAY - 3 },
  },
  {
    ...POINT,
    code: withCheckDigit('305'),
    agreement: {
      state: 'lapsing',
      kind: 'informal',
      guarantees: ['no_checks_at_door'],
      validTo: TODAY + 12,
    },
  },
];

/** Codes that people were given once: a kitchen that closed, a bath that is closed for now, a class that is away. */
export const ENDED: readonly EndedListing[] = [
  {
    code: withCheckDigit('401'),
    state: 'closed',
    name: { text: 'Harbour Street surgery', lang: 'en' },
    endedOn: TODAY - 40,
    needs: ['health.doctor'],
    near: { lat: 41.22, lon: 9.1 },
    area: { text: 'Old Harbour', lang: 'en' },
  },
  {
    code: withCheckDigit('402'),
    state: 'paused',
    name: { text: 'Station law desk', lang: 'en' },
    needs: ['law.advice'],
  },
  {
    code: withCheckDigit('403'),
    state: 'away',
    name: { text: 'Evening class', lang: 'en' },
    needs: [],
  },
];

const ORGANIZATION: SiteOrganization = {
  code: '1008',
  name: { text: 'Red Hill Aid', lang: 'en' },
  description: { text: 'Neighbours who help since the flood.', lang: 'en' },
  services: LISTINGS.map(({ code }) => code).slice(0, 8),
  website: 'https://redhill.example',
};

export const SETTINGS: SiteSettings = {
  name: 'Wayhouse',
  origin: 'http://localhost:8080',
  territory: 'XW',
  zone: ZONE,
  neutralAddress: 'https://weather.example/',
  emergencyNumbers: [
    { number: '112', kind: 'all', free: true },
    { number: '117', kind: 'police', free: true },
    { number: '0800 555 0150', kind: 'violence', free: true },
  ],
  demo: true,
};

/** The house. `feedback` collects what was recorded. */
export function smallHouse(
  feedback: SiteFeedback[] = [],
  settings: Partial<SiteSettings> = {},
): SiteHouse {
  const byCode = new Map(LISTINGS.map((one) => [one.code, one]));
  return {
    settings: { ...SETTINGS, ...settings },
    now: () => NOW,
    find: (query) => plainFind(LISTINGS, query),
    places: (text) =>
      PLACES.filter(({ name }) => name.text.toLowerCase().includes(text.toLowerCase())),
    place: (id) => PLACES.find((place) => place.id === id),
    largerPlaces: () => PLACES,
    listings: async (codes) => codes.flatMap((code) => byCode.get(code) ?? []),
    ended: (code) => ENDED.find((one) => one.code === code),
    organization: async (code) => (code === ORGANIZATION.code ? ORGANIZATION : undefined),
    point: async (code) => POINTS.find((point) => point.code === code),
    async recordFeedback(given) {
      const first = feedback.find(({ id }) => id === given.id);
      if (!first) feedback.push(given);
      else if (!first.barrier && given.barrier) first.barrier = given.barrier;
    },
    feedbackCounts: async (code) => (code === LISTINGS[0]?.code ? { got_it: 14, refused: 2 } : {}),
  };
}
