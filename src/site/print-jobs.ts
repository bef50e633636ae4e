/** From what is asked for to what the printer makes: a card in a form, a list of places near a place or a point. */
import {
  CARD_FORMS,
  type CardForm,
  cardPaper,
  listPaper,
  type OnPaper,
  type PaperWords,
  paperWords,
  PICTURE_SHAPES,
  type PictureShape,
  type PrintJob,
} from '../channels/print/index.ts';
import { isNeedCode, type NeedCode } from '../directory/needs.ts';
import type { Position } from '../finder/query.ts';
import { isShown } from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { wallClock } from '../languages/dates.ts';
import { TILES } from './pages/home.ts';
import type { Surroundings } from './surroundings.ts';
import { localName, nearPoint } from './shown-point.ts';
import { walletPlaces } from './wallet-places.ts';

/** Every way in which a card can be had, by the word of its address. */
export const CARD_AS = [...CARD_FORMS, ...PICTURE_SHAPES] as const;
export type CardAs = (typeof CARD_AS)[number];

export type WalletQuestion = { place?: unknown; point?: unknown; need?: unknown };

export type PrintJobs = {
  /**
   * A card as it is read now.
   * @returns nothing when it was never published in this language, or may not be read any more
   */
  card(code: number, lang: string, as: CardAs): Promise<CardJob | undefined>;
  /**
   * Everything of an information point in a language as one print: a poster of each card that can be read in it, then the list of
   * the places near. @throws Problem `not_found` for a point or a language that it has not
   */
  set(lang: string, point: string): Promise<PrintJob>;
  /** @throws Problem `bad_input` that names the field, `not_found` for a place or language that is not there */
  wallet(lang: string, question: WalletQuestion): Promise<PrintJob>;
};

export type CardJob = { job: PrintJob; version: number };

/** Places on a list when nobody said what for. */
const MOST_PLACES = 16;

type Where = {
  name: string;
  query: string;
  /** Absent for a point whose position is not told: then only what is in it. */
  near?: Position | { placeId: number };
  first: readonly string[];
};

export function printJobs({ house, languages, view }: Surroundings): PrintJobs {
  const wordsOf = paperWords(languages);
  const today = (): number => wallClock(house.now(), house.settings.zone).day;
  const { origin, name: publisher } = house.settings;

  /** The nearest that fit: of one need, or of each of the twelve on the first page. */
  const codesNear = ({ near, first }: Where, lang: string, need?: NeedCode): string[] => {
    if (!near) return [];
    const nearest = (needs: readonly NeedCode[], limit: number): string[] =>
      house
        .find({ needs, lang, now: house.now(), limit, place: near })
        .items.filter(({ group }) => group !== 'close')
        .map(({ code }) => code);
    if (need) return nearest([need], MOST_PLACES);
    const each = TILES.map((tile) => nearest([tile.need], 2));
    // One of each kind before a second of any.
    const mixed = [0, 1].flatMap((turn) => each.flatMap((codes) => codes[turn] ?? []));
    return [...new Set(mixed)].slice(0, Math.max(0, MOST_PLACES - first.length));
  };

  const whereOf = async ({ place, point }: WalletQuestion, lang: string): Promise<Where> => {
    const id = Number(place);
    if (place !== undefined && Number.isSafeInteger(id) && id > 0) {
      const found = house.place(id, lang);
      if (!found) throw new Problem('not_found');
      return { name: found.name.text, query: `place=${id}`, near: { placeId: id }, first: [] };
    }
    if (typeof point === 'string' && /^\d{3,12}$/.test(point)) {
      const found = await house.point(point, lang);
      if (!found) throw new Problem('not_found');
      const { name, position, services } = found;
      return {
        name: name.text,
        query: `point=${point}`,
        first: services,
        ...(position ? { near: position } : {}),
      };
    }
    throw new Problem('bad_input', {
      errors: [
        {
          field: 'place',
          expected: 'the number of a place (place=12) or the code of a point (point=100023)',
        },
      ],
    });
  };

  return {
    async card(code, lang, as) {
      const words = wordsOf(lang);
      const shown = words && (await house.cards?.shelf.card(code, words.language.code));
      if (!words || !shown || !isShown(shown.standing)) return undefined;
      const paper = cardPaper({ shown, words, origin, today: today() });
      const { version } = shown.publication;
      return {
        version,
        job: isForm(as) ? { form: as, paper } : { form: 'picture', shape: as, paper },
      };
    },

    async set(lang, code) {
      const spoken = languages.find(lang);
      const info = await house.cards?.info?.read();
      const point = info?.points.find((one) => String(one.code) === code);
      const words = spoken && wordsOf(spoken.language.code);
      if (!words || !point?.languages.includes(spoken.language.code))
        throw new Problem('not_found');
      const own = spoken.language.code;
      const asked = { lang: own, now: house.now() };
      const parts: OnPaper[] = [];
      for (const card of point.cards) {
        const shown = await house.cards?.shelf.card(card, own);
        if (shown && isShown(shown.standing))
          parts.push({
            form: 'poster',
            paper: cardPaper({ shown, words, origin, today: today() }),
          });
      }
      const needs = point.needs.length ? point.needs : TILES.map(({ need }) => need);
      const near = (await nearPoint(house, point, asked, needs)).map(({ found }) => found);
      // The nearest of each need before the second of any.
      const mixed = [0, 1, 2].flatMap((turn) => near.flatMap((found) => found[turn] ?? []));
      const listings = new Map(mixed.map(({ listing }) => [listing.code, listing]));
      const name = localName(point.name, own).text;
      const list = listPaper({
        words,
        place: name,
        places: walletPlaces({ ...view(spoken), words }, [...listings.values()]).slice(
          0,
          MOST_PLACES,
        ),
        link: `${origin}/at/${code}`,
        publisher,
        today: today(),
      });
      return {
        form: 'set',
        of: `${code}-${own}`,
        title: name,
        publisher,
        parts: [...parts, { form: 'wallet', list }],
        more: ['', ...parts.map((_, n) => words.text('cards.more', { count: n + 1 }))],
      };
    },

    async wallet(lang, question) {
      const spoken = languages.find(lang);
      const words = spoken && wordsOf(spoken.language.code);
      if (!words) throw new Problem('not_found');
      const own = words.language.code;
      const need = needOf(question.need);
      const where = await whereOf(question, own);
      const codes = [...new Set([...where.first, ...codesNear(where, own, need)])];
      const listings = await house.listings(codes, own);
      const paperView: ReturnType<typeof view> & { words: PaperWords } = { ...view(spoken), words };
      const list = listPaper({
        words,
        place: where.name,
        places: walletPlaces(paperView, listings).slice(0, MOST_PLACES),
        link: `${origin}/${own}/wallet.pdf?${where.query}${need === undefined ? '' : `&need=${need}`}`,
        publisher,
        today: today(),
      });
      return { form: 'wallet', list };
    },
  };
}

function needOf(need: unknown): NeedCode | undefined {
  if (need === undefined) return undefined;
  if (typeof need === 'string' && isNeedCode(need)) return need;
  throw new Problem('bad_input', {
    errors: [{ field: 'need', expected: 'the code of a need, such as health.doctor' }],
  });
}

const isForm = (as: CardForm | PictureShape): as is CardForm =>
  (CARD_FORMS as readonly string[]).includes(as);
