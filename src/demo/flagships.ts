/** Services told in their own words, from `demo/flagships/*.json`, with their stops and branches. */
import border from '#root/demo/flagships/border.json' with { type: 'json' };
import bus from '#root/demo/flagships/bus.json' with { type: 'json' };
import family from '#root/demo/flagships/family.json' with { type: 'json' };
import food from '#root/demo/flagships/food.json' with { type: 'json' };
import health from '#root/demo/flagships/health.json' with { type: 'json' };
import housing from '#root/demo/flagships/housing.json' with { type: 'json' };
import law from '#root/demo/flagships/law.json' with { type: 'json' };
import learning from '#root/demo/flagships/learning.json' with { type: 'json' };
import money from '#root/demo/flagships/money.json' with { type: 'json' };
import papers from '#root/demo/flagships/papers.json' with { type: 'json' };
import safety from '#root/demo/flagships/safety.json' with { type: 'json' };
import shelter from '#root/demo/flagships/shelter.json' with { type: 'json' };
import talk from '#root/demo/flagships/talk.json' with { type: 'json' };
import water from '#root/demo/flagships/water.json' with { type: 'json' };
import work from '#root/demo/flagships/work.json' with { type: 'json' };
import landmarks from '#root/demo/centres.json' with { type: 'json' };
import stops from '#root/demo/stops.json' with { type: 'json' };
import type { LocationProfile } from '../directory/profile.ts';
import { agreementOf, type AgreementState } from './agreements.ts';
import { placeName } from './gazetteer.ts';
import { readDocuments, readFacts, readLanguages } from './notation.ts';
import { fill } from './organisations.ts';
import { phoneOnly, placeIn, terminalIn } from './places.ts';
import type { PlacePlan, ServiceAtPlacePlan, ServicePlan, Texts } from './plan.ts';
import { chanceOf } from './random.ts';

/** One entry of the data files; the short hands are explained in `notation.ts` and `hours.ts`. */
type Flagship = {
  key: string;
  needs: string;
  organization: string;
  area: string;
  hours: string;
  facts: string;
  languages: string;
  name: Texts;
  description: Texts;
  source?: string;
  /** `phone`: no door to go to; `online`: a screen; `area`: a real door whose place stays hidden. */
  mode?: 'phone' | 'online' | 'area';
  publicity?: 'community' | 'unpublished';
  /** Services with the same value stand in the same place. */
  place?: string;
  /** `kind:space,space:agreement`. */
  point?: string;
  serves?: string;
  checked: string;
  by?: 'network_check' | 'authority' | 'provider';
  checker?: string;
  confirmed?: string;
  holiday?: NonNullable<ServicePlan['holidayRule']>;
  docs?: string;
  fee?: string;
  ages?: string;
  /** `Bed 9 40 1`: unit, free, of, hours ago. */
  capacity?: string;
  wait?: string;
  alert?: string;
  phone?: string;
  transport?: string;
  status?: NonNullable<ServicePlan['status']>;
};

type Stop = { area: string; landmark: number; hours: string };

const FLAGSHIPS = [
  border,
  health,
  shelter,
  safety,
  food,
  water,
  law,
  papers,
  family,
  learning,
  work,
  housing,
  money,
  talk,
  bus,
].flat() as unknown as readonly Flagship[];

const STOPS: Record<string, readonly Stop[]> = stops;
/** Public numbers without check digit: services from 220, further stops from 340, points from 2200. */
const FIRST_SERVICE = 220;
const FIRST_STOP = 340;
const FIRST_POINT = 2200;

function pointOf(text: string, n: number, today: string): NonNullable<LocationProfile['point']> {
  const [kind, spaces, agreement] = text.split(':') as [string, string, AgreementState];
  type Point = NonNullable<LocationProfile['point']>;
  return {
    code: String(FIRST_POINT + n),
    kind: kind as Point['kind'],
    spaces: (spaces ? spaces.split(',') : []) as NonNullable<Point['spaces']>,
    agreement: agreementOf(agreement, today, chanceOf('point', text, n)),
  };
}

/** Places shared by several services take their name, point and hours from the first that names them. */
function placeFor(entry: Flagship, n: number, today: string): PlacePlan {
  const first = FLAGSHIPS.find((other) => other.place && other.place === entry.place) ?? entry;
  const key = first.place ?? first.key;
  const number = first === entry ? n : FLAGSHIPS.indexOf(first);
  const given = {
    checked: Number(first.checked),
    ...(first.publicity ? { publicity: first.publicity } : {}),
    ...(first.transport ? { transport: first.transport } : {}),
  };
  if (entry.mode === 'online') return phoneOnly(key, entry.area, { ...given, disclosure: 'exact' });
  if (entry.mode === 'phone')
    return phoneOnly(key, entry.area, {
      ...given,
      disclosure: entry.facts.includes('remote') ? 'exact' : 'phone_only',
    });
  if (entry.mode === 'area') return placeIn(entry.area, key, { ...given, disclosure: 'area' });
  return placeIn(entry.area, key, {
    ...given,
    ...(first.place ? { position: terminalIn(entry.area) } : {}),
    name: first.name,
    ...(first.point ? { point: pointOf(first.point, number, today) } : {}),
  });
}

