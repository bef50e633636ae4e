/** Where a service stands, as an HSDS `location`. */
import { withCheckDigit } from '../directory/damm.ts';
import type { LocationProfile } from '../directory/profile.ts';
import { languagesOf, profileFacts, type HsdsLanguage } from './details.ts';
import { COUNTRY, placeName, regionOf, TIME_ZONE, townOf } from './gazetteer.ts';
import { type HsdsSchedule, schedules } from './hours.ts';
import { idOf } from './ids.ts';
import { organisationOf } from './organisations.ts';
import type { PlacePlan } from './plan.ts';
import { drafts } from './translations.ts';

export type HsdsLocation = {
  id: string;
  location_type: 'physical' | 'virtual';
  name?: string;
  transportation?: string;
  latitude?: number;
  longitude?: number;
  languages?: HsdsLanguage[];
  addresses?: Record<string, string>[];
  accessibility?: { id: string; description: string }[];
  schedules?: HsdsSchedule[];
  wayhouse: LocationProfile;
};

/** Four digits from the place's code; the country has no finer ones. */
export function postalCode(area: string): string {
  const digits = area.replace('XW', '').padEnd(6, '0');
  return `${digits.slice(1, 2)}${digits.slice(3, 4)}${digits.slice(4, 6)}`;
}

function addresses(plan: PlacePlan): Record<string, string>[] {
  if (!plan.street) return [];
  const town = townOf(plan.area).code;
  const quarter = town === plan.area ? {} : { address_2: placeName(plan.area) };
  return [
    {
      id: idOf('address', plan.key),
      address_1: plan.street,
      ...quarter,
      city: placeName(town),
      state_province: placeName(regionOf(plan.area).code),
      postal_code: postalCode(plan.area),
      country: COUNTRY,
      address_type: 'physical',
    },
  ];
}

/**
 * The same plan gives the same object wherever it is nested. A place that must stay hidden carries
 * its exact position with `disclosure: area`: the import seals it. `phone_only` carries none at all.
 */
export function hsdsLocation(plan: PlacePlan, today: string): HsdsLocation {
  const hours = schedules(plan.hours ?? '', today, (n) => idOf('schedule', plan.key, n));
  const point = plan.point;
  const lists = {
    languages: languagesOf(plan.languages ?? [], plan.key),
    addresses: addresses(plan),
    accessibility: plan.access
      ? [{ id: idOf('accessibility', plan.key), description: plan.access }]
      : [],
    schedules: hours,
  };
  return {
    id: idOf('location', plan.key),
    location_type: plan.position ? 'physical' : 'virtual',
    ...(plan.name?.['en'] ? { name: plan.name['en'] } : {}),
    ...(plan.transport ? { transportation: plan.transport } : {}),
    ...(plan.position ? { latitude: plan.position.lat, longitude: plan.position.lon } : {}),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    wayhouse: {
      source_lang: 'en',
      ...(plan.name ? { translations: drafts('name', plan.name, 'en') } : {}),
      publicity: plan.publicity ?? 'public',
      disclosure: plan.disclosure ?? 'exact',
      time_zone: TIME_ZONE,
      area: plan.area,
      facts: profileFacts(plan.facts ?? {}, {
        today,
        checked: plan.checked,
        kind: 'network_check',
        method: 'visited',
        saidBy: organisationOf('welcome-network'),
      }),
      ...(point?.code ? { point: { ...point, code: withCheckDigit(point.code) } } : {}),
    },
  };
}
