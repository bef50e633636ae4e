/** Recordings of the words of a card: brought as a file or read by a computer, played, found right, sent back (INFO-07). */
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type TObject, Type } from 'typebox';
import { CannotSpeak, type ReadAloud } from '../channels/index.ts';
import {
  addMedium,
  type CardDesk,
  type CardRevision,
  type Editor,
  filledWords,
  hearMedium,
  playMedium,
  readCard,
  referencesIn,
  removeMedium,
  soundSeconds,
} from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { sendBytes } from '../http/send-bytes.ts';
import { audioMimeOf } from './card-forms.ts';
import { draftWaits, recordingsOf } from './card-recordings.ts';
import type { CardsHouse, CardsRoom } from './cards-room.ts';
import { attempt, type Desk, show, tongueOf } from './desk.ts';
import { postsOf, type ScreenOf } from './forms.ts';
import { hindranceText } from './pages/card-audio.ts';
import { bad, done } from './shell.ts';

const MOST_AUDIO_BYTES = 1_048_576;
/** Chapter 10, section 4.5; a reader may be a breath late. */
const MOST_SECONDS = 61;
const ID = Type.String({ format: 'uuid' });
const STATUS: Readonly<Record<CannotSpeak['why'], number>> = {
  no_voice: 422,
  too_long: 422,
  busy: 429,
  missing: 503,
  failed: 503,
};

type Parts = Pick<CardsHouse, 'database' | 'resolve' | 'scan'> & {
  editor: CardsRoom['editor'];
  reader: ReadAloud;
  /** Schema of the number and the language in the address. */
  params: TObject;
  /** The screen of the words, on which a refusal is said. */
  words: ScreenOf;
};
type Params = { code: number; lang: string };

