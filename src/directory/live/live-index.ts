/**
 * The finder and its pages in memory, always current (chapter 10, section 3.6): a base from a building
 * thread, changes from the feed on top of it within a second, and the last base on disk for the time
 * when the database is away.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/index.ts';
import { act, look } from '../../firewall/index.ts';
import {
  findPlaces,
  findServices,
  type FoundPlace,
  type NeedLabels,
  type Pack,
} from '../../finder/index.ts';
import type { FinderAnswer, FinderQuery } from '../../finder/query.ts';
import type { SecondReader } from '../../finder/understand-text.ts';
import type { EndedListing, Listing } from '../listing.ts';
import type { OrganizationPage } from '../read/organization.ts';
import type { PointPage } from '../read/point.ts';
import { openBase } from './base.ts';
import { changesSince, countOf, dueServices, momentOf, stepsOf } from './change-feed.ts';
import { Generation } from './generation.ts';
import { reload } from './load-documents.ts';
import { type RunningBuild, runBuild } from './run-build.ts';

export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
};

export type LiveOptions = {
  database: Database;
  /** Names of needs per language, by which people search. */
  labels: NeedLabels;
  /** Weighs what typed words are understood as; without it the names alone count. */
  secondReader?: SecondReader;
  log: Log;
  /** Where bases are kept between runs. */
  folder: string;
  /** ISO 3166-1 of the territory served. */
  territory: string;
};

export type LiveState = {
  /** When the database was last heard, ms since 1970 UTC: everything shown is as of then. */
  asOf: number;
  /** True when the database has been silent for longer than its pages may be called current. */
  stale: boolean;
  listings: number;
  /** Listings on top of the base. */
  changed: number;
  building: boolean;
};

export type LiveIndex = {
  /** Resolves when questions can be answered: at once from the disk, or after the first build. */
  ready(): Promise<void>;
  /** @throws QueryError for a question that is not in the expected form */
  find(query: FinderQuery): FinderAnswer;
  places(text: string, lang: string): FoundPlace[];
  /** In the order of `codes`; what is not listed is missing. `now` in ms since 1970 UTC. */
  listings(codes: readonly string[], lang: string, now: number): Listing[];
  organization(code: string, lang: string, now: number): OrganizationPage | undefined;
  point(code: string, lang: string, now: number): PointPage | undefined;
  /** What is left to tell of a code that is not listed any more. */
  ended(code: string, lang: string): EndedListing | undefined;
  /** For the pack files of phones. */
  pack(): Pack;
  /** Codes of all listings, in order of number. */
  codes(): string[];
  state(): LiveState;
  close(): Promise<void>;
};

const POLL_MS = 500;
const DUE_MS = 10_000;
const STALE_MS = 30_000;
const RETRY_MS = 2_000;
const REBUILD_AFTER_MS = 15 * 60_000;
const REBUILD_SHARE = 0.02;
/** So many changes at least, however small the directory is, before a rebuild; more at once rebuild directly. */
const REBUILD_LEAST = 200;
/** Services in one overlay step: a step must not hold up answers. */
const STEP = 50;
/** The feed is kept for a day; whoever was away for longer than this reads everything again. */
const AWAY_MS = 6 * 3_600_000;
const FEED_KEPT = '1 day';
const KEEPER = { role: 'app_jobs', actor: 'jobs', purpose: 'shorten the change feed' } as const;
const READER = { role: 'app_public', actor: 'public', purpose: 'follow the change feed' } as const;

export function createLiveIndex(options: LiveOptions): LiveIndex {
  const follower = new Follower(options);
  const generation = (): Generation => follower.current();
  return {
    ready: () => follower.ready,
    find: (query) => findServices(generation().pack, query),
    places: (text, lang) => findPlaces(generation().pack, text, lang),
    listings: (codes, lang, now) => generation().listings(codes, lang, now),
    organization: (code, lang, now) => generation().organization(code, lang, now),
    point: (code, lang, now) => generation().point(code, lang, now),
    ended: (code, lang) => generation().ended(code, lang),
    pack: () => generation().pack,
    codes: () => generation().codes(),
    state: () => follower.state(),
    close: () => follower.close(),
  };
}

