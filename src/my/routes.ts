/**
 * `/my`: a person's own record by the code of her slip, without script, account, cookie or address that says who she is
 * (FIRE-09, FIRE-10; design chapter 20, section 16). The code goes from form to form in their bodies; nothing may be kept.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import {
  askCorrection,
  asHolder,
  askErasure,
  consentsOf,
  eraseByOldCode,
  correctionsOf,
  type Door,
  erasureState,
  type Holder,
  openedBy,
  type PublishedLog,
  recordOf,
  slipOf,
  withdrawConsent,
} from '../firewall/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { deleteForHer, heldForHer } from '../people/index.ts';
import { Problem } from '../http/problem.ts';
import {
  errorAnswers,
  fieldsOf,
  HIDDEN,
  type Page,
  sendPage,
  type Surroundings,
  type View,
} from '../site/index.ts';
import { codePage, numberPage, oldSlipPage } from './pages/code.ts';
import { erasePage, erasurePage } from './pages/erase.ts';
import { deletedPage, deletePage, linesPage } from './pages/lines.ts';
import { logPage } from './pages/log.ts';
import { recordPage } from './pages/record.ts';
import { slipLater, slipPage, slipPart } from './pages/slip.ts';
import { takeBackPage, takenBackPage } from './pages/take-back.ts';
import { wrongPage, wrongSentPage } from './pages/wrong.ts';
import { backButton, button, type Carried } from './parts.ts';
import { ownWords } from './words.ts';

export type MyParts = { door: Door; log: PublishedLog; surroundings: Surroundings };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Letters of a line that are put before what is said to be wrong in it. */
const MOST_ABOUT = 300;

type Fields = Record<string, string>;
type Answer = { page: Page; status?: number };

