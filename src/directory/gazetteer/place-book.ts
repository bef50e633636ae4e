/** The gazetteer in memory, for pages that offer places to choose from. */
import type { Database } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { LocalText } from '../listing.ts';
import { nextName } from '../../finder/places.ts';
import { type Texts, textIn } from '../read/texts.ts';

export type BookPlace = {
  id: number;
  name: LocalText;
  within?: LocalText;
  lat: number;
  lon: number;
};

export type PlaceBook = {
  place(id: number, lang: string): BookPlace | undefined;
  /** The place and all that it lies in, outermost last; nothing for one that does not exist. */
  line(id: number): readonly number[];
  /** The largest towns and districts, at most `most`. */
  larger(lang: string, most: number): BookPlace[];
};

type PlaceRow = {
  id: number;
  kind: string;
  parent_id: number | null;
  names: Record<string, string[]>;
  lat: number;
  lon: number;
  population: number | null;
};

/** Kinds that a person would say when asked where she is. */
const LIVED_IN = new Set(['town', 'district']);

/** Reads all places once; call again after the gazetteer has changed. */
export async function readPlaceBook(database: Database): Promise<PlaceBook> {
  const rows = await look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'offer places' },
    (tx) =>
      tx.query<PlaceRow>(
        'select id, kind, parent_id, names, lat, lon, population from directory.pub_place_name order by id',
      ),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const larger = rows
    .filter((row) => LIVED_IN.has(row.kind))
    .sort((a, b) => (b.population ?? 0) - (a.population ?? 0) || a.id - b.id);
  const shown = (row: PlaceRow, lang: string): BookPlace => {
    const parent = row.parent_id === null ? undefined : byId.get(row.parent_id);
    return {
      id: row.id,
      name: nameIn(row, lang),
      lat: row.lat,
      lon: row.lon,
      ...(parent && parent.kind !== 'country' ? { within: nameIn(parent, lang) } : {}),
    };
  };
  return {
    place(id, lang) {
      const row = byId.get(id);
      return row && shown(row, lang);
    },
    line(id) {
      const line: number[] = [];
      for (
        let row = byId.get(id);
        row && !line.includes(row.id);
        row = row.parent_id === null ? undefined : byId.get(row.parent_id)
      )
        line.push(row.id);
      return line;
    },
    larger: (lang, most) => larger.slice(0, most).map((row) => shown(row, lang)),
  };
}

function nameIn(row: PlaceRow, lang: string): LocalText {
  const names = Object.entries(row.names).flatMap(([tag, list]) =>
    list[0] ? [[tag, list[0]] as const] : [],
  );
  const known = Object.fromEntries(names);
  const next = nextName(lang).find((tag) => tag in known);
  const texts: Texts = { source: next ?? names[0]?.[0] ?? 'und', in: known };
  return textIn(texts, lang);
}
