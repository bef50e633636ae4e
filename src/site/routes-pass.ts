/** "Pass it on": the phone-to-phone file of a language, and the page from which it is had. */
import type { FastifyInstance } from 'fastify';
import { sendAloneFile } from './send-alone-file.ts';
import { qrSvg } from '../http/qr-code.ts';
import { type PaperWords, paperWords } from '../channels/print/index.ts';
import type { SpokenLanguage } from '../languages/catalogues.ts';
import { wallClock } from '../languages/dates.ts';
import { compress } from '../http/packing.ts';
import { sendPage } from './answer.ts';
import { TILES } from './pages/home.ts';
import { passPage } from './pages/pass.ts';
import { peerFile } from './peer-file.ts';
import { HIDDEN, type LangParams, type RouteParts, spokenOf, viewOf } from './route-parts.ts';
import type { View } from './page.ts';
import { walletPlaces } from './wallet-places.ts';

/** Places in a file at most: it stays under 600 kB with a hundred cards in every script. */
const MOST_PLACES = 300;
const MOST_CARDS = 150;
/** As long as a pack is good (chapter 10, section 3.7). */
const GOOD_DAYS = 30;
/** Times of opening and dates move on too. */
const KEPT_MS = 10 * 60_000;

type Made = { text: Buffer; packed: Buffer | string; places: number; cards: number };
type KeptFile = { made: Promise<Made>; cards: unknown; places: unknown; at: number };

export function passRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { house, languages, view } = parts.surroundings;
  const { origin, territory, zone } = house.settings;
  const wordsOf = paperWords(languages);
  const kept = new Map<string, KeptFile>();

  const make = async (spoken: SpokenLanguage): Promise<Made> => {
    const lang = spoken.language.code;
    const base = view(spoken);
    const words = wordsOf(lang) as PaperWords;
    const paper: View & { words: PaperWords } = { ...base, words };
    const seen = new Set<string>();
    const share = Math.ceil(MOST_PLACES / TILES.length);
    const groups = [];
    for (const { need } of TILES) {
      const { items } = house.find({ needs: [need], lang, now: base.now, limit: 2 * share });
      const codes = items
        .filter(({ group, code }) => group !== 'close' && !seen.has(code))
        .map(({ code }) => code)
        .slice(0, share);
      const places = walletPlaces(paper, await house.listings(codes, lang));
      for (const { code } of places) seen.add(code);
      if (places.length) groups.push({ name: words.text(`tile.${need}`), places });
    }
    const cards = ((await house.cards?.shelf.list(lang)) ?? []).slice(0, MOST_CARDS);
    const made = wallClock(base.now, zone).day;
    const text = peerFile({
      view: paper,
      cards,
      groups,
      made,
      until: made + GOOD_DAYS,
      address: `${origin}/${lang}/pass`,
    });
    const bytes = Buffer.from(text);
    const packed = await compress(bytes, 'br');
    return { text: bytes, packed, places: seen.size, cards: cards.length };
  };
  /** One making for each language and state of directory and cards, however many ask at once. */
  const madeFor = async (spoken: SpokenLanguage): Promise<Made> => {
    const { code } = spoken.language;
    const cards = await house.cards?.shelf.generation();
    const places = house.generation?.();
    const old = kept.get(code);
    const isFresh =
      old && old.cards === cards && old.places === places && house.now() - old.at < KEPT_MS;
    if (isFresh) return old.made;
    const made = make(spoken);
    kept.set(code, { made, cards, places, at: house.now() });
    made.catch(() => kept.delete(code));
    return made;
  };

  app.get<LangParams>('/:lang/pass', HIDDEN, async (request, reply) => {
    const spoken = spokenOf(parts, request);
    const made = await madeFor(spoken);
    const address = `${origin}/${spoken.language.code}/pass`;
    const page = passPage(viewOf(parts, request), {
      file: `/pass/${territory}-${spoken.language.code}.html`,
      bytes: made.packed.length,
      places: made.places,
      cards: made.cards,
      qr: qrSvg(address, 'M'),
      hasKits: house.cards?.kits !== undefined,
    });
    return sendPage(request, reply, page);
  });

  app.get<{ Params: { file: string } }>('/pass/:file', HIDDEN, async (request, reply) => {
    const [, area, lang = ''] = /^(\w{2})-([a-z]{2,3})\.html$/.exec(request.params.file) ?? [];
    const spoken = area === territory ? languages.find(lang) : undefined;
    if (!spoken) return reply.callNotFound();
    const { text, packed } = await madeFor(spoken);
    return sendAloneFile(request, reply, {
      name: `${area}-${lang}.html`,
      text,
      packed,
      cacheControl: 'private, no-cache',
    });
  });
}
