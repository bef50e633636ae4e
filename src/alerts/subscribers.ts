/**
 * Numbers that want alerts by text message, without knowing whose they are. Of a number is kept: a keyed digest (to know it
 * again for STOP and for a repeat), the number sealed under a key that stands in no database, an area, a language, and the
 * Monday of the week in which it joined or renewed. There is no list, no export and no way for staff to read one.
 *
 * The words JOIN and STOP, and the sending itself, belong to the channel that uses this.
 */
import { dateOfInstant } from '../languages/days.ts';
import { createHmac, randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../database/index.ts';
import { act, type NodeSecret, openField, sealField } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { Alert } from './alert.ts';

/** A message to one number. The same `id` again is the same message: whoever sends does so once for each. */
export type Sending = {
  id: string;
  number: string;
  lang: string;
  text: string;
  /** True when an earlier try may have got through before the program ended. */
  again: boolean;
};
/** Hands a message over for sending, durably. @throws when it was not taken; it is then tried again at the next delivery */
export type Send = (sending: Sending) => Promise<void>;
export type Progress = { sent: number; failed: number; waiting: number };

export type Subscribers = {
  /**
   * A number (E.164) wants alerts of an area (place of the gazetteer), in a language of the pages. Again: renews, and
   * changes the language.
   * @throws Problem `bad_input` naming `number`, `area` or `lang`; `too_many` above five areas
   */
  subscribe(number: string, area: number, lang: string): Promise<'new' | 'renewed'>;
  /** Nothing of the number is left. @returns whether it was known */
  stop(number: string): Promise<boolean>;
  /**
   * Sends an alert to every number of its area, once each, whatever happens in between: called again after a crash it goes
   * on where it was; the same after `signal` ended it between two messages. `text` makes the words of a language; without words nothing is sent in it.
   * A message that `send` does not take waits for the next call, under the same id; while it takes others, five times at
   * most, then the number counts as failed. When it takes none of many the rest is left for the next call.
   * @returns how far it came; undefined when another program delivers it at this moment
   */
  deliver(
    alert: Alert,
    text: (lang: string) => Promise<string | undefined>,
    send: Send,
    options?: { onProgress?: (progress: Progress) => void; signal?: AbortSignal },
  ): Promise<Progress | undefined>;
  progress(alert: Alert): Promise<Progress>;
  /** How many numbers an area has: tens, from ten upwards. */
  counts(): Promise<{ area: number; atLeast: number }[]>;
  /**
   * Says once to those whose half year is nearly over how to go on; who was not told, as `send` did not take it or `signal` came
   * before, is told by a later call. Ends when `send` takes nobody's. @returns how many were told
   */
  remind(
    text: (lang: string) => Promise<string | undefined>,
    send: Send,
    options?: { signal?: AbortSignal },
  ): Promise<number>;
  /** Takes away numbers that did not renew for 180 days, and what was sent of alerts that are over. */
  forget(): Promise<number>;
};

const DAY = 86_400_000;
/** Days without renewal after which a number is gone, and after which it is reminded. */
export const LIFE_DAYS = 180;
export const REMIND_DAYS = 166;
const BATCH = 200;
/** Messages handed over side by side. */
const AT_ONCE = 16;
/** Tries of one number while others are taken; a channel that takes nobody's messages is away, and counts against none. */
const MOST_TRIES = 5;
/** How long a program that died keeps others from delivering, s. */
const LEASE = 120;
const SEALED = 'alerts_sealed.subscriber.sealed';
const E164 = /^\+[1-9]\d{6,14}$/;

/** Not taken by the channel, under this id. */
type Refused = { id: string; digest: Buffer };
type Row = { digest: Buffer; sealed: Buffer; lang: string };

/** @param now ms since 1970 */
export function openSubscribers(
  database: Database,
  secret: NodeSecret,
  now: () => number = Date.now,
): Subscribers {
  const asJob = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    act(database, { role: 'app_jobs', actor: 'jobs', purpose: 'alerts by message' }, work);
  const digestOf = (number: string): Buffer =>
    createHmac('sha256', secret('alert-subscribers-digest')).update(number).digest();
  const sealing = secret('alert-subscribers-seal');
  const place = (digest: Buffer) => ({ column: SEALED, rowId: digest.toString('hex') });
  const numberOf = ({ digest, sealed }: Row): string | undefined =>
    openField(sealing, place(digest), sealed)?.toString('utf8');
  const checked = (number: string): string => {
    if (!E164.test(number))
      throw new Problem('bad_input', {
        errors: [{ field: 'number', expected: 'a number such as +999555010203 (E.164)' }],
      });
    return number;
  };
  const progress = ({ id, areas }: Alert): Promise<Progress> =>
    asJob(async (tx) => {
      const [row] = await tx.query<Progress>(
        'select sent, failed, waiting from alerts_sealed.progress($1, $2)',
        [id, areas],
      );
      return row ?? { sent: 0, failed: 0, waiting: 0 };
    });

  /** Refusals of each message, by alert; gone with the alert. */
  const refusals = new Map<string, { ends: number; tries: Map<string, number> }>();
  const triesOf = ({ id, expiresAt: ends }: Alert): Map<string, number> => {
    for (const [other, of] of refusals) if (of.ends <= now()) refusals.delete(other);
    const { tries } = refusals.get(id) ?? { tries: new Map<string, number>() };
    if (ends > now()) refusals.set(id, { ends, tries });
    return tries;
  };
  /** Those that were refused too often. */
  const givenUp = (tries: Map<string, number>, refused: readonly Refused[]): Buffer[] =>
    refused
      .filter(({ id }) => {
        const tried = (tries.get(id) ?? 0) + 1;
        if (tried < MOST_TRIES) tries.set(id, tried);
        else tries.delete(id);
        return tried >= MOST_TRIES;
      })
      .map(({ digest }) => digest);
  const sendAll = async (
    rows: readonly Row[],
    label: string,
    again: boolean,
    text: (lang: string) => Promise<string | undefined>,
    send: Send,
    signal?: AbortSignal,
  ): Promise<{ sent: Buffer[]; failed: Buffer[]; refused: Refused[] }> => {
    const sent: Buffer[] = [];
    const failed: Buffer[] = [];
    const refused: Refused[] = [];
    const texts = new Map<string, Promise<string | undefined>>();
    const textIn = (lang: string): Promise<string | undefined> => {
      const known = texts.get(lang) ?? text(lang);
      texts.set(lang, known);
      return known;
    };
    const sendOne = async (row: Row): Promise<void> => {
      const number = numberOf(row);
      const words = number === undefined ? undefined : await textIn(row.lang);
      if (number === undefined || words === undefined) {
        failed.push(row.digest);
        return;
      }
      const id = sendingId(secret, label, row.digest);
      try {
        await send({ id, number, lang: row.lang, text: words, again });
        sent.push(row.digest);
      } catch {
        // What was under way when the program was stopped is tried again, under the same id.
        if (!signal?.aborted) refused.push({ id, digest: row.digest });
      }
    };
    const queue = rows.values();
    const line = async (): Promise<void> => {
      for (const row of queue) {
        if (signal?.aborted) return;
        await sendOne(row);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
    return { sent, failed, refused };
  };

  return {
    async subscribe(number, area, lang) {
      const digest = digestOf(checked(number));
      if (!Number.isInteger(area) || area < 1 || area > 2 ** 31 - 1)
        throw new Problem('bad_input', {
          errors: [{ field: 'area', expected: 'a place of the gazetteer' }],
        });
      if (!/^[a-z]{2,3}$/.test(lang))
        throw new Problem('bad_input', {
          errors: [{ field: 'lang', expected: 'the code of a language of the pages' }],
        });
      const sealed = sealField(sealing, 1, place(digest), Buffer.from(number));
      const [row] = await asJob((tx) =>
        tx.query<{ said: string }>('select alerts_sealed.subscribe($1, $2, $3, $4, $5) as said', [
          digest,
          sealed,
          area,
          lang,
          mondayOf(now()),
        ]),
      );
      if (row?.said === 'unknown_area')
        throw new Problem('bad_input', {
          errors: [{ field: 'area', expected: 'a place of the gazetteer' }],
        });
      if (row?.said === 'too_many')
        throw new Problem('too_many', { detail: 'A number has five areas at most.' });
      return row?.said === 'renewed' ? 'renewed' : 'new';
    },
    async stop(number) {
      const digest = digestOf(checked(number));
      const [row] = await asJob((tx) =>
        tx.query<{ n: number }>('select alerts_sealed.stop($1) as n', [digest]),
      );
      return (row?.n ?? 0) > 0;
    },
    async deliver(alert, text, send, { onProgress = () => {}, signal } = {}) {
      const run = randomUUID();
      const ends = dateOfInstant(alert.expiresAt + DAY);
      const lease = async (): Promise<boolean> => {
        const [row] = await asJob((tx) =>
          tx.query<{ mine: boolean }>('select alerts_sealed.lease($1, $2, $3, $4) as mine', [
            alert.id,
            run,
            LEASE,
            ends,
          ]),
        );
        return row?.mine ?? false;
      };
      if (!(await lease())) return undefined;
      try {
        // What a program that died had begun goes first, under the same ids.
        let rows = await asJob((tx) =>
          tx.query<Row>('select digest, sealed, lang from alerts_sealed.unfinished($1)', [
            alert.id,
          ]),
        );
        let again = true;
        let taken = 0;
        const refused: Refused[] = [];
        do {
          // What has ended meanwhile is not sent any more.
          if (now() >= alert.expiresAt || !(await lease())) break;
          const tried = await sendAll(rows, alert.id, again, text, send, signal);
          taken += tried.sent.length;
          refused.push(...tried.refused);
          // A few that are refused each time must not keep the alert from those who joined since.
          const isAway = tried.sent.length === 0 && tried.refused.length > (again ? AT_ONCE : 0);
          rows = await asJob(async (tx) => {
            await done(tx, alert, tried.sent, tried.failed);
            if (signal?.aborted || isAway) return [];
            return tx.query<Row>(
              'select digest, sealed, lang from alerts_sealed.take($1, $2, $3)',
              [alert.id, alert.areas, BATCH],
            );
          });
          again = false;
          onProgress(await progress(alert));
        } while (rows.length > 0);
        const failed = taken > 0 ? givenUp(triesOf(alert), refused) : [];
        if (failed.length > 0) await asJob((tx) => done(tx, alert, [], failed));
        return await progress(alert);
      } finally {
        await asJob((tx) => tx.execute('select alerts_sealed.release($1, $2)', [alert.id, run]));
      }
    },
    progress,
    counts: () =>
      asJob(async (tx) => {
        const rows = await tx.query<{ area: number; at_least: number }>(
          'select area, at_least from alerts_sealed.counts() order by area',
        );
        return rows.map(({ area, at_least }) => ({ area, atLeast: at_least }));
      }),
    async remind(text, send, { signal } = {}) {
      const before = dateOfInstant(now() - REMIND_DAYS * DAY);
      const untold: Buffer[] = [];
      let told = 0;
      try {
        while (!signal?.aborted) {
          // Marked before it is said: after a crash somebody who is told twice is worse off than somebody who is not.
          const rows = await asJob((tx) =>
            tx.query<Row>('select digest, sealed, lang from alerts_sealed.take_reminders($1, $2)', [
              before,
              BATCH,
            ]),
          );
          if (rows.length === 0) break;
          const label = `reminder ${before}`;
          const { sent, failed } = await sendAll(rows, label, false, text, send, signal);
          const done = new Set([...sent, ...failed]);
          untold.push(...rows.map(({ digest }) => digest).filter((digest) => !done.has(digest)));
          told += sent.length;
          if (sent.length === 0 && failed.length < rows.length) break;
        }
        return told;
      } finally {
        if (untold.length > 0)
          await asJob((tx) => tx.execute('select alerts_sealed.remind_later($1)', [untold]));
      }
    },
    async forget() {
      const [row] = await asJob((tx) =>
        tx.query<{ n: number }>('select alerts_sealed.forget($1, $2) as n', [
          dateOfInstant(now() - LIFE_DAYS * DAY),
          dateOfInstant(now()),
        ]),
      );
      return row?.n ?? 0;
    },
  };
}

function done(tx: Transaction, { id }: Alert, sent: Buffer[], failed: Buffer[]): Promise<number> {
  return tx.execute('select alerts_sealed.done($1, $2, $3)', [id, sent, failed]);
}

/** The same for every try of one message to one number, and tells nothing of either. */
function sendingId(secret: NodeSecret, label: string, digest: Buffer): string {
  const mac = createHmac('sha256', secret('alert-subscribers-sending'));
  return mac.update(label).update('|').update(digest).digest('base64url').slice(0, 32);
}

/** `YYYY-MM-DD` of the Monday (UTC) of the week: no time is kept finer. */
export function mondayOf(ms: number): string {
  const weekday = (new Date(ms).getUTCDay() + 6) % 7;
  return dateOfInstant(ms - weekday * DAY);
}
