/** "Pass it on": the phone-to-phone file of a language, and the page from which it is had. */
import type { FastifyInstance } from 'fastify';
import { qrSvg } from '../http/qr-code.ts';
import { type PaperWords, paperWords } from '../channels/print/index.ts';
import type { SpokenLanguage } from '../languages/catalogues.ts';
import { wallClock } from '../languages/dates.ts';
import { chooseEncoding, compress } from '../http/packing.ts';
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
const KEPT_MS = 10 * 60_000;

type Made = { text: Buffer; places: number; cards: number; at: number; generation: unknown };

export function passRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { house, languages, view } = parts.surroundings;
  const { origin, territory, zone } = house.settings;
  const wordsOf = paperWords(languages);
  const kept = new Map<string, Promise<Made>>();

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
    const generation = await generationOf();
    return {
      text: Buffer.from(text),
      places: seen.size,
      cards: cards.length,
      at: base.now,
      generation,
    };
  };
  const generationOf = async (): Promise<unknown> =>
    JSON.stringify([await house.cards?.shelf.generation()]);
  const madeFor = async (spoken: SpokenLanguage): Promise<Made> => {
    const { code } = spoken.language;
    const old = await kept.get(code);
    const fresh =
      old && house.now() - old.at < KEPT_MS && old.generation === (await generationOf());
    if (fresh) return old;
    const making = make(spoken);
    kept.set(code, making);
    making.catch(() => kept.delete(code));
    return making;
  };

  app.get<LangParams>('/:lang/pass', HIDDEN, async (request, reply) => {
    const spoken = spokenOf(parts, request);
    const made = await madeFor(spoken);
    const packed = await compress(made.text, 'br');
    const address = `${origin}/${spoken.language.code}/pass`;
    const page = passPage(viewOf(parts, request), {
      file: `/pass/${territory}-${spoken.language.code}.html`,
      bytes: packed.length,
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
    const { text } = await madeFor(spoken);
    const encoding = chooseEncoding(request.headers['accept-encoding'], ['br', 'gzip']);
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-disposition', `attachment; filename="${area}-${lang}.html"`)
      .header('cache-control', 'private, no-cache')
      .header('vary', 'accept-encoding')
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .send(encoding === 'identity' ? text : await compress(text, encoding));
  });
}
