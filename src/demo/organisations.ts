/**
 * Who runs services in Selmora: the bodies of `demo/organisations.json`, and one municipality for each
 * town. None of them exists. An organisation is the same object wherever it is nested.
 */
import data from '#root/demo/organisations.json' with { type: 'json' };
import { withCheckDigit } from '../directory/damm.ts';
import type { OrganizationProfile } from '../directory/profile.ts';
import { demoGazetteer, placeName, placeOf, regionOf } from './gazetteer.ts';
import { idOf } from './ids.ts';
import { drafts } from './translations.ts';
import type { Texts } from './plan.ts';

export type OrganisationKind =
  | 'national'
  | 'charity'
  | 'association'
  | 'cooperative'
  | 'university'
  | 'school'
  | 'hospital'
  | 'company'
  | 'authority'
  | 'municipality';

export type Organisation = {
  key: string;
  kind: OrganisationKind;
  /** Place of its office in the gazetteer. */
  area: string;
  network: boolean;
  name: Texts;
  description: string;
};

const TOWN_NAMES: Texts = {
  en: 'Town of {place}',
  fr: 'Commune de {place}',
  es: 'Municipio de {place}',
  ar: 'بلدية {place}',
  fa: 'شهرداری {place}',
  ti: 'ምምሕዳር ከተማ {place}',
};

/** A sentence with its place filled in, per language. */
export function fill(texts: Texts, values: (lang: string) => Record<string, string>): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([lang, text]) => {
      const own = values(lang);
      return [lang, text.replace(/\{(\w+)\}/g, (whole, name: string) => own[name] ?? whole)];
    }),
  );
}

const municipalities: Organisation[] = demoGazetteer()
  .filter((place) => place.kind === 'town')
  .map((town) => ({
    key: `town:${town.code}`,
    kind: 'municipality',
    area: town.code,
    network: true,
    name: fill(TOWN_NAMES, (lang) => ({ place: placeName(town.code, lang) })),
    description: `Local government of ${placeName(town.code)}.`,
  }));

const all = [...(data as readonly Organisation[]), ...municipalities];
const byKey = new Map(all.map((organisation, i) => [organisation.key, { organisation, i }]));

export function organisationOf(key: string): Organisation {
  const found = byKey.get(key)?.organisation;
  if (!found) throw new Error(`No organisation ${key}`);
  return found;
}

/** `red-hill-aid.example`: a name that can never be a real site (RFC 2606). */
export function domainOf(key: string): string {
  const area = key.startsWith('town:') ? placeName(key.slice(5)) : key;
  const name = area.toLowerCase().replaceAll(' ', '-');
  return `${key.startsWith('town:') ? 'town-' : ''}${name}.example`;
}

/** +999 is no country; the subscriber part keeps to 555 01xx. */
export function phoneNumber(area: string, n: number): string {
  const region = placeOf(area).kind === 'country' ? '0' : regionOf(area).code.slice(-1);
  const exchange = String(Math.floor(n / 100) % 100).padStart(2, '0');
  return `+999 ${region}${exchange} 555 01${String(n % 100).padStart(2, '0')}`;
}

export type HsdsOrganization = {
  id: string;
  name: string;
  description: string;
  email: string;
  website: string;
  phones: { id: string; number: string; type: string; description: string }[];
  wayhouse: OrganizationProfile;
};

/** The nested `organization` of HSDS. */
export function hsdsOrganization(key: string): HsdsOrganization {
  const { organisation, i } = byKey.get(key) ?? { organisation: organisationOf(key), i: 0 };
  const domain = domainOf(key);
  return {
    id: idOf('organization', key),
    name: organisation.name['en'] as string,
    description: organisation.description,
    email: `desk@${domain}`,
    website: `https://${domain}/`,
    phones: [
      {
        id: idOf('phone', 'organization', key),
        number: phoneNumber(organisation.area, i),
        type: 'voice',
        description: 'Office',
      },
    ],
    wayhouse: {
      code: withCheckDigit(String(5000 + i)),
      in_network: organisation.network,
      source_lang: 'en',
      translations: drafts('name', organisation.name, 'en'),
    },
  };
}
