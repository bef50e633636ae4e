/** `/{lang}/transparency`: a half year that is over, in the same bytes all half year long; of the running one, when it will be told. */
import { dateOfInstant } from '../languages/days.ts';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../database/index.ts';
import { halfYearOf, lastToldOn, transparency } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { errorAnswers, fieldsOf, HIDDEN, sendPage, type Surroundings } from '../site/index.ts';
import { transparencyPage } from './pages/transparency.ts';
import { ownWords } from './words.ts';

export const transparencyPages: FastifyPluginAsync<{
  database: Database;
  surroundings: Surroundings;
}> = async (app, { database, surroundings }) => {
  const words = ownWords(surroundings.languages);
  errorAnswers(app, { surroundings });

  app.get('/transparency', HIDDEN, async (_request, reply) =>
    reply.redirect('/?to=%2Ftransparency', 302),
  );

  app.get<{ Params: { lang: string } }>('/:lang/transparency', HIDDEN, async (request, reply) => {
    const spoken = surroundings.languages.find(request.params.lang);
    const own = words.get(request.params.lang);
    if (!spoken || !own) throw new Problem('not_found');
    const view = { ...surroundings.view(spoken), words: own };
    const now = halfYearOf(dateOfInstant(view.now));
    const asked = fieldsOf(request.query)['from'];
    const day = typeof asked === 'string' ? asked : lastToldOn(now.from).from;
    // Half years only, from the one in which counting could begin; what has not begun is not shown.
    if (!/^20\d\d-0[17]-01$/.test(day) || day > now.from)
      throw new Problem('bad_input', {
        errors: [{ field: 'from', expected: 'the first day of a half year that has begun' }],
      });
    const half = halfYearOf(day);
    const page = transparencyPage(view, {
      half,
      ...(half.from === now.from
        ? {}
        : { figures: await transparency(database, half.from, half.to) }),
      earlier: lastToldOn(half.from).from,
      ...(half.to <= now.from ? { later: half.to } : {}),
    });
    return sendPage(request, reply, page);
  });
};
