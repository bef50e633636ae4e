/** An organisation and what it offers, as its page shows it. */
import type { Database, Row, Transaction } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { Listing, ListedPhone, LocalText } from '../listing.ts';
import { groupBy, idsOf } from './load-sources.ts';
import { readListings } from './listings.ts';
import { optional, textOf } from './row-texts.ts';
import type { SourcePhone } from './source.ts';
import { type Texts, textIn } from './texts.ts';

/** Plain data in all languages. */
export type OrganizationSource = {
  code: string;
  id: string;
  name: Texts;
  description?: Texts;
  website?: string;
  email?: string;
  phones: SourcePhone[];
  inNetwork: boolean;
  /** Codes of its listings, by number. */
  listings: string[];
};

export type OrganizationPage = {
  code: string;
  id: string;
  name: LocalText;
  description?: LocalText;
  website?: string;
  email?: string;
  phones: readonly ListedPhone[];
  inNetwork: boolean;
  /** At most `MOST_LISTED`, by number. */
  listings: readonly Listing[];
  /** How many there are in all. */
  total: number;
};

export const MOST_LISTED = 200;

/** The listed ones among the organisations with these ids. */
export async function loadOrganizations(
  tx: Transaction,
  ids: readonly string[],
): Promise<OrganizationSource[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query(
    'select * from directory.pub_organization where id = any($1::uuid[]) order by id',
    [ids],
  );
  const found = idsOf(rows, 'id');
  const phones = await tx.query(
    'select * from directory.pub_phone where organization_id = any($1::uuid[]) order by id',
    [found],
  );
  const texts = groupBy(
    await tx.query(
      `select subject_id, field, lang, text, state from directory.pub_field_text
       where subject_id = any($1::uuid[]) order by lang`,
      [[...found, ...idsOf(phones, 'id')]],
    ),
    'subject_id',
  );
  const services = await tx.query(
    'select id, organization_id from directory.pub_service where organization_id = any($1::uuid[])',
    [found],
  );
  const owner = new Map(services.map((row) => [String(row['id']), String(row['organization_id'])]));
  const listed = new Map<string, string[]>();
  const sals = await tx.query(
    'select service_id, code from directory.pub_service_at_location where service_id = any($1::uuid[])',
    [[...owner.keys()]],
  );
  for (const row of sals) {
    const id = owner.get(String(row['service_id'])) ?? '';
    const codes = listed.get(id);
    if (codes) codes.push(String(row['code']));
    else listed.set(id, [String(row['code'])]);
  }
  const phonesBy = groupBy(phones, 'organization_id');
  return rows.flatMap((row) => {
    const id = String(row['id']);
    const name = textOf(row, 'name', texts);
    if (!name) return [];
    return [
      {
        code: String(row['code']),
        id,
        name,
        ...optional('description', textOf(row, 'description', texts)),
        ...(row['website'] ? { website: String(row['website']) } : {}),
        ...(row['email'] ? { email: String(row['email']) } : {}),
        phones: (phonesBy.get(id) ?? []).map((phone) => phoneOf(phone, texts)),
        inNetwork: row['in_network'] === true,
        listings: (listed.get(id) ?? []).sort((a, b) => Number(a) - Number(b)),
      },
    ];
  });
}

function phoneOf(row: Row, texts: ReadonlyMap<string, readonly Row[]>): SourcePhone {
  return {
    number: String(row['e164'] ?? row['number']),
    ...(row['extension'] ? { extension: String(row['extension']) } : {}),
    kind:
      row['type'] === 'text' || row['type'] === 'fax'
        ? row['type']
        : row['type'] === 'textphone'
          ? 'tty'
          : 'voice',
    ...optional('note', textOf(row, 'description', texts)),
  };
}

/** @param listings those of `source.listings` that are to be shown */
export function organizationPage(
  source: OrganizationSource,
  lang: string,
  listings: readonly Listing[],
): OrganizationPage {
  return {
    code: source.code,
    id: source.id,
    name: textIn(source.name, lang),
    ...optional('description', source.description && textIn(source.description, lang)),
    ...optional('website', source.website),
    ...optional('email', source.email),
    phones: source.phones.map(({ note, ...phone }) => ({
      ...phone,
      ...optional('note', note && textIn(note, lang)),
    })),
    inNetwork: source.inNetwork,
    listings,
    total: source.listings.length,
  };
}

/**
 * The organisation with this code and its listings in the reader's language; undefined when there is none.
 * @param now ms since 1970 UTC
 */
export async function readOrganization(
  database: Database,
  code: string,
  lang: string,
  now: number,
): Promise<OrganizationPage | undefined> {
  const [source] = await look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'read an organisation' },
    async (tx) => {
      const rows = await tx.query('select id from directory.pub_organization where code = $1', [
        code,
      ]);
      return loadOrganizations(tx, idsOf(rows, 'id'));
    },
  );
  if (!source) return undefined;
  const listings = await readListings(database, source.listings.slice(0, MOST_LISTED), lang, now);
  return organizationPage(source, lang, listings);
}
