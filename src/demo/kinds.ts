/** About four hundred ordinary services: kinds from `demo/kinds/*.json`, places and answers by chance. */
import family from '#root/demo/kinds/family.json' with { type: 'json' };
import food from '#root/demo/kinds/food.json' with { type: 'json' };
import health from '#root/demo/kinds/health.json' with { type: 'json' };
import items from '#root/demo/kinds/items.json' with { type: 'json' };
import law from '#root/demo/kinds/law.json' with { type: 'json' };
import learning from '#root/demo/kinds/learning.json' with { type: 'json' };
import papers from '#root/demo/kinds/papers.json' with { type: 'json' };
import safety from '#root/demo/kinds/safety.json' with { type: 'json' };
import shelter from '#root/demo/kinds/shelter.json' with { type: 'json' };
import talk from '#root/demo/kinds/talk.json' with { type: 'json' };
import water from '#root/demo/kinds/water.json' with { type: 'json' };
import work from '#root/demo/kinds/work.json' with { type: 'json' };
import pools from '#root/demo/hours.json' with { type: 'json' };
import phrases from '#root/demo/phrases.json' with { type: 'json' };
import { isEssential } from '../directory/needs.ts';
import { checkedDays } from './freshness.ts';
import { type GazetteerPlace, placeName, placeOf, settlements, townOf } from './gazetteer.ts';
import { answersOf, type HabitName } from './habits.ts';
import { kilometres } from './land.ts';
import { readDocuments, readFacts } from './notation.ts';
import { fill, organisationOf } from './organisations.ts';
import { placeIn } from './places.ts';
import type { Answers, DocumentPlan, ServicePlan, Texts } from './plan.ts';
import { chanceOf, type Chance } from './random.ts';
import { languagesFor } from './tongues.ts';

type Kind = {
  key: string;
  needs: readonly string[];
  /** Keys of organisations; `town` is the municipality of the place. */
  organizations: readonly string[];
  count: number;
  where: 'any' | 'town' | 'city';
  habit: HabitName;
  /** Name of a pool in `demo/hours.json`. */
  hours: keyof typeof pools;
  facts?: string;
  docs?: string;
  /** `4 a prescription`: euros, and for what. */
  fee?: string;
  /** `2-12`; an end may be missing. */
  ages?: string;
  capacity?: NonNullable<ServicePlan['capacity']>['unit'];
  holiday?: ServicePlan['holidayRule'];
  phone?: string;
  name: Texts;
  /** One sentence, in every language. */
  about: Texts;
  /** Other ways to say it, in English only. */
  more: readonly string[];
};

const KINDS = [
  health,
  shelter,
  food,
  water,
  items,
  family,
  safety,
  law,
  papers,
  learning,
  work,
  talk,
].flat() as unknown as readonly Kind[];

/** Public numbers of these services, without check digit. */
const FIRST_NUMBER = 400;

/** Settlements of a kind, larger ones earlier more often; quarters stand for the two towns they divide. */
function areasFor(kind: Kind): readonly GazetteerPlace[] {
  const divided = new Set(settlements().map((place) => place.parent));
  const fits = settlements().filter((place) => {
    if (kind.where === 'town') return place.kind === 'town';
    if (divided.has(place.code)) return false;
    return kind.where === 'any' || townOf(place.code).population! >= 30_000;
  });
  const chance = chanceOf('areas', kind.key);
  return fits
    .map((place) => ({ place, rank: chance.next() ** (20_000 / (place.population ?? 1)) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ place }) => place)
    .slice(0, kind.count);
}

/** What the answers mean for the papers to bring. */
const DOCUMENT_OF = {
  asks_identity: 'identity',
  asks_address: 'address',
  asks_income: 'income',
  asks_insurance: 'insurance',
  asks_guardian: 'guardian',
  asks_referral: 'referral',
  asks_residence_paper: 'residence',
} as const;

function documents(kind: Kind, answers: Answers): DocumentPlan[] {
  const own = readDocuments(kind.docs);
  const asked = Object.entries(DOCUMENT_OF)
    .filter(
      ([fact, doc]) => answers[fact as keyof Answers] === 'yes' && !own.some((d) => d.doc === doc),
    )
    .map(([, doc]) => ({ doc, level: 'needed' as const }));
  return [...own, ...asked];
}

function ages(text: string | undefined): Pick<ServicePlan, 'minAge' | 'maxAge'> {
  const [low, high] = text?.split('-') ?? [];
  return { ...(low ? { minAge: Number(low) } : {}), ...(high ? { maxAge: Number(high) } : {}) };
}