function stopAt(entry: Flagship, stop: Stop, number: number, today: string): ServiceAtPlacePlan {
  const key = `${entry.key}-${stop.area}`;
  const texts = Object.fromEntries(
    Object.keys(entry.name).map((lang) => [
      lang,
      lang === 'ar' || lang === 'fa' ? '{place}، {by}' : '{place}, {by}',
    ]),
  );
  const by = landmarks.landmarks[stop.landmark] as Texts;
  const name = fill(texts, (lang) => ({ place: placeName(stop.area, lang), by: by[lang] ?? '' }));
  const mobile = entry.mode === undefined && entry.hours === '';
  const point = mobile ? pointOf('mobile_unit::informal', number, today) : undefined;
  return {
    place: placeIn(stop.area, key, {
      name,
      checked: Number(entry.checked),
      ...(point ? { point } : {}),
    }),
    number,
    hours: stop.hours,
  };
}

function capacityOf(text: string | undefined): Pick<ServicePlan, 'capacity'> {
  const read = /^(Bed|Kit|Appointment|Course place) (\d+) (\d+) (\d+)$/.exec(text ?? '');
  if (!read) return {};
  const [, unit, free, of, hoursAgo] = read;
  type Unit = NonNullable<ServicePlan['capacity']>['unit'];
  return {
    capacity: {
      unit: unit as Unit,
      free: Number(free),
      of: Number(of),
      hoursAgo: Number(hoursAgo),
    },
  };
}

function optional(entry: Flagship): Partial<ServicePlan> {
  const [low, high] = entry.ages?.split('-') ?? [];
  const [amount, ...per] = entry.fee?.split(' ') ?? [];
  return {
    ...(entry.by ? { sourceKind: entry.by } : {}),
    ...(entry.checker ? { checkedBy: entry.checker } : {}),
    ...(entry.confirmed ? { confirmedBy: entry.confirmed } : {}),
    ...(entry.status ? { status: entry.status } : {}),
    ...(entry.wait ? { wait: entry.wait } : {}),
    ...(entry.alert ? { alert: { en: entry.alert } } : {}),
    ...(entry.phone ? { phone: entry.phone } : {}),
    ...(entry.serves === undefined ? {} : { serves: entry.serves.split(' ').filter(Boolean) }),
    ...(low ? { minAge: Number(low) } : {}),
    ...(high ? { maxAge: Number(high) } : {}),
    ...(amount ? { fee: { amount: Number(amount), per: per.join(' ') } } : {}),
    ...capacityOf(entry.capacity),
  };
}

/** Plans in the order of the files; `today` as a day. */
export function* flagships(today: string): Generator<ServicePlan> {
  let nextStop = FIRST_STOP;
  for (const [i, entry] of FLAGSHIPS.entries()) {
    const further = (STOPS[entry.key] ?? []).map((stop) => stopAt(entry, stop, nextStop++, today));
    const travels =
      entry.organization === 'red-hill-aid' && entry.area === 'XW0101' && further.length > 0;
    const chance = chanceOf('flagship', entry.key);
    yield {
      key: entry.key,
      organization: entry.organization,
      sourceLang: entry.source ?? 'en',
      name: entry.name,
      description: entry.description,
      needs: entry.needs.split(' '),
      at: travels
        ? further
        : [{ place: placeFor(entry, i, today), number: FIRST_SERVICE + i }, ...further],
      hours: entry.hours,
      holidayRule:
        entry.holiday ??
        chance.weighted([
          ['closed', 3],
          ['unknown', 3],
          ['own_hours', 1],
        ]),
      facts: readFacts(entry.facts),
      languages: readLanguages(entry.languages),
      documents: readDocuments(entry.docs),
      checked: Number(entry.checked),
      website: chance.chance(0.7),
      email: chance.chance(0.6),
      ...optional(entry),
    };
  }
}

/** Name in its own first language of every service that is told here, by key. */
export function flagshipNames(): ReadonlyMap<string, string> {
  return new Map(
    FLAGSHIPS.flatMap(({ key, name, source = 'en' }) => {
      const text = name[source];
      return text === undefined ? [] : [[key, text]];
    }),
  );
}
