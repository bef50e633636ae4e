/**
 * Plan → HSDS 3.1 "full" service with the Wayhouse profile. Without the `wayhouse` keys the object
 * is valid HSDS in the strict reading (no field that the schemas do not name).
 */
import { daysAfter } from '../languages/days.ts';
import { withCheckDigit } from '../directory/damm.ts';
import type { ServiceAtLocationProfile, ServiceProfile } from '../directory/profile.ts';
import { documentsOf, languagesOf, profileFacts } from './details.ts';
import { hsdsLocation, type HsdsLocation } from './location.ts';
import { schedules, type HsdsSchedule } from './hours.ts';
import { idOf } from './ids.ts';
import { placeName, regionOf } from './gazetteer.ts';
import { domainOf, hsdsOrganization, organisationOf, phoneNumber } from './organisations.ts';
import type { HsdsOrganization } from './organisations.ts';
import type { ServiceAtPlacePlan, ServicePlan, Texts } from './plan.ts';
import { drafts } from './translations.ts';

export type HsdsServiceAtLocation = {
  id: string;
  description?: string;
  location: HsdsLocation;
  schedules?: HsdsSchedule[];
  wayhouse: ServiceAtLocationProfile;
};

/** The parts that our own code reads; the rest is plain HSDS. */
export type HsdsService = Readonly<Record<string, unknown>> & {
  id: string;
  name: string;
  description: string;
  status: string;
  organization: HsdsOrganization;
  service_at_locations: HsdsServiceAtLocation[];
  schedules?: HsdsSchedule[];
  languages?: { id: string; code: string }[];
  wayhouse: ServiceProfile;
};

const CHECK_METHOD = {
  provider: 'phoned',
  authority: 'written',
  network_check: 'visited',
} as const;

/** `key: value` only when there is something to say: HSDS has no nulls. */
function when<T>(key: string, value: T | undefined): Record<string, T> {
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  return empty ? {} : { [key]: value };
}

function atPlace(
  plan: ServicePlan,
  at: ServiceAtPlacePlan,
  n: number,
  today: string,
): HsdsServiceAtLocation {
  const said = { checked: plan.checked, today, saidBy: organisationOf(plan.organization) };
  const name = (i: number): string => idOf('schedule', plan.key, 'at', n, i);
  return {
    id: idOf('service_at_location', plan.key, at.place.key),
    ...when('description', at.description),
    location: hsdsLocation(at.place, today),
    ...when('schedules', schedules(at.hours ?? '', today, name)),
    wayhouse: {
      code: withCheckDigit(String(at.number)),
      ...when('facts', profileFacts(at.facts ?? {}, { ...said, kind: 'provider' })),
      ...(plan.lifecycle ? { lifecycle: plan.lifecycle } : {}),
    },
  };
}

function serviceAreas(plan: ServicePlan): object[] {
  if (!plan.serves) return [];
  const codes = plan.serves.length ? plan.serves : ['XW'];
  return codes.map((code) => ({
    id: idOf('service_area', plan.key, code),
    name: placeName(code),
    extent_type: 'text',
    extent: code === 'XW' ? 'All islands' : `The region ${placeName(regionOf(code).code)}`,
  }));
}

function capacities(plan: ServicePlan, instant: number): object[] {
  if (!plan.capacity) return [];
  const { unit, free, of, hoursAgo } = plan.capacity;
  return [
    {
      id: idOf('service_capacity', plan.key),
      unit: { id: idOf('unit', unit), name: unit },
      available: free,
      maximum: of,
      updated: new Date(instant - hoursAgo * 3_600_000).toISOString(),
      wayhouse: {
        kind: unit === 'Bed' ? 'night_bed' : unit === 'Course place' ? 'course_place' : 'slot',
      },
    },
  ];
}

function costs(plan: ServicePlan): Record<string, unknown> {
  if (!plan.fee) return {};
  const { amount, per } = plan.fee;
  return {
    fees_description: `${amount} euros ${per}.`,
    cost_options: [
      { id: idOf('cost_option', plan.key), currency: 'EUR', amount, amount_description: per },
    ],
  };
}

function profile(
  plan: ServicePlan,
  today: string,
  source: (texts?: Texts) => string | undefined,
): ServiceProfile {
  const kind = plan.sourceKind ?? 'provider';
  const texts = { name: plan.name, description: plan.description };
  const more = { alert: plan.alert, application_process: plan.howTo };
  const fields = Object.entries({ ...texts, ...more });
  return {
    source_lang: plan.sourceLang,
    translations: fields.flatMap(([field, text]) =>
      text && source(text) ? drafts(field, text, plan.sourceLang) : [],
    ),
    needs: [...plan.needs],
    facts: profileFacts(plan.facts, {
      today,
      kind,
      checked: plan.checked,
      method: plan.method ?? CHECK_METHOD[kind],
      saidBy: organisationOf(plan.checkedBy ?? plan.organization),
    }),
    ...(plan.lifecycle ? { lifecycle: plan.lifecycle } : {}),
    ...(plan.confirmedBy && plan.checked !== undefined
      ? { confirmed_by: plan.confirmedBy, confirmed_on: daysAfter(today, -plan.checked) }
      : {}),
    holiday_rule: plan.holidayRule ?? 'unknown',
  };
}

/** `today` as a day, `instant` (ms) for what ages within hours. */
export function assemble(plan: ServicePlan, today: string, instant: number): HsdsService {
  const source = (texts?: Texts): string | undefined => texts?.[plan.sourceLang];
  const domain = domainOf(plan.organization);
  const n = plan.at[0]?.number ?? 0;
  const checkedOn = plan.checked === undefined ? undefined : daysAfter(today, -plan.checked);
  const phone = plan.phone ?? phoneNumber(plan.at[0]?.place.area ?? 'XW', n);
  return {
    id: idOf('service', plan.key),
    name: source(plan.name) as string,
    description: source(plan.description) as string,
    ...when(
      'url',
      plan.website ? `https://${domain}/${plan.key.replaceAll(/[^a-z0-9]+/gi, '-')}` : undefined,
    ),
    ...when('email', plan.email ? `hello@${domain}` : undefined),
    status: plan.status ?? 'active',
    ...when('application_process', source(plan.howTo)),
    ...when('wait_time', plan.wait),
    ...costs(plan),
    ...when('minimum_age', plan.minAge),
    ...when('maximum_age', plan.maxAge),
    ...when('assured_date', checkedOn),
    ...when('alert', source(plan.alert)),
    last_modified: `${checkedOn ?? daysAfter(today, -400)}T09:00:00.000Z`,
    ...(phone === '-'
      ? {}
      : { phones: [{ id: idOf('phone', plan.key), number: phone, type: 'voice' }] }),
    ...when(
      'schedules',
      schedules(plan.hours ?? '', today, (i) => idOf('schedule', plan.key, i)),
    ),
    ...when('service_areas', serviceAreas(plan)),
    service_at_locations: plan.at.map((at, i) => atPlace(plan, at, i, today)),
    ...when('languages', languagesOf(plan.languages, plan.key)),
    organization: hsdsOrganization(plan.organization),
    ...when('required_documents', documentsOf(plan.documents ?? [], plan.key, checkedOn)),
    ...when('capacities', capacities(plan, instant)),
    wayhouse: profile(plan, today, source),
  };
}
