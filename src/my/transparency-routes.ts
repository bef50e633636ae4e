/** `/{lang}/transparency`: the same register and the same half year give the same bytes. */
import { dateOfInstant } from '../languages/days.ts';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../database/index.ts';
import { halfYearOf, transparency } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { errorAnswers, fieldsOf, HIDDEN, sendPage, type Surroundings } from '../site/index.ts';
import { transparencyPage } from './pages/transparency.ts';
import { ownWords } from './words.ts';

const DAY_MS = 86_400_000;

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
    const day = typeof asked === 'string' ? asked : now.from;
    // Half years only, from the one in which counting could begin; what has not begun is not shown.
    if (!/^20\d\d-0[17]-01$/.test(day) || day > now.from)
      throw new Problem('bad_input', {
        errors: [{ field: 'from', expected: 'the first day of a half year that has begun' }],
      });
    const half = halfYearOf(day);
    const figures = await transparency(database, half.from, half.to);
    const page = transparencyPage(view, {
      figures,
      last: dateOfInstant(Date.parse(half.to) - DAY_MS),
      running: half.from === now.from,
      earlier: halfYearOf(dateOfInstant(Date.parse(half.from) - DAY_MS)).from,
      ...(half.to <= now.from ? { later: half.to } : {}),
    });
    return sendPage(request, reply, page);
  });
};
