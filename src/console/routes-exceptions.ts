/** What went without a yes, for whoever watches over data (FIRE-06, T12): the list, and what a second person finds. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { html, type RawHtml } from '../http/html.ts';
import { loadNeedLabels } from '../languages/need-labels.ts';
import { type Finding, FINDINGS, listExceptions, reviewException } from '../referrals/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, postsOf } from './forms.ts';
import { exceptionsPart } from './pages/exceptions.ts';
import type { Screen } from './shell.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const HERE = '/staff/exceptions';

export function exceptionRoutes(app: FastifyInstance, desk: Desk): void {
  const { door, zone } = desk;
  const labels = loadNeedLabels();
  const screen = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, language } = tongueOf(desk, request);
    const lines = await listExceptions({ door }, await desk.worker(request));
    const named = labels[language.code] ?? {};
    const service = (code: string): string => named[code]?.[0] ?? labels['en']?.[code]?.[0] ?? code;
    return {
      room: 'exceptions',
      at: HERE,
      title: w.text('exceptions.title'),
      main: html`<h1>${w.say('exceptions.title')}</h1>${top}${exceptionsPart(w, { lines, service, zone, now: door.now() })}`,
    };
  };
  app.get(HERE, HIDDEN, async (request, reply) =>
    show(desk, request, reply, await screen(request)),
  );
  postsOf(app, desk, screen)<{ finding: Finding }>(
    `${HERE}/:id`,
    { finding: Type.Enum([...FINDINGS]) },
    async ({ finding }, request) => {
      const { id } = request.params as { id: string };
      await reviewException({ door }, await desk.worker(request), id, finding);
    },
    { said: 'exceptions.saved', params: Id },
  );
}
