/** Recordings of the words of a card: taken in as a file, at most one megabyte (INFO-07). */
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { Database } from '../database/index.ts';
import { addMedium, AUDIO_MIMES, readCard } from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { isAudio } from './card-forms.ts';
import type { CardsRoom } from './cards-room.ts';
import { attempt, type Desk } from './desk.ts';
import type { ScreenOf } from './forms.ts';

const MOST_AUDIO_BYTES = 1_048_576;

type Parts = {
  database: Database;
  editor: CardsRoom['editor'];
  chief: CardsRoom['chief'];
  /** Schema of the number and the language in the address. */
  params: TSchema;
  /** The screen of the words, on which a refusal is said. */
  words: ScreenOf;
};

export function audioRoutes(
  app: FastifyInstance,
  desk: Desk,
  { database, editor, chief, params, words }: Parts,
): void {
  void app.register(async (files) => {
    await files.register(multipart, {
      limits: { fileSize: MOST_AUDIO_BYTES, files: 1, fields: 4 },
    });
    files.post<{ Params: { code: number; lang: string } }>(
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
            const mime = AUDIO_MIMES.find((one) => one === file?.mimetype);
            if (!file || !mime) throw new Problem('bad_input', { field: 'file' });
            const content = await file.toBuffer();
            if (!isAudio(content)) throw new Problem('bad_input', { field: 'file' });
            const found = await readCard(database, who, code);
            // A recording is heard at once where its words are out: for the gravest an editor brings it.
            if (found.card.safety || found.card.essential) await chief(request);
            const last = found.revisions.find((one) => one.lang === lang);
            if (!last) throw new Problem('not_found');
            await addMedium(database, who, {
              card: code,
              lang,
              meaning: last.meaning,
              kind: 'audio',
              mime,
              content,
              synthetic: false,
            });
            return reply.redirect(`/staff/cards/${String(code)}/${lang}`, 303);
          },
          (refused) => words(request, refused),
        ),
    );
  });
}
