/** Translations in and out for people who translate elsewhere (XLIFF and CSV): choose, download, upload, look, save. */
import { gunzipSync, gzipSync } from 'node:zlib';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  applyImport,
  cardsToTranslate,
  ENDINGS,
  ExchangeRefusal,
  type Format,
  FORMATS,
  MEDIA,
  MOST_BYTES,
  previewImport,
  readExchange,
  type Tags,
  type Topic,
  TOPICS,
  WHAT,
  type What,
  writeExchange,
} from '../guidance/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import { type CardsHouse, cardsRoom } from './cards-room.ts';
import { attempt, type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN } from './forms.ts';
import { exchangePart, faultsPart, previewPart, savedPart } from './pages/cards-exchange.ts';
import { bad, type Screen } from './shell.ts';

const AT = '/staff/cards/exchange';
const LANG = Type.String({ pattern: '^[a-z]{2,3}$' });
const WANTED = Type.Object({
  from: LANG,
  to: LANG,
  what: Type.Union(WHAT.map((what) => Type.Literal(what))),
  topic: Type.Optional(Type.Union([Type.Literal(''), ...TOPICS.map((one) => Type.Literal(one))])),
  format: Type.Union(FORMATS.map((format) => Type.Literal(format))),
});
type Wanted = { from: string; to: string; what: What; topic?: Topic | ''; format: Format };

export function exchangeRoutes(app: FastifyInstance, desk: Desk, house: CardsHouse): void {
  const { database, scan } = house;
  const { languages, today, editor, framed } = cardsRoom(desk, house);
  const tagsOf = ({ from, to }: { from: string; to: string }): Tags => ({
    from: knownLanguage(from)?.tag ?? from,
    to: knownLanguage(to)?.tag ?? to,
  });

  const screen = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, nameOf } = tongueOf(desk, request);
    await editor(request);
    const typed = { ...(request.query as Record<string, unknown>) };
    const body = html`${top}${exchangePart(w, { languages, nameOf, typed })}`;
    return framed(request, 'exchange', AT, w.text('cards.x.title'), body);
  };
  app.get(AT, HIDDEN, async (request, reply) => show(desk, request, reply, await screen(request)));

  app.get<{ Querystring: Wanted }>(
    `${AT}/file`,
    { schema: { hide: true, querystring: WANTED } },
    async (request, reply) => {
      const { from, to, what, topic, format } = request.query;
      const who = await editor(request);
      if (!languages.includes(to)) throw new Problem('not_found');
      const wanted = { from, to, what, ...(topic ? { topic } : {}) };
      const { cards } = await cardsToTranslate(database, who, wanted);
      if (cards.length === 0) {
        const { words: w } = tongueOf(desk, request);
        const none = await screen(request, bad(w.say('cards.x.none')));
        return show(desk, request, reply, none);
      }
      const name = `cards-${from}-${to}-${today()}.${ENDINGS[format]}`;
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .type(MEDIA[format])
        .send(writeExchange(format, cards, tagsOf({ from, to })));
    },
  );

  /** The file as text of a form, so that nothing waits on the server for somebody to decide. */
  const pack = (bytes: Buffer): string => gzipSync(bytes).toString('base64url');
  const unpack = (text: string): Buffer => {
    try {
      return gunzipSync(Buffer.from(text, 'base64url'), { maxOutputLength: MOST_BYTES });
    } catch {
      throw new Problem('bad_input', { field: 'file' });
    }
  };
  const read = (bytes: Buffer): ReturnType<typeof readExchange> => {
    const file = readExchange(bytes);
    if (!languages.includes(file.to))
      throw new ExchangeRefusal([
        { at: 'target language', expected: `one of ${languages.join(', ')}`, found: file.to },
      ]);
    return file;
  };
  const preview = async (
    request: FastifyRequest,
    bytes: Buffer,
    top: RawHtml | '' = '',
  ): Promise<Screen> => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const file = read(bytes);
    const found = await previewImport(database, await editor(request), file, tagsOf(file));
    const body = previewPart(w, { ...found, to: file.to, packed: pack(bytes), nameOf });
    return framed(request, 'exchange', AT, w.text('cards.x.preview'), html`${top}${body}`);
  };
  /** Says what is wrong with a file on the screen where another can be chosen. */
  const reading = async (
    request: FastifyRequest,
    work: () => Promise<Screen>,
  ): Promise<{ screen: Screen; status: number }> => {
    try {
      return { screen: await work(), status: 200 };
    } catch (error) {
      if (!(error instanceof ExchangeRefusal)) throw error;
      const { words: w } = tongueOf(desk, request);
      return { screen: await screen(request, faultsPart(w, error.faults)), status: 400 };
    }
  };

  void app.register(async (files) => {
    await files.register(multipart, {
      limits: { fileSize: MOST_BYTES, files: 1, fields: 2, fieldSize: MOST_BYTES },
    });
    const large = { ...HIDDEN, bodyLimit: MOST_BYTES * 2 };
    files.post(AT, large, async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          await editor(request);
          const file = await request.file();
          if (!file) throw new Problem('bad_input', { field: 'file' });
          const bytes = await file.toBuffer();
          if (bytes.length === 0) throw new Problem('bad_input', { field: 'file' });
          await scan(bytes);
          const answer = await reading(request, () => preview(request, bytes));
          return show(desk, request, reply, answer.screen, answer.status);
        },
        (refused) => screen(request, refused),
      ),
    );
    files.post(`${AT}/apply`, large, async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          const who = await editor(request);
          const given = new Map<string, string>();
          for await (const part of request.parts())
            if (part.type === 'field') given.set(part.fieldname, String(part.value));
          const bytes = unpack(given.get('packed') ?? '');
          await scan(bytes);
          const { words: w } = tongueOf(desk, request);
          const answer = await reading(request, async () => {
            const file = read(bytes);
            const digest = given.get('digest') ?? '';
            const saved = await applyImport(database, who, file, tagsOf(file), digest);
            return saved
              ? framed(
                  request,
                  'exchange',
                  AT,
                  w.text('cards.x.title'),
                  savedPart(w, file.to, saved),
                )
              : preview(request, bytes, bad(w.say('cards.x.changed')));
          });
          return show(desk, request, reply, answer.screen, answer.status);
        },
        (refused) => screen(request, refused),
      ),
    );
  });
}
