/** The one-stop network: 3 national and 114 local centres, each a service point (PT-01, PT-04). */
import data from '#root/demo/centres.json' with { type: 'json' };
import { placeName, settlements, townOf } from './gazetteer.ts';
import { answersOf } from './habits.ts';
import { languagesFor } from './tongues.ts';
import { agreementOf, type AgreementState } from './agreements.ts';
import { fill } from './organisations.ts';
import { placeIn } from './places.ts';
import type { PlacePlan, ServicePlan, Texts } from './plan.ts';
import { checkedDays } from './freshness.ts';
import { chanceOf } from './random.ts';

export const LOCAL_CENTRES = 114;
export const NATIONAL_CENTRES = data.national.length;
/** Public numbers of the centres, without check digit: services from 100, points from 2000. */
const FIRST_SERVICE = 100;
const FIRST_POINT = 2000;

const LANGUAGES = ['en', 'fr', 'es', 'ar', 'fa', 'ti'] as const;

/** How many centres each settlement has: at least one, then by people. The capital counts by quarter. */
export function centresByPlace(): { area: string; count: number }[] {
  const areas = settlements().filter(
    (place) => !settlements().some((q) => q.parent === place.code),
  );
  const people = areas.reduce((sum, place) => sum + (place.population ?? 0), 0);
  const spare = LOCAL_CENTRES - areas.length;
  const shares = areas.map((place) => ((place.population ?? 0) / people) * spare);
  const counts = shares.map((share) => 1 + Math.floor(share));
  const order = shares
    .map((share, i) => ({ i, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const missing = LOCAL_CENTRES - counts.reduce((sum, count) => sum + count, 0);
  for (const { i } of order.slice(0, missing)) counts[i] = (counts[i] as number) + 1;
  return areas.map((place, i) => ({ area: place.code, count: counts[i] as number }));
}

const AGREEMENTS: readonly (readonly [AgreementState, number])[] = [
  ['live', 58],
  ['lapsing', 8],
  ['lapsed', 9],
  ['breached', 5],
  ['informal', 12],
  ['none', 11],
];

function join(...parts: readonly Texts[]): Texts {
  return Object.fromEntries(
    LANGUAGES.map((lang) => [lang, parts.map((part) => part[lang]).join(' ')]),
  );
}

function point(key: string, area: string, n: number, today: string): PlacePlan {
  const chance = chanceOf('point', key);
  const spaces = chance.some(
    ['minors', 'women_children', 'mother_baby', 'private_room'] as const,
    chance.between(0, 3),
  );
  return placeIn(area, key, {
    checked: checkedDays(chance) ?? 200,
    facts: answersOf('rooms', chance),
    point: {
      code: String(FIRST_POINT + n),
      kind: 'one_stop_centre',
      spaces,
      agreement: agreementOf(chance.weighted(AGREEMENTS), today, chance),
    },
  });
}

function localCentre(area: string, n: number, spot: number, today: string): ServicePlan {
  const key = `centre-${area}-${spot}`;
  const chance = chanceOf('centre', key);
  const landmarks = chanceOf('landmarks', area).some(data.landmarks, data.landmarks.length);
  const landmark = landmarks[spot % landmarks.length] as Texts;
  const { needs, ...topic } = chance.pick(data.topics);
  const name = fill(data.name, (lang) => ({
    place: placeName(area, lang),
    landmark: landmark[lang] ?? '',
  }));
  const checked = checkedDays(chance);
  const municipal = chance.chance(0.7);
  return {
    key,
    organization: municipal ? `town:${townOf(area).code}` : 'welcome-network',
    sourceLang: 'en',
    name,
    description: join(chance.pick(data.opening), topic, chance.pick(data.detail)),
    needs: needs.split(' '),
    at: [{ place: { ...point(key, area, n, today), name }, number: FIRST_SERVICE + n }],
    hours: chance.pick(data.hours),
    holidayRule: chance.weighted([
      ['closed', 6],
      ['unknown', 3],
      ['own_hours', 1],
    ]),
    facts: answersOf('centre', chance),
    languages: languagesFor(chance, 2, 5),
    ...(checked === undefined ? {} : { checked }),
    sourceKind: chance.weighted([
      ['provider', 6],
      ['network_check', 4],
    ]),
    website: chance.chance(0.6),
    email: chance.chance(0.5),
  };
}

const NATIONAL_NEEDS: Record<string, string> = {
  'national-inclusion':
    'talk talk.information talk.complaint health.orientation housing housing.search school school.enrolment family family.reunification papers money law law.information safety',
  'national-work':
    'talk.information work work.search work.permit_help school.validation learning learning.certification work.business',
  'national-safety':
    'safety safety.trafficking safety.violence law.crime_report law.advice health.mental_first_aid talk.information',
};

function nationalCentre(i: number, today: string): ServicePlan {
  const centre = data.national[i] as (typeof data.national)[number];
  const chance = chanceOf('centre', centre.key);
  const place = point(centre.key, centre.area, i, today);
  return {
    key: centre.key,
    organization: 'welcome-network',
    sourceLang: 'en',
    name: centre.name,
    description: centre.description,
    needs: (NATIONAL_NEEDS[centre.key] as string).split(' '),
    at: [
      {
        place: {
          ...place,
          name: centre.name,
          checked: 9,
          point: {
            code: String(FIRST_POINT + i),
            kind: 'one_stop_centre',
            spaces: ['minors', 'women_children', 'private_room'],
            agreement: agreementOf(i === 1 ? 'none' : 'live', today, chance),
          },
        },
        number: FIRST_SERVICE + i,
      },
    ],
    hours:
      i === 2 ? 'MO-SU 08:00-22:00' : 'MO-FR 08:30-18:00; SA 09:00-13:00; women TH 18:00-20:00',
    holidayRule: i === 2 ? 'open' : 'closed',
    facts: {
      ...answersOf('centre', chance),
      free: 'yes',
      asks_name: 'no',
      asks_identity: 'no',
      walk_in: 'yes',
    },
    languages: languagesFor(chance, 7, 9),
    checked: 3 + i * 4,
    sourceKind: 'network_check',
    website: true,
    email: true,
  };
}

/** 117 plans; `today` as a day. */
export function* centres(today: string): Generator<ServicePlan> {
  for (let i = 0; i < NATIONAL_CENTRES; i++) yield nationalCentre(i, today);
  let n = NATIONAL_CENTRES;
  for (const { area, count } of centresByPlace())
    for (let spot = 0; spot < count; spot++) yield localCentre(area, n++, spot, today);
}
