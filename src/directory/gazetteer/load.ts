/** Loads place names into the gazetteer (`directory.place_name`): the operator's act, by command. */
import type { Database, Transaction } from '../../database/index.ts';
import { act } from '../../firewall/index.ts';
import { Problem } from '../../http/problem.ts';

export const PLACE_KINDS = [
  'country',
  'region',
  'district',
  'town',
  'quarter',
  'village',
  'stop',
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export type GazetteerEntry = {
  /** P-code, or a code of the source that stays the same. */
  code: string;
  kind: PlaceKind;
  /** Code of the place that it lies in. Parents come before their children. */
  parent?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** BCP 47 → names; the first is shown, the rest are other spellings. */
  names: Readonly<Record<string, readonly string[]>>;
  lat: number;
  lon: number;
  population?: number;
};

export type GazetteerReport = { places: number; changed: number };

const BATCH = 2_000;

/**
 * Adds or updates places by code, all or none; the same list twice changes nothing.
 * @throws Problem `bad_input` naming the entry, when a parent is not known or a value is out of range.
 */
export function loadGazetteer(
  database: Database,
  entries: readonly GazetteerEntry[],
): Promise<GazetteerReport> {
  entries.forEach(check);
  return act(
    database,
    { role: 'app_editor', actor: 'command line', purpose: 'load place names' },
    async (tx) => {
      let changed = 0;
      for (let from = 0; from < entries.length; from += BATCH)
        changed += await loadBatch(tx, entries.slice(from, from + BATCH));
      const parents = new Map(
        entries
          .filter((entry) => entry.parent)
          .map((entry) => [entry.code, entry.parent as string]),
      );
      changed += await setParents(tx, parents);
      return { places: entries.length, changed };
    },
  );
}

function check(entry: GazetteerEntry, n: number): void {
  const wrong = (field: string, expected: string): never => {
    throw new Problem('bad_input', {
      field,
      detail: `Place ${n + 1} (${entry.code || 'without code'}): ${field} must be ${expected}.`,
      errors: [{ field, expected }],
    });
  };
  if (!entry.code) wrong('code', 'a text that stays the same, such as a P-code');
  if (!PLACE_KINDS.includes(entry.kind)) wrong('kind', `one of ${PLACE_KINDS.join(', ')}`);
  if (!/^[A-Z]{2}$/.test(entry.country)) wrong('country', 'a two-letter country code in capitals');
  if (!(Math.abs(entry.lat) <= 90)) wrong('lat', 'degrees from -90 to 90');
  if (!(Math.abs(entry.lon) <= 180)) wrong('lon', 'degrees from -180 to 180');
  if (!Object.values(entry.names).some((names) => names[0])) wrong('names', 'at least one name');
}

function loadBatch(tx: Transaction, entries: readonly GazetteerEntry[]): Promise<number> {
  return tx.execute(
    `insert into directory.place_name as place (code, kind, country, names, lat, lon, population)
     select code, kind, country, names, lat, lon, population
     from jsonb_to_recordset($1::jsonb) as entry (code text, kind text, country text, names jsonb, lat float8, lon float8, population int)
     on conflict (code) do update
       set kind = excluded.kind, country = excluded.country, names = excluded.names,
           lat = excluded.lat, lon = excluded.lon, population = excluded.population
       where (place.kind, place.country, place.names, place.lat, place.lon, place.population)
         is distinct from (excluded.kind, excluded.country, excluded.names, excluded.lat, excluded.lon, excluded.population)`,
    [JSON.stringify(entries.map(({ parent: _, ...entry }) => entry))],
  );
}

async function setParents(tx: Transaction, parents: ReadonlyMap<string, string>): Promise<number> {
  const pairs = [...parents].map(([code, parent]) => ({ code, parent }));
  const [unknown] = await tx.query<{ code: string; parent: string }>(
    `select pair.code, pair.parent from jsonb_to_recordset($1::jsonb) as pair (code text, parent text)
     where not exists (select from directory.place_name p where p.code = pair.parent) limit 1`,
    [JSON.stringify(pairs)],
  );
  if (unknown) {
    throw new Problem('bad_input', {
      field: 'parent',
      detail: `Place ${unknown.code}: its parent ${unknown.parent} is not in the list and not in the gazetteer.`,
    });
  }
  return tx.execute(
    `update directory.place_name as place set parent_id = parent.id
     from jsonb_to_recordset($1::jsonb) as pair (code text, parent text)
     join directory.place_name parent on parent.code = pair.parent
     where place.code = pair.code and place.parent_id is distinct from parent.id`,
    [JSON.stringify(pairs)],
  );
}
