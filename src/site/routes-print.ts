/** Cards and lists of places as PDF and pictures, for anybody: no account, no trace, the same without script. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import {
  CARD_FORMS,
  type CardForm,
  cardPaper,
  listPaper,
  NotPrintable,
  paperWords,
  type PictureShape,
  type Printed,
  type Printer,
  type PrintJob,
} from '../channels/print/index.ts';
import { isNeedCode, type NeedCode } from '../directory/needs.ts';
import type { Position } from '../finder/query.ts';
import { isShown, readPrintCode } from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { wallClock } from '../languages/dates.ts';
import { TILES } from './pages/home.ts';
import { errorAnswers } from './routes-errors.ts';
import { fieldsOf, HIDDEN, spokenOf } from './route-parts.ts';
import type { SiteHouse } from './house.ts';
import type { Surroundings } from './surroundings.ts';
import { walletPlaces } from './wallet-places.ts';

export type PrintPages = { surroundings: Surroundings; printer: Printer };

/** Places on a list when nobody said what for. */
const MOST_PLACES = 16;
const FILE = /^(leaflet|large|poster|pocket)\.pdf$|^(square|tall)\.png$/;

type Where = {
  name: string;
  query: string;
  near: Position | { placeId: number };
  first: readonly string[];
};

export const printPages: FastifyPluginAsync<PrintPages> = async (
  app,
  { surroundings, printer },
) => {
  const { house, languages } = surroundings;
  const wordsOf = paperWords(languages);
  const today = (): number => wallClock(house.now(), house.settings.zone).day;
  errorAnswers(app, { surroundings });

  app.get<{ Params: { code: string; file: string } }>(
    '/print/:code/:file',
    HIDDEN,
    async (request, reply) => {
      const read = readPrintCode(request.params.code);
      const [, form, shape] = FILE.exec(request.params.file) ?? [];
      const words = read && wordsOf(read.lang);
      if (!house.cards || !read || !words || (!form && !shape)) throw new Problem('not_found');
      const shown = await house.cards.shelf.card(read.card, read.lang);
      // What became of an old print is said by its own page; nobody prints it again.
      if (shown?.publication.version !== read.version || !isShown(shown.standing))
        return reply.redirect(`/p/${read.card}-${read.lang}-${read.version}`, 302);
      const paper = cardPaper({ shown, words, origin: house.settings.origin, today: today() });
      const job: PrintJob = isForm(form)
        ? { form, paper }
        : { form: 'picture', shape: shape as PictureShape, paper };
      return send(reply, await printed(printer, job), `${paper.code}-${request.params.file}`);
    },
  );

  app.get<{ Params: { lang: string } }>('/:lang/wallet.pdf', HIDDEN, async (request, reply) => {
    const spoken = spokenOf({ surroundings }, request);
    const lang = spoken.language.code;
    const words = wordsOf(lang);
    if (!words) throw new Problem('not_found');
    const where = await whereOf(house, request, lang);
    const need = fieldsOf(request.query)['need'];
    if (need !== undefined && !(typeof need === 'string' && isNeedCode(need)))
      throw new Problem('bad_input', {
        errors: [{ field: 'need', expected: 'the code of a need, such as health.doctor' }],
      });
    const codes = codesNear(house, where, lang, need);
    const listings = await house.listings([...new Set([...where.first, ...codes])], lang);
    const view = { ...surroundings.view(spoken), words };
    const query = `${where.query}${need === undefined ? '' : `&need=${need}`}`;
    const list = listPaper({
      words,
      place: where.name,
      places: walletPlaces(view, listings).slice(0, MOST_PLACES),
      link: `${house.settings.origin}/${lang}/wallet.pdf?${query}`,
      publisher: house.settings.name,
      today: today(),
    });
    // Where somebody looked is nobody's business: kept by no cache and by no printer.
    reply.header('cache-control', 'no-store');
    return send(reply, await printed(printer, { form: 'wallet', list }), `wallet-${lang}.pdf`);
  });
};

/** The place or the point of the address. @throws Problem `bad_input`, `not_found` */
async function whereOf(house: SiteHouse, request: FastifyRequest, lang: string): Promise<Where> {
  const fields = fieldsOf(request.query);
  const place = Number(fields['place']);
  if (fields['place'] !== undefined && Number.isSafeInteger(place) && place > 0) {
    const found = house.place(place, lang);
    if (!found) throw new Problem('not_found');
    return { name: found.name.text, query: `place=${place}`, near: { placeId: place }, first: [] };
  }
  const code = fields['point'];
  if (typeof code === 'string' && /^\d{3,12}$/.test(code)) {
    const point = await house.point(code, lang);
    if (!point) throw new Problem('not_found');
    if (point.position)
      return {
        name: point.name.text,
        query: `point=${code}`,
        near: point.position,
        first: point.services,
      };
  }
  throw new Problem('bad_input', {
    errors: [
      {
        field: 'place',
        expected: 'the number of a place (?place=12) or the code of a point (?point=100023)',
      },
    ],
  });
}

/** The nearest that fit: of one need, or of each of the twelve on the first page. */
function codesNear(
  house: SiteHouse,
  { near, first }: Where,
  lang: string,
  need?: NeedCode,
): string[] {
  const nearest = (needs: readonly NeedCode[], limit: number): string[] =>
    house
      .find({ needs, lang, now: house.now(), limit, place: near })
      .items.filter(({ group }) => group !== 'close')
      .map(({ code }) => code);
  if (need) return nearest([need], MOST_PLACES);
  const each = TILES.map((tile) => nearest([tile.need], 2));
  const room = Math.max(0, MOST_PLACES - first.length);
  // One of each kind before a second of any.
  return [
    ...new Set([...each.flatMap(([one]) => one ?? []), ...each.flatMap(([, two]) => two ?? [])]),
  ].slice(0, room);
}

/** @throws Problem that says whose turn it is to do what */
async function printed(printer: Printer, job: PrintJob): Promise<Printed> {
  try {
    return await printer.print(job);
  } catch (error) {
    if (!(error instanceof NotPrintable)) throw error;
    const busy = error.why === 'busy' || error.why === 'too_slow';
    throw new Problem(busy ? 'busy_try_again' : 'conflict', { detail: error.message });
  }
}

function send(reply: FastifyReply, { mime, content, sha256 }: Printed, name: string): FastifyReply {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
  return reply
    .header('content-type', mime)
    .header('content-disposition', `inline; filename="${name}"`)
    .header('etag', `"${sha256.slice(0, 32)}"`)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .send(content);
}

const isForm = (form: string | undefined): form is CardForm =>
  (CARD_FORMS as readonly (string | undefined)[]).includes(form);
