/** Information points and routes in the database: made, changed and withdrawn by editors, read by everybody (INFO-08). */
import { keptRead } from './kept-read.ts';
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { ByLanguage, InfoPoint, InfoRoute, PointKind } from './info-points.ts';
import { placeCalled } from './rumours.ts';
import { checkStanding } from './standing-numbers.ts';
import { acting, type Editor } from './store.ts';

export type NewPoint = {
  territory: string;
  kind: PointKind;
  name: ByLanguage;
  /** Name of a place of the gazetteer, in any language. */
  place: string;
  position?: { lat: number; lon: number };
  cards: readonly number[];
  needs: readonly string[];
  languages: readonly string[];
};
export type NewRoute = Pick<InfoRoute, 'territory' | 'name' | 'points'>;

/** As editors see them: those of others, too, and those that were withdrawn. */
export type OwnPoint = InfoPoint & { own: boolean; isWithdrawn: boolean; placeName: ByLanguage };
export type OwnRoute = InfoRoute & { own: boolean; isWithdrawn: boolean };

/** @returns the number of the new point. @throws Problem `bad_input` that names `place` or `cards` and what was expected */
export function addPoint(database: Database, editor: Editor, given: NewPoint): Promise<number> {
  return act(database, acting(editor), async (tx) => {
    await checkStanding(tx, given.territory, { field: 'cards', asked: given.cards });
    const [row] = await tx.query<{ code: number }>(
      `insert into guidance.info_point (territory, kind, name, place_id, lat, lon, cards, needs, languages, org_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning code`,
      [given.territory, ...(await columnsOf(tx, given)), editor.org],
    );
    return (row as { code: number }).code;
  });
}

/**
 * Puts everything that can be changed of a point. The names of languages that are not given stay.
 * @throws Problem `not_found` for a point of others or one that was withdrawn, `conflict` when somebody changed it meanwhile,
 *   `bad_input`
 */
export function changePoint(
  database: Database,
  editor: Editor,
  code: number,
  version: number,
  given: NewPoint,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const had = await hold(tx, 'info_point', editor, code, version);
    await checkStanding(tx, given.territory, { field: 'cards', asked: given.cards, had });
    await tx.query(
      `update guidance.info_point set kind = $2, name = name || $3, place_id = $4, lat = $5, lon = $6, cards = $7, needs = $8, languages = $9
       where code = $1`,
      [code, ...(await columnsOf(tx, given))],
    );
  });
}

/** @returns the number of the new route. @throws Problem `bad_input` for points that do not stand or are named twice */
export function addRoute(database: Database, editor: Editor, given: NewRoute): Promise<number> {
  return act(database, acting(editor), async (tx) => {
    await checkStanding(tx, given.territory, { field: 'points', asked: given.points });
    const [row] = await tx.query<{ code: number }>(
      'insert into guidance.route (territory, name, points, org_id) values ($1, $2, $3, $4) returning code',
      [given.territory, JSON.stringify(given.name), given.points, editor.org],
    );
    return (row as { code: number }).code;
  });
}

/** @throws Problem as {@link changePoint} */
export function changeRoute(
  database: Database,
  editor: Editor,
  code: number,
  version: number,
  given: NewRoute,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const had = await hold(tx, 'route', editor, code, version);
    await checkStanding(tx, given.territory, { field: 'points', asked: given.points, had });
    await tx.query('update guidance.route set name = name || $2, points = $3 where code = $1', [
      code,
      JSON.stringify(given.name),
      given.points,
    ]);
  });
}

/** Takes a point or a route down, for good. @throws Problem `not_found` */
export function withdrawInfo(
  database: Database,
  editor: Editor,
  what: 'info_point' | 'route',
  code: number,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    await hold(tx, what, editor, code);
    await tx.query(`update guidance.${what} set withdrawn_at = clock_timestamp() where code = $1`, [
      code,
    ]);
  });
}

