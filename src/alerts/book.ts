/**
 * The alerts that the public may know, in memory: every page asks what stands now. What stands changes with the data and
 * with the clock, to the second; `mark` is another number after each such change.
 */
import type { Database } from '../database/index.ts';
import { look } from '../firewall/index.ts';
import { type Alert, byWeight, JUST_NOW } from './alert.ts';
import { publicAlerts } from './rows.ts';
import { messageOf, nextChange, type Standing, standings } from './standing.ts';

/** Places that a place lies in, itself first. */
export type Line = (place: number) => readonly number[];

export type AlertBook = {
  /** What stands now, the worst first. */
  current(): readonly Alert[];
  /** What stands now for a place, or for the whole territory when no place is named. */
  concerning(place: number | undefined, line: Line): readonly Alert[];
  find(id: string): { alert: Alert; standing: Standing; newest: Alert } | undefined;
  /** All that is known, newest first. */
  all(): readonly { alert: Alert; standing: Standing }[];
  mark(): number;
  /** True once the database was asked. */
  ready(): boolean;
  refresh(): Promise<void>;
  close(): Promise<void>;
};

/** How often the database is asked although nobody said that something changed, ms. */
const EVERY = 20_000;

/**
 * Opens the book; while the database is away it goes on with what it knows, and the clock still ends what ends.
 * @param now ms since 1970
 */
export async function openAlertBook(
  database: Database,
  now: () => number = Date.now,
): Promise<AlertBook> {
  let known: readonly Alert[] = [];
  let isRead = false;
  let reading: Promise<void> | undefined;
  let again = false;
  const state = standingState(now, () => known);
  const readOnce = async (): Promise<void> => {
    do {
      again = false;
      const read = await look(
        database,
        { role: 'app_public', actor: 'public', purpose: 'show alerts' },
        publicAlerts,
      );
      isRead = true;
      if (JSON.stringify(read) !== JSON.stringify(known)) {
        known = read;
        state.drop();
      }
    } while (again);
  };
  const refresh = (): Promise<void> => {
    again = reading !== undefined;
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const quietly = (): void => void refresh().catch(() => {});
  const [stopListening] = await Promise.all([
    database.listen('alerts', quietly),
    refresh().catch(() => {}),
  ]);
  const timer = setInterval(quietly, EVERY);
  timer.unref();
  return {
    ...bookOf(state.read, () => known),
    ready: () => isRead,
    refresh,
    async close() {
      clearInterval(timer);
      await stopListening();
      await reading?.catch(() => {});
    },
  };
}

type State = {
  from: number;
  until: number;
  mark: number;
  standing: Map<string, Standing>;
  current: readonly Alert[];
};

/** What stands, worked out anew when the data changed or the clock passed the next change. */
function standingState(now: () => number, known: () => readonly Alert[]) {
  let state: State | undefined;
  let marks = 0;
  return {
    drop(): void {
      state = undefined;
    },
    read(): State {
      const at = now();
      if (state && at >= state.from && at < state.until) return state;
      const messages = known().map(messageOf);
      const standing = standings(messages, at);
      const current = known()
        .filter(({ id }) => standing.get(id) === 'now')
        .sort(byWeight);
      const fresh = current.flatMap(({ issuedAt }) =>
        issuedAt + JUST_NOW > at ? [issuedAt + JUST_NOW] : [],
      );
      const until = Math.min(nextChange(messages, at) ?? Infinity, ...fresh);
      marks++;
      state = { from: at, until, mark: marks, standing, current };
      return state;
    },
  };
}

function bookOf(read: () => State, known: () => readonly Alert[]) {
  const standingOf = (id: string): Standing => read().standing.get(id) ?? 'over';
  return {
    current: () => read().current,
    concerning: (place: number | undefined, line: Line) =>
      read().current.filter((alert) => concerns(alert, place, line)),
    mark: () => read().mark,
    all: () => known().map((alert) => ({ alert, standing: standingOf(alert.id) })),
    find(id: string) {
      const alert = known().find((one) => one.id === id);
      if (!alert) return undefined;
      const line = known().filter(({ chain }) => chain === alert.chain);
      const newest = line.reduce((a, b) => (b.issuedAt > a.issuedAt ? b : a), alert);
      return { alert, standing: standingOf(id), newest };
    },
  };
}

/** True when an alert is for a place: for all places, for one that it lies in, or for one that lies in it. */
export function concerns(
  { areas }: Pick<Alert, 'areas'>,
  place: number | undefined,
  line: Line,
): boolean {
  if (areas.length === 0) return true;
  if (place === undefined) return false;
  const around = line(place);
  return areas.some((area) => around.includes(area) || line(area).includes(place));
}
