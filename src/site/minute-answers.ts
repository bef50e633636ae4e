/**
 * Whole packed answers that many people get in the same minute: what a page says changes with the minute and
 * with the data, so none is kept longer. The key is the coded question or the number of a place, never
 * anything of the person who asks: what people write in their own words and where they stand is not kept.
 *
 * All is in memory only and gone within a minute. So that nobody can tell from the time an answer takes
 * whether somebody else has just asked the same, kept and fresh answers leave no sooner than a set time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnswerOptions, frameOf, freshEncoding, head, sendPage } from './answer.ts';
import type { SiteHouse } from './house.ts';
import type { Style } from './look.ts';
import type { Page } from './page.ts';
import { isSame, type Moment, MINUTE_MS, momentOf } from './remembered.ts';

/** Answers kept at most, some ten kilobytes each; the oldest goes first. */
const MOST = 2000;
/** Making a page takes less than this, so every answer takes the same. */
const SOONEST_MS = 2;

/** Stands in a page for a text that differs with each showing. */
export const GAP = '\0'.repeat(36);

type Packed = { style: Style; body: (gap: () => string) => Buffer };
export type MinuteOptions = AnswerOptions & {
  /** Makes the text for the page's `GAP`; ASCII, of the same length. */
  gap?: () => string;
};

export class MinuteAnswers {
  readonly #house: SiteHouse;
  readonly #most: number;
  readonly #kept = new Map<string, Promise<Packed>>();
  #of: Moment | undefined;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(house: SiteHouse, most = MOST) {
    this.#house = house;
    this.#most = most;
  }

  /**
   * Sends the kept answer, or makes it.
   * @param key undefined for a question that must not be kept
   */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: string | undefined,
    make: () => Promise<Page>,
    options: MinuteOptions = {},
  ): Promise<FastifyReply> {
    const generation = this.#house.generation?.();
    const encoding = freshEncoding(request);
    if (generation === undefined || key === undefined || encoding !== 'gzip')
      return sendPage(request, reply, filled(await make(), options.gap), options);
    const [packed] = await Promise.all([
      this.#packed(generation, key, make, options),
      pause(SOONEST_MS),
    ]);
    head(reply, packed.style, encoding, options);
    return reply.send(packed.body(options.gap ?? noGap));
  }

  /** The page of this key is made anew for the next one who asks. */
  forget(key: string): void {
    this.#kept.delete(key);
  }

  #packed(
    generation: unknown,
    key: string,
    make: () => Promise<Page>,
    options: MinuteOptions,
  ): Promise<Packed> {
    const moment = momentOf(this.#house, generation);
    if (!this.#of || !isSame(this.#of, moment)) {
      this.#kept.clear();
      this.#of = moment;
    }
    let packed = this.#kept.get(key);
    if (!packed) {
      packed = make().then((page) => pack(page, options));
      if (this.#kept.size >= this.#most) this.#kept.delete(this.#kept.keys().next().value ?? '');
      this.#kept.set(key, packed);
      this.#forgetLater();
      // An error belongs to those who asked while it happened.
      packed.catch(() => this.#kept.delete(key));
    }
    return packed;
  }

  /** Nothing stays because nobody comes any more. */
  #forgetLater(): void {
    if (this.#forgetting) return;
    this.#forgetting = setTimeout(() => {
      this.#forgetting = undefined;
      this.#kept.clear();
    }, MINUTE_MS).unref();
  }
}

const noGap = (): string => '';

function pack(page: Page, { gap }: MinuteOptions): Packed {
  const middle = page.pieces[1];
  const at = gap ? middle.indexOf(GAP) : -1;
  if (at < 0) {
    const body = frameOf(page).pack(middle);
    return { style: page.style, body: () => body };
  }
  const around = frameOf(page).packAround(
    middle.slice(0, at),
    GAP.length,
    middle.slice(at + GAP.length),
  );
  return { style: page.style, body: (filling) => around(filling()) };
}

function filled(page: Page, gap: (() => string) | undefined): Page {
  if (!gap) return page;
  const [front, middle, back] = page.pieces;
  const pieces = [front, middle.replace(GAP, gap()), back] as const;
  return { pieces, style: page.style, html: pieces.join('') };
}
