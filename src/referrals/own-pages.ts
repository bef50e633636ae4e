/** `/my/referrals`: a person's own referrals by the code of her slip, without account, cookie or script. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
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
import { digitsOf, type OwnDoor, ownHolder, type OwnKey } from './own-door.ts';
import { ownOutcome, ownReferrals, ownWithdrawal } from './own.ts';
import { canTakeBack, ownCodePage, ownPage, ownTakeBackPage } from './pages/own.ts';
import { travelNotePage } from './pages/travel-note.ts';
import type { Directory } from './parts.ts';
import { isOutcome } from './states.ts';
import { referralWords } from './words.ts';

const PATH = '/my/referrals';

/** A second press of a button, or a page from before the answer came: she sees where it stands now. */
function orAsItIs(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'wrong_step') throw error;
}

export type OwnReferralParts = OwnDoor & {
  surroundings: Surroundings;
  directory: Pick<Directory, 'listings'>;
};

export const ownReferralPages: FastifyPluginAsync<OwnReferralParts> = async (
  app,
  { door, secret, surroundings, directory },
) => {
  const { languages } = surroundings;
  const words = referralWords(languages);
  errorAnswers(app, { surroundings });

  const viewOf = (request: FastifyRequest): View => {
    const { lang } = request.params as { lang: string };
    const spoken = languages.find(lang);
    const own = words.get(lang);
    if (!spoken || !own) throw new Problem('not_found');
    return { ...surroundings.view(spoken), words: own };
  };
  const send = (request: FastifyRequest, reply: FastifyReply, page: Page, status = 200) =>
    sendPage(request, reply, page, { noStore: true, status });

  app.get(PATH, HIDDEN, async (_request, reply) =>
    reply.redirect(`/?to=${encodeURIComponent(PATH)}`, 302),
  );
  app.get(`/:lang${PATH}`, HIDDEN, async (request, reply) =>
    send(request, reply, ownCodePage(viewOf(request))),
  );
  app.post(`/:lang${PATH}`, HIDDEN, async (request, reply) => {
    const view = viewOf(request);
    const fields = fieldsOf(request.body);
    const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    const number = digitsOf(text('number'));
    const key: OwnKey = { code: text('code').trim(), ...(number ? { number } : {}) };
    try {
      const holder = await ownHolder({ door, secret }, request, key);
      // By the code that is said, only the one whose digits she has.
      const mine = async () =>
        (await ownReferrals(door, holder)).filter((one) => !number || one.number === number);
      const found = await mine();
      const referral = text('referral');
      if (referral && !found.some((one) => one.referral === referral))
        throw new Problem('not_found');
      const outcome = text('outcome');
      let fault = false;
      if (isOutcome(outcome)) {
        const reason = text('reason');
        await ownOutcome(door, holder, referral, { outcome, ...(reason ? { reason } : {}) }).catch(
          (error: unknown) => {
            if (!(error instanceof Problem) || error.code !== 'bad_input') return orAsItIs(error);
            fault = true;
          },
        );
      }
      if (text('take_back') === 'sure') await ownWithdrawal(door, holder, referral).catch(orAsItIs);
      const list = await mine();
      const asked = list.find((one) => one.referral === referral);
      if (asked && text('take_back') === '1' && canTakeBack(asked))
        return await send(request, reply, ownTakeBackPage(view, key, asked));
      if (asked && text('note')) {
        const [listing] = directory.listings([asked.listing], view.words.language.code);
        return await send(request, reply, travelNotePage(view, { key, one: asked, listing }));
      }
      return await send(request, reply, ownPage(view, { key, list, fault }), fault ? 422 : 200);
    } catch (error) {
      if (!(error instanceof Problem) || !['not_found', 'not_allowed'].includes(error.code))
        throw error;
      return send(request, reply, ownCodePage(view, { refused: true }), 404);
    }
  });
};