export const myPages: FastifyPluginAsync<MyParts> = async (app, { door, log, surroundings }) => {
  const { languages } = surroundings;
  const words = ownWords(languages);
  errorAnswers(app, { surroundings });

  const viewOf = (request: FastifyRequest): View => {
    const { lang } = request.params as { lang: string };
    const spoken = languages.find(lang);
    const own = words.get(lang);
    if (!spoken || !own) throw new Problem('not_found');
    return { ...surroundings.view(spoken), words: own };
  };
  const send = (request: FastifyRequest, reply: FastifyReply, { page, status = 200 }: Answer) =>
    sendPage(request, reply, page, { noStore: true, status });
  const textsIn = (body: unknown): Fields =>
    Object.fromEntries(
      Object.entries(fieldsOf(body)).filter(
        (field): field is [string, string] => typeof field[1] === 'string',
      ),
    );

  /** A page for whoever has the code; without a good one, the question again. */
  const withCode = (
    path: string,
    answer: (asked: {
      view: View;
      holder: Holder;
      code: string;
      fields: Fields;
    }) => Promise<Page | Answer>,
    otherwise?: (asked: { view: View; fields: Fields }) => Promise<Page | undefined>,
  ): void => {
    app.get(`/:lang${path}`, HIDDEN, async (request, reply) =>
      send(request, reply, { page: codePage(viewOf(request)) }),
    );
    app.post(`/:lang${path}`, HIDDEN, async (request, reply) => {
      const view = viewOf(request);
      const fields = textsIn(request.body);
      const code = (fields['code'] ?? '').trim();
      try {
        const holder = await door.holder(code, request);
        const made = await answer({ view, holder, code, fields });
        return await send(request, reply, 'page' in made ? made : { page: made });
      } catch (error) {
        // The code opens nothing, or stopped to between two questions.
        if (!(error instanceof Problem) || !['not_found', 'not_allowed'].includes(error.code))
          throw error;
        const page = await otherwise?.({ view, fields });
        return send(
          request,
          reply,
          page ? { page } : { page: codePage(view, { refused: true }), status: 404 },
        );
      }
    });
  };

  app.get('/my', HIDDEN, async (_request, reply) => reply.redirect('/?to=%2Fmy', 302));

  withCode('/my', async ({ view, holder, code }) => {
    const [record, shared] = [await recordOf(door, holder), await consentsOf(door, holder)];
    return recordPage(view, {
      code,
      record,
      shared,
      languages: languages.offered.map(({ language }) => language),
    });
  });

  withCode('/my/lines', async ({ view, holder, code }) =>
    linesPage(view, { code, lines: await heldForHer(door, holder) }),
  );

  withCode('/my/delete', async ({ view, holder, code, fields }) => {
    const { line: kind, id, sure } = fields;
    const lines = await heldForHer(door, holder);
    const line = lines.find((one) => one.line === kind && one.id === id);
    // Deleted before, or asked twice: what there is stands on the page.
    if (!line) return linesPage(view, { code, lines });
    if (!sure) return deletePage(view, { code, line });
    await deleteForHer(door, holder, line);
    return deletedPage(view, { code });
  });

  withCode('/my/log', async ({ view, holder, code, fields }) => {
    const from = /^\d{1,4}$/.test(fields['from'] ?? '') ? Number(fields['from']) : 0;
    return logPage(view, { code, from, opened: await openedBy(door, holder) });
  });

  withCode('/my/take-back', async ({ view, holder, code, fields }) => {
    const grant = fields['grant'] ?? '';
    const one = (await consentsOf(door, holder)).find(({ grant_id: id }) => id === grant);
    if (!one) throw new Problem('bad_input', { field: 'grant' });
    if (!fields['sure']) return takeBackPage(view, { code, one });
    const { left_before: left } = await withdrawConsent(
      door,
      { ...asHolder(holder), purpose: 'own.access' },
      grant,
      'token',
    );
    const text = await slipOf(log, () => leafOf(holder, 'consent.withdrawn', grant));
    const carry: Carried = [
      ['code', code],
      ['thing', grant],
    ];
    return takenBackPage(view, { code, left, slip: slipOrLater(view, text, '/my/slip', carry) });
  });

  withCode('/my/slip', async ({ view, holder, code, fields }) => {
    const { slips } = await recordOf(door, holder);
    const own = slips.find(
      ({ leaf, thing }) => String(leaf) === fields['leaf'] || thing === fields['thing'],
    );
    const text = own && (await slipOf(log, async () => own.leaf));
    const carry: Carried = [
      ['code', code],
      ...(['leaf', 'thing'] as const).flatMap((name) =>
        fields[name] ? [[name, fields[name]] as const] : [],
      ),
    ];
    return slipPage(view, {
      slip: slipOrLater(view, text, '/my/slip', carry),
      back: backButton(view, code),
    });
  });

  withCode('/my/wrong', async ({ view, holder, code, fields }) => {
    const { organisation } = await recordOf(door, holder);
    const before = await correctionsOf(door, holder);
    const { id = '', text } = fields;
    if (text === undefined || !UUID.test(id))
      return wrongPage(view, {
        code,
        organisation,
        before,
        id: randomUUID(),
        ...(fields['about'] ? { text: `${fields['about'].slice(0, MOST_ABOUT)}\n` } : {}),
      });
    try {
      await askCorrection(door, holder, { id, text });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'bad_input') throw error;
      return {
        page: wrongPage(view, { code, organisation, before, id, text, refused: true }),
        status: 422,
      };
    }
    return wrongSentPage(view, { code, organisation });
  });

  withCode(
    '/my/erase',
    async ({ view, holder, code, fields }) => {
      const number = fields['number'] ?? '';
      if (!UUID.test(number)) {
        const { organisation } = await recordOf(door, holder);
        return erasePage(view, { code, organisation, number: randomUUID() });
      }
      const { erasure_no: kept } = await askErasure(door, holder, number);
      const page = await erasureOf(view, kept, true);
      if (!page) throw new Problem('internal');
      return page;
    },
    // The answer was lost on the way and the form comes again: the code is dead, the number says how far it is.
    async ({ view, fields }) =>
      UUID.test(fields['number'] ?? '') ? erasureOf(view, fields['number'] ?? '', true) : undefined,
  );

  // Asked by whoever has an old slip; the same page for every code.
  app.get('/:lang/my/old', HIDDEN, async (request, reply) =>
    send(request, reply, { page: oldSlipPage(viewOf(request)) }),
  );
  app.post('/:lang/my/old', HIDDEN, async (request, reply) => {
    const view = viewOf(request);
    const code = (textsIn(request.body)['code'] ?? '').trim();
    await eraseByOldCode(door, code, request);
    return send(request, reply, { page: oldSlipPage(view, { asked: true }) });
  });

  app.get('/:lang/my/erasure', HIDDEN, async (request, reply) =>
    send(request, reply, { page: numberPage(viewOf(request)) }),
  );
  app.post('/:lang/my/erasure', HIDDEN, async (request, reply) => {
    const view = viewOf(request);
    const number = (textsIn(request.body)['number'] ?? '').trim().toLowerCase();
    const page = UUID.test(number) ? await erasureOf(view, number, false) : undefined;
    return send(
      request,
      reply,
      page ? { page } : { page: numberPage(view, { unknown: true }), status: 404 },
    );
  });

  /** How far an erasure is, with the slip of its newest entry; undefined for a number under which nothing was asked. */
  async function erasureOf(view: View, number: string, begun: boolean): Promise<Page | undefined> {
    const state = await erasureState(door.database, number);
    if (!state) return undefined;
    const leaf = async (): Promise<number | undefined> =>
      (await erasureState(door.database, number))?.leaf ?? undefined;
    const text = await slipOf(log, leaf);
    const slip = slipOrLater(view, text, '/my/erasure', [['number', number]]);
    return erasurePage(view, { number, state, begun, slip });
  }

  async function leafOf(holder: Holder, act: string, thing: string): Promise<number | undefined> {
    const { slips } = await recordOf(door, holder);
    return slips.find((one) => one.act === act && one.thing === thing)?.leaf;
  }
};

function slipOrLater(view: View, text: string | undefined, to: string, carry: Carried): RawHtml {
  return text
    ? slipPart(view, text)
    : slipLater(view, html`${button(view, { to, carry, label: 'my.slip_get' })}`);
}
