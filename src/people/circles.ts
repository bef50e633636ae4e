/**
 * Circles of people in the server's memory (chapter 30, section 1.3): read once, caught up at each question by the number of the
 * transaction, so that somebody registered a second ago at the next desk is found; dropped after ten minutes without a question.
 */
import { CIRCLE_IDLE, type CircleKey, type InContext, openSketch } from '../firewall/index.ts';
import { circleEdges } from './circle-edges.ts';
import { Circle } from './name-circle.ts';
import { FEWEST_ASKED } from './name-edge.ts';
import { unpackRecord } from './sketch-record.ts';

/** Newest people of a circle; a larger pool would ask more people wrongly. */
export const MOST_PEOPLE = 2_500;

type Loaded = {
  circle: Circle;
  /** Number of the sketch of each person, the oldest first. */
  sketches: Map<string, string>;
  keyId: string;
  /** Everything before this transaction has been seen. */
  xmin: string;
  /** What has to be the same for nobody to have gone. */
  mark: string;
  /** How many came or went since the circle last asked itself, and how many it was then. */
  changes: number;
  measured: number;
};

export type Circles = {
  /**
   * The circle of a point as it stands now, for the worker of `tx` (role `app_ident`).
   * @returns `renewed` when `key` is not the circle's any more; an empty circle where the worker has no such point
   */
  current(
    tx: InContext,
    at: { org: string; point: string; key: CircleKey },
  ): Promise<Circle | 'renewed'>;
  /** How many circles are held. */
  readonly size: number;
  close(): void;
};

type State = { circle_key_id: string; xmin: string; mark: string };
type Row = { sketch_id: string | null; subject: string; sealed: Buffer };

/** `idle`: after how many ms without a question a circle is dropped. */
export function openCircles({ idle = CIRCLE_IDLE } = {}): Circles {
  const held = new Map<string, { loaded: Loaded; timer: NodeJS.Timeout }>();
  const edges = circleEdges();
  const keep = (name: string, loaded: Loaded): void => {
    const before = held.get(name);
    if (before?.loaded === loaded) return void before.timer.refresh();
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      edges.stop(name);
      held.delete(name);
    }, idle);
    timer.unref();
    held.set(name, { loaded, timer });
  };
  return {
    async current(tx, { org, point, key }) {
      const name = `${org}|${point}`;
      const found = held.get(name)?.loaded;
      const before = found?.keyId === key.id ? found : undefined;
      const rows = await stateAndRows(tx, { org, point, since: before?.xmin ?? '0' });
      const [now] = rows;
      if (!now) return new Circle();
      if (now.circle_key_id !== key.id) return 'renewed';
      const loaded = before ?? empty(key.id, now.mark);
      if (!before) edges.remind(name, loaded.circle);
      // The newest come first, and of those with two names the newest counts.
      for (const row of rows.toReversed()) add(loaded, key, row);
      if (loaded.mark !== now.mark) dropGone(loaded, await standing(tx, org, point));
      loaded.mark = now.mark;
      loaded.xmin = now.xmin;
      keep(name, loaded);
      if (isDue(loaded) && !edges.measuring(name)) {
        const joined = await joinedOf(tx, [...loaded.sketches.keys()]);
        [loaded.changes, loaded.measured] = [0, loaded.circle.size];
        // Where asking fails, the edges before it stay: no question depends on it.
        edges.measure(name, loaded.circle, joined).catch(() => false);
      }
      return loaded.circle;
    },
    get size() {
      return held.size;
    },
    close() {
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
      edges.close();
    },
  };
}

const empty = (keyId: string, mark: string): Loaded => ({
  circle: new Circle(),
  sketches: new Map(),
  keyId,
  xmin: '0',
  mark,
  changes: 0,
  measured: 0,
});

/** A circle asks itself when it is read and whenever half as many as it then had came or went. */
const isDue = ({ circle, changes, measured }: Loaded): boolean =>
  circle.size >= FEWEST_ASKED && changes > measured / 2;

/** Of these tokens those that were joined, each with the one that stands for it. */
const joinedOf = async (
  tx: InContext,
  subjects: readonly string[],
): Promise<[string, string][]> => {
  const rows = await tx.query<{ subject: string; root: string }>(
    'select subject, root from fw.alike($1) where root <> subject',
    [subjects],
  );
  return rows.map(({ subject, root }) => [subject, root]);
};

/** How the circle stands, in each row, with what came since; one row without a sketch when nothing did. No row: no circle. */
const stateAndRows = (
  tx: InContext,
  { org, point, since }: { org: string; point: string; since: string },
): Promise<(State & Row)[]> =>
  tx.query<State & Row>(
    `select k.circle_key_id, pg_snapshot_xmin(pg_current_snapshot())::text as xmin, k.gone || '.' || cardinality(fw.erasing()) as mark,
         s.sketch_id, s.subject, s.sealed
       from fw.circle_key($2) k left join (
         select sketch_id, subject, sealed, tx from ident.name_sketch
           where org_id = $1 and point_id = $2 and tx >= $3::text::xid8 and created_at > clock_timestamp() - interval '12 months'
           order by tx desc, sketch_id limit ${MOST_PEOPLE}) s on true
       order by s.tx desc, s.sketch_id`,
    [org, point, since],
  );

function add(loaded: Loaded, key: CircleKey, { sketch_id: id, subject, sealed }: Row): void {
  const { circle, sketches } = loaded;
  if (id === null || sketches.get(subject) === id) return;
  const plain = openSketch(key, id, sealed);
  const record = plain && unpackRecord(plain);
  plain?.fill(0);
  if (!record) return;
  sketches.delete(subject);
  sketches.set(subject, id);
  circle.add({ subject, ...record });
  loaded.changes++;
  if (sketches.size <= MOST_PEOPLE) return;
  const [oldest = ''] = sketches.keys();
  sketches.delete(oldest);
  circle.remove(oldest);
}

const standing = async (tx: InContext, org: string, point: string): Promise<Set<string>> => {
  const rows = await tx.query<{ sketch_id: string }>(
    'select sketch_id from ident.name_sketch where org_id = $1 and point_id = $2',
    [org, point],
  );
  return new Set(rows.map(({ sketch_id: id }) => id));
};

function dropGone(loaded: Loaded, alive: ReadonlySet<string>): void {
  const { circle, sketches } = loaded;
  for (const [subject, id] of sketches)
    if (!alive.has(id)) {
      loaded.changes++;
      sketches.delete(subject);
      circle.remove(subject);
    }
}
