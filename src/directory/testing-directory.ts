/** A directory with something of everything, grown from a seed: for tests of answers, exports and filters. */
import { v5 as uuid } from 'uuid';
import type { Database, Row } from '../database/index.ts';
import { plant } from './testing.ts';
import { growServices } from './testing-services.ts';
import { withCheckDigit } from './damm.ts';

const NAMESPACE = '0f6b0f0e-0000-5000-8000-000000000000';
const DAY = 86_400_000;

export type GrownDirectory = {
  /** Everything that must never be told: street names, exact coordinates, also rounded to two decimals. */
  secrets: string[];
  rows: (readonly [string, Row])[];
};

/** What the growing shares: the rows so far, and chance. */
export type Growth = {
  rows: (readonly [string, Row])[];
  random: () => number;
  pick: <T>(values: readonly T[]) => T;
  maybe: (share: number) => boolean;
  id: (...parts: (string | number)[]) => string;
  date: (ago: number) => string;
  code: () => string;
  words: readonly string[];
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
  growServices(
    { rows, random, pick, maybe, id, date, code, words: WORDS },
    { services, places, organizations, secretPlaces },
  );
  await plant(database, rows);
  return { secrets, rows };
}
