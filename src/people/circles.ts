/**
 * Circles of people in the server's memory (chapter 30, section 1.3): read once, caught up at each question with what has been committed
 * since, so that somebody registered a second ago at the next desk is found; dropped after ten minutes without a question.
 * Here stands who is in each circle; what their names sound like stands in the thread that compares them (`circle-thread.ts`).
 */
import { CIRCLE_IDLE, type CircleKey, openSketch } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { Row } from '../database/index.ts';
import type { CircleChange, CircleOf } from './circle-jobs.ts';
import { openCircleThread } from './circle-thread.ts';
import type { CircleQuery, Similar } from './name-circle.ts';
import { FEWEST_ASKED, type OwnEdges } from './name-edge.ts';

/** Newest people of a circle; a larger pool would ask more people wrongly. */
export const MOST_PEOPLE = 2_500;

type Loaded = {
  /** As the thread knows it. */
  of: CircleOf;
  /** Number of the sketch of each person, the oldest first. */
  sketches: Map<string, string>;
  /** What the thread has not been told yet. */
  untold: CircleChange[];
  keyId: string;
  /** The transactions that have been seen, as PostgreSQL writes a snapshot. */
  seen: string;
  /** What has to be the same for nobody to have gone. */
  mark: string;
  /** How many came or went since the circle last asked itself, and how many it was then. */
  changes: number;
  measured: number;
  isMeasuring: boolean;
};

/** Sends one statement as the worker who asks (role `app_ident`), in a transaction of its own or in hers. */
export type Sending = <R extends Row>(text: string, values: readonly unknown[]) => Promise<R[]>;

/** A circle as it stood when it was asked for. */
export type StandingCircle = {
  readonly size: number;
  /**
   * See `Circle.similar`; compared on a thread of its own.
   * @throws `busy_try_again` when the circle left the memory meanwhile
   */
  similar(query: CircleQuery, most?: number): Promise<readonly Similar[]>;
  /** What it learned of itself; undefined while it was never measured. @throws as `similar` */
  edges(): Promise<OwnEdges | undefined>;
};

export type Circles = {
  /**
   * The circle of a point as it stands now, for the worker who sends.
   * @returns `renewed` when `key` is not the circle's any more; an empty circle where the worker has no such point
   */
  current(
    send: Sending,
    at: { org: string; point: string; key: CircleKey },
  ): Promise<StandingCircle | 'renewed'>;
  /** How many circles are held. */
  readonly size: number;
  close(): Promise<void>;
};

type State = { circle_key_id: string; seen: string; mark: string };
type Sketched = { sketch_id: string | null; subject: string; sealed: Buffer };

/** A snapshot to which every transaction is new. */
const NOTHING = '1:1:';

const NOBODY: StandingCircle = {
  size: 0,
  similar: async () => [],
  edges: async () => undefined,
};

/** `idle`: after how many ms without a question a circle is dropped. `begin`: what compares. */
export function openCircles({ idle = CIRCLE_IDLE, begin = openCircleThread } = {}): Circles {
  const held = new Map<string, { loaded: Loaded; timer: NodeJS.Timeout }>();
  let count = 0;
  const forget = (loaded: Loaded): void => {
    const { name } = loaded.of;
    const found = held.get(name);
    if (found?.loaded !== loaded) return;
    clearTimeout(found.timer);
    held.delete(name);
    thread.drop(loaded.of);
  };
  const thread = begin(() => {
    for (const { timer } of held.values()) clearTimeout(timer);
    held.clear();
  });
  const keep = (loaded: Loaded): void => {
    const { name } = loaded.of;
    const before = held.get(name);
    if (before?.loaded === loaded) return void before.timer.refresh();
    if (before) forget(before.loaded);
    const timer = setTimeout(() => forget(loaded), idle);
    timer.unref();
    held.set(name, { loaded, timer });
  };
  const measure = async (send: Sending, loaded: Loaded): Promise<void> => {
    loaded.isMeasuring = true;
    const over = (): void => void (loaded.isMeasuring = false);
    try {
      const joined = await joinedOf(send, [...loaded.sketches.keys()]);
      [loaded.changes, loaded.measured] = [0, loaded.sketches.size];
      // Where asking fails, the edges before it stay: no question depends on it, and none waits for it.
      thread.measure(loaded.of, { changes: untoldOf(loaded), joined }).then(over, over);
    } catch (error) {
      over();
      throw error;
    }
  };
  const answered = async <T>(loaded: Loaded, ask: () => Promise<T>): Promise<T> => {
    if (held.get(loaded.of.name)?.loaded !== loaded) throw new Problem('busy_try_again');
    try {
      return await ask();
    } catch (error) {
      forget(loaded);
      throw error;
    }
  };
  const standingOf = (loaded: Loaded): StandingCircle => ({
    size: loaded.sketches.size,
    similar: (query, most = 5) =>
      answered(loaded, () => thread.ask(loaded.of, { changes: untoldOf(loaded), query, most })),
    edges: () => answered(loaded, () => thread.edges(loaded.of, untoldOf(loaded))),
  });
  return {
    async current(send, { org, point, key }) {
      const name = `${org}|${point}`;
      for (;;) {
        const live = (): Loaded | undefined => {
          const found = held.get(name)?.loaded;
          return found?.keyId === key.id ? found : undefined;
        };
        const before = live();
        const rows = await stateAndRows(send, { org, point, since: before?.seen ?? NOTHING });
        const [now] = rows;
        if (!now) return NOBODY;
        if (now.circle_key_id !== key.id) return 'renewed';
        // Who read the whole circle may find that somebody else did, and adds to theirs; what follows one that went is not enough.
        const found = live();
        if (before && found !== before) continue;
        const loaded = found ?? empty({ number: ++count, name }, key.id, now.mark);
        // The newest come first, and of those with two names the newest counts.
        for (const row of rows.toReversed()) add(loaded, key, row);
        keep(loaded);
        if (loaded.mark !== now.mark) await dropGone(send, loaded, { org, point });
        loaded.mark = now.mark;
        loaded.seen = now.seen;
        if (isDue(loaded)) await measure(send, loaded);
        return standingOf(loaded);
      }
    },
    get size() {
      return held.size;
    },
    async close() {
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
      await thread.close();
    },
  };
}