/** Own, standing and as the editor saw it. @returns the cards or points that it names */
async function hold(
  tx: Transaction,
  table: 'info_point' | 'route',
  editor: Editor,
  code: number,
  version?: number,
): Promise<readonly number[]> {
  const [found] = await tx.query<{ version: number; named: number[] }>(
    `select version, ${table === 'route' ? 'points' : 'cards'} named from guidance.${table} where code = $1 and org_id = $2 and withdrawn_at is null for update`,
    [code, editor.org],
  );
  if (!found) throw new Problem('not_found');
  if (version !== undefined && found.version !== version) throw new Problem('conflict');
  return found.named;
}

async function columnsOf(tx: Transaction, given: NewPoint): Promise<unknown[]> {
  const { kind, name, place, position, cards, needs, languages } = given;
  const at = await placeCalled(tx, place.trim());
  return [
    kind,
    JSON.stringify(name),
    at,
    position?.lat ?? null,
    position?.lon ?? null,
    cards,
    needs,
    languages,
  ];
}

type PointRow = Omit<InfoPoint, 'position' | 'middle'> & {
  lat: number | null;
  lon: number | null;
  placeLat: number;
  placeLon: number;
};

const POINT_COLUMNS = `i.code, i.territory, i.kind, i.name, i.place_id place, i.lat, i.lon, i.cards, i.needs, i.languages, i.version`;
const ROUTE_COLUMNS = 'r.code, r.territory, r.name, r.points, r.version';

function pointOf<Row extends PointRow>({ lat, lon, placeLat, placeLon, ...rest }: Row) {
  return {
    ...rest,
    ...(lat === null || lon === null ? {} : { position: { lat, lon } }),
    middle: { lat: placeLat, lon: placeLon },
  };
}

/** Points and routes of one list at most: more than a country has. */
const MOST_LISTED = 500;

/**
 * Points and routes of a territory: those in use first, among them one's own, the newest first.
 * @param standing only what was not withdrawn
 */
export function listInfo(
  database: Database,
  editor: Editor,
  territory: string,
  { standing = false }: { standing?: boolean } = {},
): Promise<{ points: readonly OwnPoint[]; routes: readonly OwnRoute[] }> {
  const listed = (row: 'i' | 'r'): string =>
    `where ${row}.territory = $2 and (not $3 or ${row}.withdrawn_at is null)
     order by ${row}.withdrawn_at is not null, ${row}.org_id <> $1, ${row}.code desc limit ${String(MOST_LISTED)}`;
  const asked = [editor.org, territory, standing];
  return look(database, acting(editor), async (tx) => {
    const points = await tx.query<
      PointRow & { own: boolean; isWithdrawn: boolean; names: Record<string, string[]> }
    >(
      `select ${POINT_COLUMNS}, p.lat "placeLat", p.lon "placeLon", p.names, i.org_id = $1 own, i.withdrawn_at is not null "isWithdrawn"
       from guidance.info_point i join directory.place_name p on p.id = i.place_id ${listed('i')}`,
      asked,
    );
    const routes = await tx.query<OwnRoute>(
      `select ${ROUTE_COLUMNS}, r.org_id = $1 own, r.withdrawn_at is not null "isWithdrawn"
       from guidance.route r ${listed('r')}`,
      asked,
    );
    return {
      points: points.map(({ names, ...row }) => ({
        ...pointOf(row),
        placeName: Object.fromEntries(
          Object.entries(names).flatMap(([lang, [first]]) => (first ? [[lang, first]] : [])),
        ),
      })),
      routes,
    };
  });
}

export type InfoShelf = {
  /** What may be shown, by number. What was read stays good for seconds, and while the database is away. */
  read(): Promise<{ points: readonly InfoPoint[]; routes: readonly InfoRoute[] }>;
};

const PUBLIC = { role: 'app_public', actor: 'public', purpose: 'guidance' } as const;

/** @param now milliseconds */
export function openInfo(database: Database, now: () => number): InfoShelf {
  const read = () =>
    look(database, PUBLIC, async (tx) => {
      const points = await tx.query<PointRow>(
        `select ${POINT_COLUMNS}, i.place_lat "placeLat", i.place_lon "placeLon" from guidance.pub_info_point i order by i.code`,
      );
      const routes = await tx.query<InfoRoute>(
        `select ${ROUTE_COLUMNS} from guidance.pub_route r order by r.code`,
      );
      return { points: points.map(pointOf), routes };
    });
  return { read: keptRead(read, now) };
}
