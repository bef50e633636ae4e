/** Cards and lists of places as PDF and pictures, for anybody: no account, no trace, the same without script. */
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import {
  NotPrintable,
  type Printed,
  type Printer,
  type PrintJob,
} from '../channels/print/index.ts';
import { readPrintCode } from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { asciiDigits } from '../languages/dates.ts';
import { CARD_AS, printJobs } from './print-jobs.ts';
import { errorAnswers } from './routes-errors.ts';
import { fieldsOf, HIDDEN, spokenOf } from './route-parts.ts';
import type { Surroundings } from './surroundings.ts';

export type PrintPages = { surroundings: Surroundings; printer: Printer };

export const printPages: FastifyPluginAsync<PrintPages> = async (
  app,
  { surroundings, printer },
) => {
  const jobs = printJobs(surroundings);
  errorAnswers(app, { surroundings });

  app.get<{ Params: { code: string; file: string } }>(
    '/print/:code/:file',
    HIDDEN,
    async (request, reply) => {
      const { file } = request.params;
      const read = readPrintCode(request.params.code);
      const as = CARD_AS.find((one) => file === `${one}.${isPicture(one) ? 'png' : 'pdf'}`);
      if (!read || !as) throw new Problem('not_found');
      const card = await jobs.card(read.card, read.lang, as);
      // What became of an old print is said by its own page; nobody prints it again.
      if (card?.version !== read.version)
        return reply.redirect(`/p/${read.card}-${read.lang}-${read.version}`, 302);
      reply.header('cache-control', 'private, no-cache');
      return send(reply, await printed(printer, card.job), `${request.params.code}-${file}`);
    },
  );

  app.get<{ Params: { lang: string } }>('/:lang/wallet.pdf', HIDDEN, async (request, reply) => {
    const { code } = spokenOf({ surroundings }, request).language;
    const job = await jobs.wallet(code, fieldsOf(request.query));
    // Where somebody looked is nobody's business: no cache keeps it, and no printer.
    reply.header('cache-control', 'no-store');
    return send(reply, await printed(printer, job), `wallet-${code}.pdf`);
  });

  app.get<{ Params: { lang: string; code: string } }>(
    '/:lang/at/:code/set.pdf',
    HIDDEN,
    async (request, reply) => {
      const { code } = spokenOf({ surroundings }, request).language;
      const point = asciiDigits(request.params.code);
      const job = await jobs.set(code, point);
      reply.header('cache-control', 'private, no-cache');
      return send(reply, await printed(printer, job), `at-${point}-${code}.pdf`);
    },
  );
};

const isPicture = (as: string): boolean => as === 'square' || as === 'tall';

/** @throws Problem `busy_try_again`, or `conflict` with what is to be changed in the words */
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
  return reply
    .header('content-type', mime)
    .header('content-disposition', `inline; filename="${name}"`)
    .header('etag', `"${sha256.slice(0, 32)}"`)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .send(content);
}