const empty = (of: CircleOf, keyId: string, mark: string): Loaded => ({
  of,
  sketches: new Map(),
  untold: [],
  keyId,
  seen: NOTHING,
  mark,
  changes: 0,
  measured: 0,
  isMeasuring: false,
});

/** What the thread has to be told before it does anything else with the circle. */
const untoldOf = (loaded: Loaded): CircleChange[] => {
  const changes = loaded.untold;
  loaded.untold = [];
  return changes;
};

/** A circle asks itself when it is read and whenever half as many as it then had came or went. */
const isDue = ({ sketches, changes, measured, isMeasuring }: Loaded): boolean =>
  !isMeasuring && sketches.size >= FEWEST_ASKED && changes > measured / 2;

/** Of these tokens those that were joined, each with the one that stands for it. */
const joinedOf = async (
  send: Sending,
  subjects: readonly string[],
): Promise<[string, string][]> => {
  const rows = await send<{ subject: string; root: string }>(
    'select subject, root from fw.alike($1) where root <> subject',
    [subjects],
  );
  return rows.map(({ subject, root }) => [subject, root]);
};

/** How the circle stands, in each row, with what came since; one row without a sketch when nothing did. No row: no circle. */
const stateAndRows = (
  send: Sending,
  { org, point, since }: { org: string; point: string; since: string },
): Promise<(State & Sketched)[]> =>
  send<State & Sketched>(
    `select k.circle_key_id, pg_current_snapshot()::text as seen, k.mark, s.sketch_id, s.subject, s.sealed
       from (select circle_key_id, gone || '.' || cardinality(fw.erasing()) as mark from fw.circle_key($2) offset 0) k left join (
         select sketch_id, subject, sealed, tx from ident.name_sketch
           where org_id = $1 and point_id = $2 and tx >= pg_snapshot_xmin($3::pg_snapshot) and not pg_visible_in_snapshot(tx, $3::pg_snapshot)
             and created_at > clock_timestamp() - interval '12 months'
           order by tx desc, sketch_id limit ${MOST_PEOPLE}) s on true
       order by s.tx desc, s.sketch_id`,
    [org, point, since],
  );

function add(loaded: Loaded, key: CircleKey, { sketch_id: id, subject, sealed }: Sketched): void {
  const { sketches, untold } = loaded;
  if (id === null || sketches.get(subject) === id) return;
  const plain = openSketch(key, id, sealed);
  if (!plain) return;
  sketches.delete(subject);
  sketches.set(subject, id);
  // A copy of its own, which is given away to the thread.
  untold.push({ subject, record: Uint8Array.from(plain) });
  plain.fill(0);
  loaded.changes++;
  if (sketches.size <= MOST_PEOPLE) return;
  const [oldest = ''] = sketches.keys();
  sketches.delete(oldest);
  untold.push({ subject: oldest });
}

/** Takes out whoever is gone of those who are known now; who comes in meanwhile is none of them. */
async function dropGone(
  send: Sending,
  loaded: Loaded,
  { org, point }: { org: string; point: string },
): Promise<void> {
  const known = [...loaded.sketches];
  const rows = await send<{ sketch_id: string }>(
    'select sketch_id from ident.name_sketch where org_id = $1 and point_id = $2',
    [org, point],
  );
  const alive = new Set(rows.map(({ sketch_id: id }) => id));
  for (const [subject, id] of known) {
    if (alive.has(id) || loaded.sketches.get(subject) !== id) continue;
    loaded.changes++;
    loaded.sketches.delete(subject);
    loaded.untold.push({ subject });
  }
}
