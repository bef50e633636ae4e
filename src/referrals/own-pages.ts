/** `/my/referrals`: a person's own referrals by the code of her slip, without account, cookie or script. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../firewall/index.ts';
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
import { ownOutcome, ownReferrals, ownWithdrawal } from './own.ts';
import { ownCodePage, ownPage, ownTakeBackPage } from './pages/own.ts';
import { isOutcome } from './states.ts';
import { referralWords } from './words.ts';

const PATH = '/my/referrals';

export const ownReferralPages: FastifyPluginAsync<{
  door: Door;
  surroundings: Surroundings;
}> = async (app, { door, surroundings }) => {
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
    const code = text('code').trim();
    try {
      const holder = await door.holder(code, request);
      const referral = text('referral');
      const outcome = text('outcome');
      let fault = false;
      if (isOutcome(outcome)) {
        const reason = text('reason');
        await ownOutcome(door, holder, referral, { outcome, ...(reason ? { reason } : {}) }).catch(
          (error: unknown) => {
            if (!(error instanceof Problem) || error.code !== 'bad_input') throw error;
            fault = true;
          },
        );
      }
      if (text('take_back') === 'sure') await ownWithdrawal(door, holder, referral);
      const list = await ownReferrals(door, holder);
      const asked = text('take_back') === '1' && list.find((one) => one.referral === referral);
      if (asked) return await send(request, reply, ownTakeBackPage(view, code, asked));
      return await send(request, reply, ownPage(view, { code, list, fault }), fault ? 422 : 200);
    } catch (error) {
      if (!(error instanceof Problem) || !['not_found', 'not_allowed'].includes(error.code))
        throw error;
      return send(request, reply, ownCodePage(view, { refused: true }), 404);
    }
  });
};
