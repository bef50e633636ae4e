/** Alerts on the web: pages in every language, CAP, Atom and JSON. Nothing is remembered of who asks. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { direction } from '../languages/direction.ts';
import {
  dangerLine,
  errorAnswers,
  fieldsOf,
  HIDDEN,
  sendPage,
  type Surroundings,
  type View,
} from '../site/index.ts';
import type { Alert } from './alert.ts';
import { CAP_TYPE } from './cap/index.ts';
import { atomFeed, type FeedEntry } from './feed.ts';
import type { AlertHouse } from './house.ts';
import { alertsPage } from './pages/list.ts';
import { alertPage, endedAlertPage } from './pages/one.ts';
import { tell } from './tell.ts';

/** How long the list names what is over, ms. */
const PAST = 7 * 86_400_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
type Params = { lang: string; id: string };

export const alertPages: FastifyPluginAsync<{
  alerts: AlertHouse;
  surroundings: Surroundings;
}> = async (app, { alerts, surroundings }) => {
  const { book, words, surrounds } = alerts;
  errorAnswers(app, { surroundings });

  const viewOf = (request: FastifyRequest): View => {
    const { lang } = request.params as Params;
    const spoken = surroundings.languages.find(lang);
    const own = words.get(lang);
    if (!spoken || !own) throw new Problem('not_found');
    return { ...surroundings.view(spoken), words: own, now: alerts.now() };
  };
  const found = (id: string) => {
    const one = UUID.test(id) ? book.find(id) : undefined;
    if (!one) throw new Problem('not_found');
    return one;
  };

  app.get('/alerts', HIDDEN, async (_request, reply) => reply.redirect('/?to=%2Falerts', 302));
  app.get('/:lang/alerts', HIDDEN, async (request, reply) => {
    const view = viewOf(request);
    const { code } = view.words.language;
    const page = alertsPage(
      view,
      {
        now: book.current(),
        past: pastOf(alerts),
        placeName: (id) => surrounds.placeName(id, code)?.text ?? String(id),
      },
      dangerLine(view),
    );
    return sendPage(request, reply, page);
  });
  app.get<{ Params: Params }>('/:lang/alerts/:id', HIDDEN, async (request, reply) => {
    const view = viewOf(request);
    const { alert, standing, newest } = found(request.params.id);
    const told =
      standing === 'now' ? await tell(alert, view.words, surrounds, view.now) : undefined;
    if (!told) {
      if (standing === 'coming') throw new Problem('not_found');
      const newer = book.find(newest.id)?.standing === 'now' ? newest : undefined;
      const page = endedAlertPage(view, { alert, standing, newest: newer });
      return sendPage(request, reply, page, { status: 410, noStore: true });
    }
    const page = alertPage(view, { alert, told, by: surrounds.name }, dangerLine(view));
    return sendPage(request, reply, page);
  });

  app.get<{ Params: { file: string } }>('/alerts/cap/:file', HIDDEN, async (request, reply) => {
    const [, id = ''] = /^(.*)\.xml$/.exec(request.params.file) ?? [];
    const { alert, standing } = found(id);
    // A cancel is told for as long as what it takes back would have stood.
    if (standing !== 'now' && !(alert.kind === 'cancel' && alerts.now() < endOfLine(alerts, alert)))
      throw new Problem('gone', { detail: 'This alert is over.' });
    return xml(reply, CAP_TYPE, await alerts.cap(alert));
  });
  app.get('/alerts/feed.xml', HIDDEN, async (request, reply) => {
    const asked = fieldsOf(request.query)['lang'];
    const own = words.get(typeof asked === 'string' ? asked : 'en');
    if (!own)
      throw new Problem('bad_input', {
        errors: [{ field: 'lang', expected: [...words.keys()].join(', ') }],
      });
    const current = book.current();
    const cancels = book
      .all()
      .filter(({ alert }) => alert.kind === 'cancel' && alerts.now() < endOfLine(alerts, alert))
      .map(({ alert }) => alert);
    const entries: FeedEntry[] = [];
    for (const alert of [...current, ...cancels]) {
      const told = await tell(alert, own, surrounds, alerts.now());
      const drill = told?.isDrill ? `${own.text('alert.drill')} ` : '';
      if (told)
        entries.push({
          alert,
          // What was taken back says so first, and nothing of what it said.
          told:
            alert.kind === 'cancel'
              ? {
                  ...told,
                  headline: `${drill}${own.text('alert.is_cancelled')} ${told.headline}`,
                  description: own.text('alert.is_over_text'),
                }
              : { ...told, headline: drill + told.headline, description: drill + told.description },
        });
    }
    const updated = Math.max(0, ...book.all().map(({ alert }) => alert.issuedAt));
    return xml(
      reply,
      'application/atom+xml',
      atomFeed(
        {
          origin: surrounds.origin,
          name: surrounds.name,
          title: `${surrounds.name}: ${own.text('alert.title')}`,
          lang: own.language.code,
          updated,
        },
        entries,
      ),
    );
  });

  app.get('/api/v1/alerts', async (request, reply) => {
    const place = placeOf(fieldsOf(request.query)['place']);
    const current = place === undefined ? book.current() : book.concerning(place, alerts.line);
    const list = [];
    for (const alert of current) list.push(await plainAlert(alerts, alert));
    return reply.header('cache-control', 'no-store').send({ alerts: list });
  });
};