export function audioRoutes(
  app: FastifyInstance,
  desk: Desk,
  { database, resolve, scan, editor, reader, params, words }: Parts,
): void {
  /** The newest words of an own card that stands, and what its references say now. */
  const toRead = async (
    request: FastifyRequest,
    who: Editor,
  ): Promise<{ found: CardDesk; last: CardRevision; spoken: Record<string, string> }> => {
    const { code, lang } = request.params as Params;
    const found = await readCard(database, who, code);
    const { card, revisions } = found;
    const last = revisions.find((one) => one.lang === lang);
    if (!last || card.ownerOrg !== who.org || card.withdrawn) throw new Problem('not_found');
    return { found, last, spoken: { ...(await resolve(referencesIn(last), lang)) } };
  };
  const sayingDone = async (request: FastifyRequest, sentence: string) =>
    words(request, done(tongueOf(desk, request).words.say(sentence)));

  void app.register(async (files) => {
    await files.register(multipart, {
      limits: { fileSize: MOST_AUDIO_BYTES, files: 1, fields: 4 },
    });
    files.post<{ Params: Params }>(
      '/staff/cards/:code/:lang/audio',
      { schema: { hide: true, params } },
      async (request, reply) =>
        attempt(
          desk,
          request,
          reply,
          async () => {
            const who = await editor(request);
            const { code, lang } = request.params;
            const file = await request.file();
            if (!file) throw new Problem('bad_input', { field: 'sound' });
            const content = await file.toBuffer().catch((error: unknown) => {
              if (isTooLarge(error)) return undefined;
              throw error;
            });
            if (!content) {
              const top = bad(tongueOf(desk, request).words.say('cards.audio_large'));
              return show(desk, request, reply, await words(request, top), 413);
            }
            await scan(content);
            const mime = audioMimeOf(content);
            if (!mime) throw new Problem('bad_input', { field: 'sound' });
            const seconds = soundSeconds(content);
            if (seconds !== undefined && seconds > MOST_SECONDS)
              throw new Problem('bad_input', { field: 'seconds' });
            const revision = revisionIn(file);
            const { last, spoken } = await toRead(request, who);
            // What was recorded are the words of that screen; a colleague may have saved others since.
            if (revision !== last.revision)
              throw new Problem('conflict', {
                field: 'recording',
                detail: `It reads revision ${revision}; the newest is ${last.revision}.`,
              });
            const about = { card: code, lang, revision, spoken } as const;
            await addMedium(database, who, {
              ...about,
              kind: 'audio',
              mime,
              content,
              synthetic: false,
              ...(seconds === undefined ? {} : { seconds: Math.max(1, Math.round(seconds)) }),
            });
            return show(desk, request, reply, await sayingDone(request, 'cards.audio_sent'));
          },
          (refused) => words(request, refused),
        ),
    );
  });

  app.post<{ Params: Params }>(
    '/staff/cards/:code/:lang/audio/draft',
    { schema: { hide: true, params } },
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          const who = await editor(request);
          const { code, lang } = request.params;
          const { found, last, spoken } = await toRead(request, who);
          const { words: w, nameOf } = tongueOf(desk, request);
          const cannot = async (why: CannotSpeak | 'reference' | 'waiting', status: number) => {
            const top = bad(hindranceText(w, why, nameOf(lang)));
            return show(desk, request, reply, await words(request, top), status);
          };
          if (referencesIn(last).some((one) => spoken[one] === undefined))
            return cannot('reference', 422);
          if (draftWaits(recordingsOf(found, lang, who.actor))) return cannot('waiting', 409);
          try {
            const card = { code, words: filledWords(last, spoken) };
            const { mime, bytes, seconds } = await reader.read(lang, card);
            await addMedium(database, who, {
              card: code,
              lang,
              revision: last.revision,
              spoken,
              kind: 'audio',
              mime,
              content: bytes,
              seconds: Math.max(1, Math.round(seconds)),
              synthetic: true,
            });
          } catch (error) {
            if (error instanceof CannotSpeak) return cannot(error, STATUS[error.why]);
            throw error;
          }
          return show(desk, request, reply, await sayingDone(request, 'cards.draft_done'));
        },
        (refused) => words(request, refused),
      ),
  );

  app.get<{ Params: Params & { id: string } }>(
    '/staff/cards/:code/:lang/audio/:id',
    { schema: { hide: true, params: Type.Object({ ...params.properties, id: ID }) } },
    async (request, reply) => {
      const { code: card, lang, id } = request.params;
      const medium = await playMedium(database, await editor(request), { card, lang, id });
      if (!medium) throw new Problem('not_found');
      const { mime, content, sha256 } = medium;
      const tag = sha256.slice(0, 32);
      return sendBytes(request, reply, { mime, content, tag, cacheControl: 'private, no-cache' });
    },
  );

  const ofWords = postsOf(app, desk, words);
  ofWords<{ id: string; verdict: 'right' | 'returned'; listened?: 'yes'; note?: string }>(
    '/staff/cards/:code/:lang/audio/verdict',
    {
      id: ID,
      verdict: Type.Union([Type.Literal('right'), Type.Literal('returned')]),
      listened: Type.Optional(Type.Literal('yes')),
      note: Type.Optional(Type.String({ maxLength: 400 })),
    },
    async ({ id, verdict, listened, note }, request) => {
      const who = await editor(request);
      if (verdict === 'right' && listened !== 'yes')
        throw new Problem('bad_input', { field: 'listened' });
      await hearMedium(database, who, { medium: id, verdict, ...(note ? { note } : {}) });
      const said = verdict === 'right' ? 'cards.rec.confirmed' : 'cards.rec.sent_back';
      return done(tongueOf(desk, request).words.say(said));
    },
    { params },
  );
  ofWords<{ id: string }>(
    '/staff/cards/:code/:lang/audio/removal',
    { id: ID },
    async ({ id }, request) => removeMedium(database, await editor(request), id),
    { params },
  );
}

/** The revision that stood on the screen of whoever brings the file. @throws Problem `bad_input` */
function revisionIn({ fields }: MultipartFile): number {
  const given = [fields['revision']].flat()[0];
  const text = given && 'value' in given ? given.value : undefined;
  if (typeof text !== 'string' || !/^[1-9]\d{0,8}$/.test(text))
    throw new Problem('bad_input', { field: 'revision' });
  return Number(text);
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 413;
