/** `/` (languages), short links, Leave. */
import type { FastifyInstance } from 'fastify';
import { searchLanguages } from '../languages/known-languages.ts';
import { askedFields, readAsked } from './asked.ts';
import { sendPage } from './answer.ts';
import { languageKind, type LanguagePage, languagePage } from './pages/language.ts';
import { fieldsOf, HIDDEN, type RouteParts } from './route-parts.ts';

/** Pages that exist in every language and may be named without one. */
const WITHOUT_LANGUAGE = [
  '/how-we-list',
  '/privacy',
  '/accessibility',
  '/emergency',
  '/offline',
  '/map',
  '/find',
  '/place',
];

/** A page of ours to come back to; anything else is the first page. */
export function returnPath(to: unknown): string {
  return typeof to === 'string' &&
    to.length <= 200 &&
    /^\/(?!\/)[\w\-./]*(?:\?[\w\-.=&]*)?$/.test(to) &&
    !to.includes('..')
    ? to
    : '/';
}

export function languageRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { surroundings, kept } = parts;
  const { languages, house } = surroundings;
  const kind = languageKind([
    ...languages.offered.map(({ language }) => language),
    ...languages.later,
  ]);
  const view = () => surroundings.view(languages.english);

  /** The phone's setting may lift rows, never choose. */
  const lifted = (header: string | undefined): string[] =>
    (header ?? '')
      .split(',')
      .flatMap((part) => {
        const found = languages.find(part.split(';')[0]?.trim().split('-')[0]?.toLowerCase() ?? '');
        return found ? [found.language.code] : [];
      })
      .slice(0, 3);
  const pageOf = (lift: readonly string[], data: Omit<LanguagePage, 'offered' | 'later'>) => {
    const first = [...new Set(lift)].flatMap((code) => languages.find(code) ?? []);
    const offered = [...first, ...languages.offered.filter((spoken) => !first.includes(spoken))];
    return languagePage(view(), kind, { ...data, offered, later: languages.later });
  };

  app.get<{ Querystring: { to?: string } }>('/', HIDDEN, async (request, reply) => {
    const to = returnPath(request.query.to);
    const lift = lifted(request.headers['accept-language']);
    await kept.send(request, reply, `language ${lift.join()} ${to}`, () => pageOf(lift, { to }));
    return reply;
  });

  app.post('/', HIDDEN, async (request, reply) => {
    const fields = fieldsOf(request.body);
    const to = returnPath(fields['to']);
    const carry = askedFields(readAsked(fields));
    const search = typeof fields['name'] === 'string' ? fields['name'].slice(0, 60) : undefined;
    if (search === undefined)
      return sendPage(request, reply, pageOf([], { to, carry }), { noStore: true });
    const found = new Set(searchLanguages(search).map(({ code }) => code));
    const page = languagePage(view(), kind, {
      to,
      carry,
      search,
      offered: languages.offered.filter(({ language }) => found.has(language.code)),
      later: languages.later.filter(({ code }) => found.has(code)),
    });
    return sendPage(request, reply, page, { noStore: true });
  });

  app.get<{ Params: { code: string } }>('/s/:code', HIDDEN, async (request, reply) => {
    const code = encodeURIComponent(request.params.code);
    return reply
      .header('cache-control', 'no-store')
      .redirect(`/?to=${encodeURIComponent(`/s/${code}`)}`, 302);
  });
  for (const path of WITHOUT_LANGUAGE) {
    app.get(path, HIDDEN, async (_request, reply) =>
      reply.redirect(`/?to=${encodeURIComponent(path)}`, 302),
    );
  }
  app.get('/leave', HIDDEN, async (_request, reply) =>
    reply.header('cache-control', 'no-store').redirect(house.settings.neutralAddress, 302),
  );
}
