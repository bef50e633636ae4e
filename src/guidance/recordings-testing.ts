/** For tests of recordings: a directory whose answers change, people who bring and hear, and what became of it. */
import type { Database } from '../database/index.ts';
import { look } from '../firewall/index.ts';
import { addMedium, hearMedium } from './media.ts';
import type { Resolve } from './publish.ts';
import type { Weighed } from './recordings.ts';
import { openShelf } from './shelf.ts';
import { acting, type Editor, readCard } from './store.ts';
import { worker } from './testing.ts';

export const PLACE = 'svc:407132.address';
export const HOURS = 'svc:407132.hours';
export const WORDS = { answer: `The clinic is free. It is at {${PLACE}}, open {${HOURS}}.` };

/** @param database once it is open */
export function recordingDesk(database: () => Database) {
  const values: Record<string, string> = {};
  const resolve: Resolve = async (references) =>
    Object.fromEntries(
      references.flatMap((one) => (values[one] === undefined ? [] : [[one, values[one]]])),
    );
  const silence = (): void => {
    for (const key of Object.keys(values)) delete values[key];
  };
  const renew = (): void => {
    silence();
    Object.assign(values, { [PLACE]: '4 Harbour Road', [HOURS]: '08:00–12:00' });
  };

  const bring = (by: Editor, card: number, revision = 1, lang = 'en'): Promise<string> =>
    addMedium(database(), by, {
      card,
      lang,
      revision,
      kind: 'audio',
      mime: 'audio/ogg',
      content: Buffer.from(`OggS of ${card}`),
      seconds: 12,
      synthetic: false,
      spoken: { ...values },
    });
  const hears = (by: Editor, medium: string) =>
    hearMedium(database(), by, { medium, verdict: 'right' });
  const publicly = async (card: number, lang = 'en') =>
    (
      await openShelf(database(), { today: () => '2026-11-22', now: Date.now }).card(card, lang)
    )?.media.map(({ id }) => id) ?? [];
  /** What waits about recordings of a card. */
  const todo = (card: number): Promise<string[]> =>
    look(database(), acting(worker()), async (tx) => {
      const rows = await tx.query<{ kind: string }>(
        `select kind from guidance.todo where card = $1 and kind in ('listen', 'record')`,
        [card],
      );
      return rows.map(({ kind }) => kind);
    });
  /** How the only recording of a card stands, by the rule. */
  const weighed = async (card: number, lang = 'en'): Promise<Weighed> => {
    const desk = await readCard(database(), worker(), card);
    const [recording] = desk.media;
    if (!recording) throw new Error('it has no recording');
    const out = desk.publications.find((one) => one.lang === lang && one.endedAt === undefined);
    return {
      card: desk.card,
      recording,
      hearings: desk.hearings,
      revisions: desk.revisions.filter((one) => one.lang === lang),
      ...(out ? { out } : {}),
    };
  };
  return {
    /** What the directory says of each reference; `renew` sets it back, `silence` empties it. */
    values,
    resolve,
    renew,
    silence,
    bring,
    hears,
    publicly,
    todo,
    weighed,
  };
}