function capacity(unit: Kind['capacity'], chance: Chance): Pick<ServicePlan, 'capacity'> {
  if (!unit || !chance.chance(0.75)) return {};
  const of = { Bed: 24, Appointment: 8, 'Course place': 16, Kit: 60 }[unit] + chance.between(-6, 6);
  const hoursAgo = chance.weighted([
    [chance.between(0, 3), 6],
    [chance.between(8, 60), 3],
    [chance.between(190, 600), 1],
  ]);
  return {
    capacity: { unit, free: chance.chance(0.25) ? 0 : chance.between(1, of), of, hoursAgo },
  };
}

/** One of the kind's texts, sometimes with a sentence about the place; the common one has translations. */
function describe(kind: Kind, chance: Chance): Texts {
  if (kind.more.length === 0 || chance.chance(0.62)) return kind.about;
  const ending = chance.chance(0.45) ? ` ${chance.pick(phrases.endings)}` : '';
  return { en: `${chance.pick(kind.more)}${ending}` };
}

function answersFor(kind: Kind, organization: string, chance: Chance): Answers {
  const answers = { ...answersOf(kind.habit, chance), ...readFacts(kind.facts) };
  if (kind.fee && answers.free !== 'no' && !kind.facts?.includes('free')) answers.free = 'no';
  const protectedHere = organisationOf(organization).network && kind.needs.some(isEssential);
  if (protectedHere && answers.asks_residence_paper === 'yes') answers.asks_residence_paper = 'no';
  return answers;
}

/** Hospitals, banks and registers serve their own part of the country; charities go anywhere. */
function ownerOf(kind: Kind, area: GazetteerPlace, chance: Chance): string {
  if (kind.habit !== 'formal') return chance.pick(kind.organizations);
  const away = (key: string): number => {
    const office = key === 'town' ? area : placeOf(organisationOf(key).area);
    return kilometres([office.lon, office.lat], [area.lon, area.lat]);
  };
  return kind.organizations.reduce((near, key) => (away(key) < away(near) ? key : near));
}

function service(kind: Kind, area: GazetteerPlace, number: number): ServicePlan {
  const key = `${kind.key}-${area.code}`;
  const chance = chanceOf('service', key);
  const owner = ownerOf(kind, area, chance);
  const organization = owner === 'town' ? `town:${townOf(area.code).code}` : owner;
  const facts = answersFor(kind, organization, chance);
  const checked = checkedDays(chance);
  const [amount, ...per] = kind.fee?.split(' ') ?? [];
  const priced = amount && facts.free !== 'yes' && chance.chance(0.85);
  const hours = chance.chance(0.06) ? '' : chance.pick(pools[kind.hours]);
  const keptByPlace = chance.chance(0.05);
  const alert = chance.chance(0.025) ? chance.pick(phrases.alerts) : undefined;
  const howTo = chance.chance(0.2) ? chance.pick(phrases.howTo) : undefined;
  return {
    key,
    organization,
    sourceLang: 'en',
    name: fill(kind.name, (lang) => ({ place: placeName(area.code, lang) })),
    description: describe(kind, chance),
    needs: kind.needs,
    at: [{ place: placeIn(area.code, key, keptByPlace ? { hours } : {}), number }],
    hours: keptByPlace ? '' : hours,
    holidayRule:
      kind.holiday ??
      chance.weighted([
        ['closed', 4],
        ['unknown', 4],
        ['own_hours', 1],
        ['open', 1],
      ]),
    facts,
    languages: chance.chance(0.08) ? [] : languagesFor(chance, 0, 4),
    documents: documents(kind, facts),
    ...(checked === undefined ? {} : { checked }),
    sourceKind: chance.weighted([
      ['provider', 60],
      ['network_check', 34],
      ['authority', 6],
    ]),
    ...(priced ? { fee: { amount: Number(amount), per: per.join(' ') } } : {}),
    ...ages(kind.ages),
    ...capacity(kind.capacity, chance),
    ...(alert ? { alert } : {}),
    ...(howTo ? { howTo } : {}),
    ...(kind.phone || chance.chance(0.12) ? { phone: '-' } : {}),
    website: chance.chance(0.45),
    email: chance.chance(0.4),
  };
}

export function* ordinaryServices(): Generator<ServicePlan> {
  let number = FIRST_NUMBER;
  for (const kind of KINDS) for (const area of areasFor(kind)) yield service(kind, area, number++);
}
