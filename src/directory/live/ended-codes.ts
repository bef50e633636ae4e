/**
 * Codes that were given to people and are not listed now: their pages say so and lead on (chapter 10,
 * section 1.3; chapter 70, patterns 7 and 8). A shared or printed link of years ago must lead somewhere.
 */
import { dayOf } from '../../languages/days.ts';
import type { Row, Transaction } from '../../database/index.ts';
import type { Position } from '../../finder/query.ts';
import type { EndedListing, EndedState } from '../listing.ts';
import { isNeedCode } from '../needs.ts';
import { areaTexts, optional } from '../read/row-texts.ts';
import { type Texts, textIn } from '../read/texts.ts';

/** Plain data in all languages. */
export type EndedSource = Omit<EndedListing, 'name' | 'area'> & { name: Texts; area?: Texts };

/** What is left to tell of the ended codes: of all, or of those of the given services. */
export async function loadEnded(
  tx: Transaction,
  serviceIds?: readonly string[],
): Promise<EndedSource[]> {
  const rows = await tx.query(
    `select e.code, e.name, e.source_lang, e.state, e.ended_on, e.needs, e.names, e.latitude, e.longitude,
       p.names as area_names, p.lat as area_lat, p.lon as area_lon
     from directory.pub_ended_code e left join directory.pub_place_name p on p.id = e.area_id
     ${serviceIds ? 'where e.service_id = any($1::uuid[])' : ''} order by e.code`,
    serviceIds ? [serviceIds] : [],
  );
  return rows.map(endedOf);
}

function endedOf(row: Row): EndedSource {
  const near = positionOf(row['latitude'], row['longitude']);
  const area = row['area_names'] ? areaTexts({ names: row['area_names'] }) : undefined;
  return {
    code: String(row['code']),
    state: row['state'] as EndedState,
    name: namesOf(row),
    ...optional('endedOn', row['ended_on'] ? dayOf(String(row['ended_on'])) : undefined),
    needs: ((row['needs'] as string[] | null) ?? []).filter(isNeedCode),
    ...optional('near', near ?? positionOf(row['area_lat'], row['area_lon'])),
    ...optional('area', area),
  };
}

function namesOf(row: Row): Texts {
  const source = String(row['source_lang']);
  const all: Record<string, string> = {};
  const drafts: string[] = [];
  const names = (row['names'] ?? []) as { lang: string; text: string; state: string }[];
  for (const { lang, text, state } of names) {
    all[lang] = text;
    if (state === 'machine_draft') drafts.push(lang);
  }
  all[source] = String(row['name']);
  const drafted = drafts.filter((lang) => lang !== source);
  return { source, in: all, ...(drafted.length ? { drafts: drafted } : {}) };
}

function positionOf(lat: unknown, lon: unknown): Position | undefined {
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : undefined;
}

/** The same in the reader's language. @param lang BCP 47 */
export function endedListing({ name, area, ...source }: EndedSource, lang: string): EndedListing {
  return { ...source, name: textIn(name, lang), ...optional('area', area && textIn(area, lang)) };
}