/** One loop that takes changes, starts builds and swaps in their bases; nothing else writes the state. */
class Follower {
  readonly ready: Promise<void>;
  readonly #options: LiveOptions;
  #generation: Generation | undefined;
  #nowReady: () => void = () => {};
  #build: RunningBuild | undefined;
  #built = false;
  #wake: () => void = () => {};
  #closed = new AbortController();
  #loop: Promise<void>;
  #heard = 0;
  #woken = false;
  #silent = false;
  #rebuild = true;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.ready = new Promise((resolve) => {
      this.#nowReady = resolve;
    });
    this.#loop = this.#run();
  }

  current(): Generation {
    if (!this.#generation) throw new Error('the live index is not ready: await ready() first');
    return this.#generation;
  }

  state(): LiveState {
    return {
      asOf: this.#heard,
      stale: Date.now() - this.#heard > STALE_MS,
      listings: this.#generation?.size ?? 0,
      changed: this.#generation?.changed ?? 0,
      building: this.#build !== undefined,
    };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#call();
    await this.#loop;
    await this.#stopListening?.().catch(() => {});
    await this.#build?.stop();
    this.#generation?.close();
  }

  async #run(): Promise<void> {
    const saved = await openBase(this.#options.folder);
    if (saved) {
      this.#heard = saved.generatedAt;
      this.#swap(new Generation(saved, this.#options.secondReader));
    }
    while (!this.#closed.signal.aborted) {
      try {
        this.#stopListening ??= await this.#options.database.listen('directory_change', () =>
          this.#call(),
        );
        await this.#step();
        this.#recovered();
      } catch (error) {
        this.#lost(error);
      }
      await this.#rest(this.#silent ? RETRY_MS : POLL_MS);
      this.#woken = false;
    }
  }

  async #step(): Promise<void> {
    const now = Date.now();
    if (this.#built) await this.#takeBuilt();
    const generation = this.#generation;
    if (generation) {
      if (this.#heard > 0 && now - this.#heard > AWAY_MS) this.#rebuild = true;
      else await this.#follow(generation, now);
      if (generation.changed > 0 && now - generation.base.generatedAt > REBUILD_AFTER_MS)
        this.#rebuild = true;
      if (generation.changed > Math.max(REBUILD_LEAST, generation.size * REBUILD_SHARE))
        this.#rebuild = true;
      if (!generation.isOfDay(now)) this.#rebuild = true;
    }
    if (this.#rebuild && !this.#build) this.#startBuild(now);
  }

  /** Brings `generation` up to what is committed now. Too many changes at once are left to a rebuild. */
  async #follow(generation: Generation, now: number): Promise<void> {
    await look(this.#options.database, READER, async (tx) => {
      const changes = await changesSince(tx, generation.moment);
      const lookAtDue = now - generation.dueUntil > DUE_MS;
      if (lookAtDue) {
        for (const id of await dueServices(tx, generation.dueUntil, now)) changes.services.add(id);
      }
      if (changes.everything || countOf(changes) > REBUILD_LEAST) this.#rebuild = true;
      else {
        for (const step of stepsOf(changes, STEP)) {
          generation.apply(await reload(tx, step), now);
        }
      }
      generation.moment = await momentOf(tx);
      if (lookAtDue) generation.dueUntil = now;
    });
    this.#heard = now;
  }

  #startBuild(now: number): void {
    const { database, folder, territory, labels, log } = this.#options;
    this.#rebuild = false;
    const build = runBuild(database.connection, { folder, territory, labels, now });
    this.#build = build;
    const began = performance.now();
    build.result.then(
      ({ base, refused }) => {
        this.#built = true;
        log.info(
          { listings: base.listings, refused, ms: Math.round(performance.now() - began) },
          'finder index built',
        );
        this.#call();
      },
      (error: unknown) => {
        this.#build = undefined;
        this.#rebuild = true;
        if (!this.#closed.signal.aborted)
          log.warn({ err: error }, 'finder index not built, trying again');
      },
    );
  }

  /** The new base, brought up to date before it takes over, so that no answer goes back in time. */
  async #takeBuilt(): Promise<void> {
    const base = await openBase(this.#options.folder, true);
    this.#built = false;
    this.#build = undefined;
    if (!base) {
      this.#rebuild = true;
      return;
    }
    const next = new Generation(base, this.#options.secondReader);
    await this.#follow(next, Date.now());
    this.#swap(next);
    await act(this.#options.database, KEEPER, (tx) =>
      tx.query('select directory.forget_changes($1::interval)', [FEED_KEPT]),
    );
  }

  #swap(next: Generation): void {
    const last = this.#generation;
    this.#generation = next;
    last?.close();
    this.#nowReady();
  }

  #recovered(): void {
    if (!this.#silent) return;
    this.#silent = false;
    this.#options.log.info({}, 'the database answers again');
  }

  #lost(error: unknown): void {
    if (this.#silent) return;
    this.#silent = true;
    this.#options.log.warn({ err: error }, 'the database does not answer, serving what is known');
  }

  /** There is something to do: do not rest, or rest no longer. */
  #call(): void {
    this.#woken = true;
    this.#wake();
  }

  async #rest(ms: number): Promise<void> {
    if (this.#woken) return;
    const rest = new AbortController();
    this.#wake = () => rest.abort();
    await pause(ms, undefined, { signal: rest.signal }).catch(() => {});
    this.#wake = () => {};
  }
}
