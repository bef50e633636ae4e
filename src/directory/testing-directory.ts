/** A directory with something of everything, grown from a seed: for tests of answers, exports and filters. */
import { v5 as uuid } from 'uuid';
import type { Database, Row } from '../database/index.ts';
import { FACT_CODES } from './fact-codes.ts';
import { NEED_CODES } from './needs.ts';
import { plant } from './testing.ts';
import { withCheckDigit } from './damm.ts';

const NAMESPACE = '0f6b0f0e-0000-5000-8000-000000000000';
const DAY = 86_400_000;

export type GrownDirectory = {
  /** Everything that must never be told: street names, exact coordinates, also rounded to two decimals. */
  secrets: string[];
  rows: (readonly [string, Row])[];
};

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const WORDS = [
  'kitchen',
  'clinic',
  'shelter',
  'advice',
  'language',
  'women',
  'night',
  'mobile',
  'school',
  'legal',
];

/** `services` services, every tenth at a hidden place, some closed, held, old or translated. */
export async function growDirectory(
  database: Database,
  { services, seed, secretPlaces = 0 }: { services: number; seed: number; secretPlaces?: number },
): Promise<GrownDirectory> {
  const random = chance(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = (share: number): boolean => random() < share;
  const id = (...parts: (string | number)[]): string =>
    uuid(`${seed}/${parts.join('/')}`, NAMESPACE);
  const date = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
  const rows: (readonly [string, Row])[] = [];
  const secrets: string[] = [];
  let number = seed * 10_000 + 100_000;
  const code = (): string => withCheckDigit(String(number++));

  rows.push(
    [
      'place_name',
      {
        id: 1,
        code: 'XW-1',
        kind: 'district',
        country: 'DE',
        names: { en: ['North Amara'], ar: ['أمارا الشمالية'] },
        lat: 40,
        lon: 30,
        population: 90_000,
      },
    ],
    [
      'place_name',
      {
        id: 2,
        code: 'XW-1-2',
        kind: 'quarter',
        parent_id: 1,
        country: 'DE',
        names: { en: ['Old Harbour'] },
        lat: 40.017,
        lon: 30.021,
        population: 4_000,
      },
    ],
    ['holiday', { territory: 'DE', day: date(-20), name: 'Harvest' }],
    ['unit', { id: id('unit'), name: 'beds', uri: 'https://units.example/beds' }],
    [
      'taxonomy',
      { id: id('taxonomy'), name: 'Topics', uri: 'https://topics.example', version_label: '2' },
    ],
    ['taxonomy', { id: id('taxonomy', 2), name: 'Audiences' }],
  );
  for (let t = 0; t < 6; t++) {
    rows.push([
      'taxonomy_term',
      {
        id: id('term', t),
        code: `T${t}`,
        name: `Topic ${t}`,
        parent_id: t > 3 ? id('term', 0) : null,
        taxonomy_id: id('taxonomy', ...(t % 2 ? [2] : [])),
        taxonomy_label: t % 2 ? 'Audiences' : 'Topics',
        language: 'en',
      },
    ]);
  }
  const organizations = Math.max(2, Math.ceil(services / 6));
  for (let o = 0; o < organizations; o++) {
    rows.push([
      'organization',
      {
        id: id('org', o),
        code: code(),
        name: `Organisation ${o} ${pick(WORDS)}`,
        description: maybe(0.7) ? `We run a ${pick(WORDS)}` : null,
        website: maybe(0.5) ? `https://org${o}.example/ü` : null,
        email: maybe(0.3) ? `desk@org${o}.example` : 'not an address',
        lifecycle: o === 1 ? 'paused' : 'listed',
        in_network: maybe(0.3),
        year_incorporated: 1990 + (o % 30),
        legal_status: 'Charity',
      },
    ]);
    rows.push([
      'phone',
      {
        id: id('org phone', o),
        organization_id: id('org', o),
        number: `+999 10${o}`,
        e164: `+99910${o}`,
        type: 'voice',
      },
    ]);
    rows.push([
      'organization_identifier',
      {
        id: id('identifier', o),
        organization_id: id('org', o),
        identifier_scheme: 'XW-REG',
        identifier_type: 'Register',
        identifier: String(5000 + o),
      },
    ]);
    rows.push([
      'program',
      { id: id('program', o), organization_id: id('org', o), name: `Programme ${o}` },
    ]);
    rows.push([
      'funding',
      { id: id('funding', o), organization_id: id('org', o), source: 'Donations' },
    ]);
    rows.push([
      'url',
      {
        id: id('url', o),
        organization_id: id('org', o),
        label: 'News',
        url: `https://org${o}.example/news`,
      },
    ]);
    rows.push([
      'contact',
      {
        id: id('contact', o),
        organization_id: id('org', o),
        title: 'Front desk',
        email: `front@org${o}.example`,
      },
    ]);
    rows.push([
      'phone',
      { id: id('contact phone', o), contact_id: id('contact', o), number: `+999 20${o}` },
    ]);
    rows.push([
      'fact',
      {
        subject_type: 'organization',
        subject_id: id('org', o),
        code: 'shares_with_authorities',
        value: 2,
        source_kind: 'provider',
        checked_on: date(10),
      },
    ]);
    rows.push([
      'field_text',
      {
        subject_type: 'organization',
        subject_id: id('org', o),
        field: 'name',
        lang: 'ar',
        text: `منظمة ${o}`,
      },
    ]);
  }
  const places = Math.max(3, Math.ceil(services * 0.8));
  for (let p = 0; p < places; p++) {
    const secret = p < secretPlaces;
    const disclosure = secret
      ? pick(['area', 'phone_only', 'exact'])
      : maybe(0.1)
        ? pick(['area', 'phone_only'])
        : 'exact';
    const publicity =
      secret && disclosure === 'exact' ? pick(['unpublished', 'community']) : 'public';
    // Hidden ones lie far off, so that no allowed number begins like theirs.
    const lat = secret ? -61.5 - p * 0.31731 : 40 + random() / 10;
    const lon = secret ? -113.7 - p * 0.27193 : 30 + random() / 10;
    const street = secret ? `Verborgenstraat ${7000 + p}` : `Quay ${p}`;
    if (secret)
      secrets.push(
        street,
        ...[lat, lon].flatMap((degree) => [String(degree), degree.toFixed(2), degree.toFixed(4)]),
      );
    rows.push([
      'location',
      {
        id: id('place', p),
        organization_id: maybe(0.8) ? id('org', Math.floor(random() * organizations)) : null,
        location_type: maybe(0.05) ? 'virtual' : 'physical',
        name: secret ? `House at ${street}` : `Place ${p}`,
        transportation: `Bus to ${street}`,
        description: `Near ${street}`,
        external_identifier: street,
        external_identifier_type: 'street',
        latitude: lat,
        longitude: lon,
      },
    ]);
    rows.push([
      'place_rule',
      {
        location_id: id('place', p),
        publicity,
        disclosure,
        time_zone: pick(['Europe/Berlin', 'Asia/Beirut', 'Asia/Kathmandu']),
        area_place_id: pick([1, 2]),
      },
    ]);
    rows.push([
      'address',
      {
        id: id('address', p),
        location_id: id('place', p),
        attention: 'Ann Person',
        address_1: street,
        city: 'Port Amara',
        postal_code: `1${String(p % 7).padStart(3, '0')}`,
        country: 'DE',
      },
    ]);
    rows.push([
      'accessibility',
      { id: id('access', p), location_id: id('place', p), description: `Ramp at ${street}` },
    ]);
    rows.push([
      'phone',
      {
        id: id('place phone', p),
        location_id: id('place', p),
        number: `+999 30${p}`,
        description: `Rings at ${street}`,
        extension: String(p),
      },
    ]);
    rows.push([
      'field_text',
      {
        subject_type: 'location',
        subject_id: id('place', p),
        field: 'name',
        lang: 'ar',
        text: `بيت ${street}`,
      },
    ]);
    rows.push([
      'fact',
      {
        subject_type: 'location',
        subject_id: id('place', p),
        code: 'step_free',
        value: pick([0, 1, 2]),
        source_kind: 'network_check',
        checked_on: date(Math.floor(random() * 300)),
        note: `Seen at ${street}`,
      },
    ]);
    if (secret)
      rows.push([
        'directory_sealed.place_exact',
        {
          location_id: id('place', p),
          latitude: lat,
          longitude: lon,
          address: { address_1: street },
          purpose: 'arrival',
          expires_on: '2030-01-01',
        },
      ]);
    if (secret || p % 5 === 0) {
      rows.push([
        'point',
        {
          location_id: id('place', p),
          code: code(),
          kind: 'safe_point',
          spaces: ['minors'],
          elements: JSON.stringify([{ code: 'water', state: 'present' }]),
        },
      ]);
      rows.push([
        'space_agreement',
        {
          location_id: id('place', p),
          kind: 'formal',
          guarantees: ['no_arrest_around'],
          valid_from: date(100),
          valid_to: date(-100),
        },
      ]);
    }
    if (secret || maybe(0.3))
      rows.push([
        'schedule',
        {
          id: id('place hours', p),
          location_id: id('place', p),
          freq: 'WEEKLY',
          byday: 'MO,WE',
          opens_at: 480,
          closes_at: 960,
          notes: `Door of ${street}`,
        },
      ]);
  }
  for (let s = 0; s < services; s++) {
    const own = id('service', s);
    const o = Math.floor(random() * organizations);
    const checked = maybe(0.85) ? Math.floor(random() * 160) : undefined;
    rows.push([
      'service',
      {
        id: own,
        organization_id: id('org', o),
        program_id: maybe(0.3) ? id('program', o) : null,
        name: `${pick(WORDS)} ${pick(WORDS)} ${s}`,
        alternate_name: maybe(0.2) ? `The ${pick(WORDS)}` : null,
        description: maybe(0.8) ? `Open ${pick(WORDS)} for 100% of people_${s}` : null,
        url: maybe(0.3)
          ? `https://service${s}.example`
          : maybe(0.2)
            ? 'www.without-scheme.example'
            : null,
        status: pick(['active', 'active', 'active', 'active', 'temporarily closed', 'inactive']),
        lifecycle: pick([
          'listed',
          'listed',
          'listed',
          'listed',
          'listed',
          'listed',
          'paused',
          'closed',
          'draft',
        ]),
        minimum_age: maybe(0.3) ? Math.floor(random() * 30) : null,
        maximum_age: maybe(0.3) ? 30 + Math.floor(random() * 60) : null,
        eligibility_description: maybe(0.3) ? `For those near ${pick(WORDS)}` : null,
        eligibility_held: maybe(0.1),
        fees_description: maybe(0.3) ? '=SUM(A1:A9)' : null,
        alert: maybe(0.1) ? '@new hours' : null,
        application_process: maybe(0.2) ? '+ call first' : null,
        checked_on: checked === undefined ? null : date(checked),
        first_imported_on: checked === undefined ? date(Math.floor(random() * 200)) : null,
        holiday_rule: pick(['open', 'closed', 'unknown']),
        source_lang: 'en',
        last_modified: new Date(Date.now() - Math.floor(random() * 400) * DAY),
      },
    ]);
    for (let x = 0; x < (maybe(0.2) ? 2 : 1); x++) {
      const p = s < secretPlaces && x === 0 ? s % places : Math.floor(random() * places);
      if (
        x === 1 &&
        rows.some(
          ([t, r]) =>
            t === 'service_at_location' &&
            r['service_id'] === own &&
            r['location_id'] === id('place', p),
        )
      )
        continue;
      const sal = id('sal', s, x);
      const street = p < secretPlaces ? `Verborgenstraat ${7000 + p}` : `Quay ${p}`;
      rows.push([
        'service_at_location',
        {
          id: sal,
          code: code(),
          service_id: own,
          location_id: id('place', p),
          description: `Second door at ${street}`,
          lifecycle: maybe(0.05) ? 'closed' : 'listed',
        },
      ]);
      if (maybe(0.3))
        rows.push([
          'schedule',
          {
            id: id('sal hours', s, x),
            service_at_location_id: sal,
            freq: 'WEEKLY',
            byday: pick(['TU', 'TH,FR', 'SA']),
            opens_at: 1320,
            closes_at: 420,
            description: `At ${street}`,
            women_only: maybe(0.2),
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'service_area',
          { id: id('sal area', s, x), service_at_location_id: sal, name: `Around ${street}` },
        ]);
      if (maybe(0.2))
        rows.push([
          'contact',
          {
            id: id('sal contact', s, x),
            service_at_location_id: sal,
            title: 'Door',
            department: street,
          },
        ]);
      if (maybe(0.3))
        rows.push([
          'fact',
          {
            subject_type: 'service_at_location',
            subject_id: sal,
            code: pick(FACT_CODES),
            value: pick([0, 1, 2]),
            source_kind: pick(['provider', 'visitor_reports']),
            checked_on: date(Math.floor(random() * 200)),
            note: `At ${street}`,
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'attribute',
          {
            id: id('sal attribute', s, x),
            link_id: sal,
            link_entity: 'service_at_location',
            taxonomy_term_id: id('term', Math.floor(random() * 6)),
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'field_text',
          {
            subject_type: 'service_at_location',
            subject_id: sal,
            field: 'description',
            lang: 'ar',
            text: `الباب ${street}`,
          },
        ]);
    }
    if (maybe(0.7))
      rows.push([
        'schedule',
        {
          id: id('hours', s),
          service_id: own,
          freq: 'WEEKLY',
          byday: pick(['MO,TU,WE', 'FR', 'SA,SU']),
          opens_at: pick([480, 540, 600]),
          closes_at: pick([960, 1080, 1440]),
          dtstart: date(400),
        },
      ]);
    if (maybe(0.6))
      rows.push([
        'phone',
        {
          id: id('phone', s),
          service_id: own,
          number: `+999 40${s}`,
          type: 'voice',
          description: 'Desk',
        },
      ]);
    if (maybe(0.6))
      rows.push([
        'language',
        {
          id: id('language', s),
          service_id: own,
          name: 'Arabic',
          code: 'ar',
          mode: pick(['staff', 'interpreter_phone']),
        },
      ]);
    if (maybe(0.4)) rows.push(['service_need', { service_id: own, need: pick(NEED_CODES) }]);
    for (const fact of new Set([pick(FACT_CODES), pick(FACT_CODES), pick(FACT_CODES)])) {
      rows.push([
        'fact',
        {
          subject_type: 'service',
          subject_id: own,
          code: fact,
          value: pick([0, 1, 2]),
          source_kind: 'provider',
          said_by: id('org', 0),
          method: 'phoned',
          checked_on: date(Math.floor(random() * 200)),
        },
      ]);
    }
    if (maybe(0.3))
      rows.push([
        'attribute',
        {
          id: id('attribute', s),
          link_id: own,
          link_entity: 'service',
          taxonomy_term_id: id('term', Math.floor(random() * 6)),
          label: 'As told',
        },
      ]);
    if (maybe(0.3))
      rows.push([
        'required_document',
        {
          id: id('document', s),
          service_id: own,
          document: 'Your card',
          doc_code: pick(['identity', 'address', 'other']),
          level: pick(['needed', 'helpful']),
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'cost_option',
        {
          id: id('cost', s),
          service_id: own,
          option: 'A visit',
          currency: 'EUR',
          amount: '2.50',
          valid_from: date(30),
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'service_capacity',
        {
          id: id('capacity', s),
          service_id: own,
          unit_id: id('unit'),
          available: Math.floor(random() * 5),
          maximum: 9,
          updated: new Date(Date.now() - 3_600_000),
          stale_after: '6 hours',
        },
      ]);
    if (maybe(0.3))
      rows.push([
        'field_text',
        {
          subject_type: 'service',
          subject_id: own,
          field: 'name',
          lang: 'ar',
          text: `خدمة ${pick(WORDS)} ${s}`,
          state: pick(['machine_draft', 'reviewed']),
        },
      ]);
    if (maybe(0.1))
      rows.push([
        'listing_hold',
        {
          id: id('hold', s),
          service_id: own,
          reason: 'safety',
          held_from: new Date(Date.now() - DAY),
          held_until: maybe(0.5) ? new Date(Date.now() - 3_600_000) : null,
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'url',
        { id: id('service url', s), service_id: own, url: `https://more${s}.example` },
      ]);
    if (maybe(0.2))
      rows.push(['service_area', { id: id('area', s), service_id: own, name: 'North Amara' }]);
  }
  await plant(database, rows);
  return { secrets, rows };
}