/** A place of the gazetteer; undefined when none is named. @throws Problem `bad_input` */
function placeOf(asked: unknown): number | undefined {
  if (asked === undefined || asked === '') return undefined;
  if (typeof asked !== 'string' || !/^\d{1,9}$/.test(asked))
    throw new Problem('bad_input', {
      errors: [{ field: 'place', expected: 'the number of a place' }],
    });
  return Number(asked);
}

function xml(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('access-control-allow-origin', '*')
    .type(`${type}; charset=utf-8`)
    .send(text);
}

/** When the last message of an alert's line would have ended by itself. */
function endOfLine({ book }: AlertHouse, { chain }: Alert): number {
  return Math.max(
    0,
    ...book
      .all()
      .flatMap(({ alert }) =>
        alert.chain === chain && alert.kind !== 'cancel' ? [alert.expiresAt] : [],
      ),
  );
}

/** Lines that ended within the last days, each once, with the moment of its end. */
function pastOf({ book, now }: AlertHouse): { alert: Alert; ended: number }[] {
  const at = now();
  const lines = Map.groupBy(book.all(), ({ alert }) => alert.chain);
  return [...lines.values()]
    .flatMap((line) => {
      if (line.some(({ standing }) => standing === 'now' || standing === 'coming')) return [];
      const cancel = line.find(({ alert }) => alert.kind === 'cancel')?.alert;
      const last = line.find(({ alert }) => alert.kind !== 'cancel')?.alert;
      const ended = cancel?.issuedAt ?? last?.expiresAt ?? 0;
      return last && at - ended < PAST ? [{ alert: last, ended }] : [];
    })
    .sort((a, b) => b.ended - a.ended);
}

/** One alert for programs: every language at once. */
async function plainAlert({ words, surrounds, now }: AlertHouse, alert: Alert) {
  const texts = [];
  for (const text of alert.texts) {
    const own = words.get(text.lang);
    const told = own && (await tell({ ...alert, texts: [text] }, own, surrounds, now()));
    if (!told || text.state === 'machine') continue;
    texts.push({
      lang: told.lang,
      dir: direction(told.lang),
      ...(told.isDrill ? { drill: own.text('alert.drill') } : {}),
      headline: told.headline,
      description: told.description,
      instruction: told.instruction,
      no_papers: own.text('alert.no_papers'),
      where: told.where.map((place) => place.text),
    });
  }
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    id: alert.id,
    status: alert.status,
    drill: alert.status !== 'actual',
    kind: alert.kind,
    hazard: alert.hazard,
    urgency: alert.urgency,
    severity: alert.severity,
    certainty: alert.certainty,
    responses: alert.responses,
    whole_territory: alert.areas.length === 0,
    places: alert.areas,
    services: alert.services,
    needs: alert.needs,
    issued: iso(alert.issuedAt),
    effective: iso(alert.effectiveAt),
    expires: iso(alert.expiresAt),
    texts,
    cap: `${surrounds.origin}/alerts/cap/${alert.id}.xml`,
  };
}
