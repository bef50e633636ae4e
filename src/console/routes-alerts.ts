/** Alerts in the console (CRI-01): write one, see it on every channel, send it, change it, take it back. For editors. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  type Alert,
  type AlertDraft,
  type AlertHouse,
  cancelAlert,
  draftOfAlert,
  draftOfCap,
  faultsOfDraft,
  fieldsOfDraft,
  hazardPicture,
  issueAlert,
  listAlerts,
  listInbox,
  messageOf,
  type Officer,
  readForm,
  readInbox,
  setAside,
  type Standing,
  standings,
  type Subscribers,
} from '../alerts/index.ts';
import type { Database } from '../database/index.ts';
import { isNeedCode } from '../directory/needs.ts';
import { html, type RawHtml } from '../http/html.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import { type Surroundings, symbols } from '../site/index.ts';
import { channelsOf } from './alerts-channels.ts';
import { attempt, type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, manyOf, type Typed } from './forms.ts';
import { alertForm } from './pages/alerts-form.ts';
import { alertsPart, stateTag } from './pages/alerts-list.ts';
import { capPart, channelsPart } from './pages/alerts-preview.ts';
import { done, type Screen } from './shell.ts';
import type { Words } from '../languages/messages.ts';
import { daysAfter } from '../languages/days.ts';
import { timeTyped } from '../languages/typed-day.ts';
import { momentOf, wallOf } from '../languages/zone.ts';
import { saidAt } from './wall-clock.ts';

export type AlertsDesk = {
  database: Database;
  house: AlertHouse;
  surroundings: Surroundings;
  subscribers: Pick<Subscribers, 'counts'>;
};

const HERE = '/staff/alerts';
const MOST_PLACES = 12;
/** What people in danger look for; the rest of the needs is one search away on the alert's page. */
const NEEDS = [
  'shelter.night',
  'health.emergency',
  'health.doctor',
  'water.drinking',
  'food.meal',
  'items.clothes',
  'family.tracing',
  'talk.phone',
  'talk.interpreter',
].filter(isNeedCode);
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const ONE = { schema: { hide: true, params: Id } } as const;

export function alertRoutes(app: FastifyInstance, desk: Desk, parts: AlertsDesk): void {
  const { database, house, surroundings } = parts;
  const site = surroundings.house;
  const langs = surroundings.languages.offered.map(({ language }) => language.code);

  /** Whoever issues alerts. @throws `not_signed_in`, `not_allowed` */
  const officerOf = async (request: FastifyRequest): Promise<Officer> => {
    const worker = await desk.worker(request);
    const found = await desk.house.signedIn(request);
    if (!found?.facts.roles.some(({ role }) => role === 'editor')) throw new Problem('not_allowed');
    return { account: worker.actor, org: worker.org };
  };
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const alertsOf = async (request: FastifyRequest) => {
    const officer = await officerOf(request);
    const alerts = await listAlerts(database, officer);
    const standing = standings(alerts.map(messageOf), desk.door.now());
    return { officer, alerts, standingOf: (id: string): Standing => standing.get(id) ?? 'over' };
  };
  const oneOf = async (request: FastifyRequest) => {
    const { officer, alerts, standingOf } = await alertsOf(request);
    const alert = alerts.find(({ id }) => id === idOf(request));
    if (!alert) throw new Problem('not_found');
    const isLast = !alerts.some(({ prior }) => prior === alert.id);
    const standing = standingOf(alert.id);
    const mayChange =
      isLast && alert.org === officer.org && (standing === 'now' || standing === 'coming');
    return { officer, alert, standing, mayChange };
  };
  const framed = (request: FastifyRequest, title: string, at: string, main: RawHtml): Screen => {
    const { words: w } = tongueOf(desk, request);
    return { room: 'alerts', at, title: w.text(title), styles: ['alert', 'service'], main };
  };
  const back = (request: FastifyRequest): RawHtml =>
    html`<p><a href="${HERE}">${tongueOf(desk, request).words.say('alerts.back')}</a></p>`;

  // The list ----------------------------------------------------------------------------------------

  const list = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w, language } = tongueOf(desk, request);
    const { officer, alerts, standingOf } = await alertsOf(request);
    const part = alertsPart(w, {
      list: alerts.map((alert) => ({ alert, standing: standingOf(alert.id) })),
      waiting: (await listInbox(database, officer)).length,
      numbers: await parts.subscribers.counts(),
      zone: desk.zone,
      picture: ({ hazard }) => hazardPicture(hazard),
      placeName: (id) => site.place(id, language.code)?.name.text ?? String(id),
    });
    return framed(request, 'nav.alerts', HERE, html`<h1>${w.say('nav.alerts')}</h1>${top}${part}`);
  };
  app.get(HERE, HIDDEN, async (request, reply) => show(desk, request, reply, await list(request)));

  // Writing -----------------------------------------------------------------------------------------

  const formScreen = (
    request: FastifyRequest,
    typed: Typed,
    {
      action,
      isUpdate,
      errors = [],
    }: { action: string; isUpdate: boolean; errors?: readonly FieldError[] },
  ): Screen => {
    const { words: w, language } = tongueOf(desk, request);
    const chosen = manyOf(typed['areas']).flatMap(
      (id) => site.place(Number(id), language.code) ?? [],
    );
    const sought = manyOf(typed['find'])[0] ?? '';
    const found = sought ? site.places(sought, language.code).slice(0, MOST_PLACES) : [];
    const places = new Map(
      [...chosen, ...found, ...site.largerPlaces(language.code)].map((place) => [place.id, place]),
    );
    const needs = surroundings.languages.find(language.code)?.needs ?? {};
    const title = isUpdate ? 'alerts.update' : 'alerts.new';
    const main = html`${back(request)}<h1>${w.say(title)}</h1>${alertForm(w, {
      action,
      typed: sought && found.length ? { ...typed, find: '' } : typed,
      errors:
        sought && found.length === 0
          ? [...errors, { field: 'find', expected: w.text('alerts.no_such_place') }]
          : errors,
      places: [...places.values()].map(({ id, name, within }) => ({
        id,
        name: name.text,
        ...(within ? { within: within.text } : {}),
      })),
      needs: NEEDS.map((code) => ({ code, name: needs[code] ?? code })),
      tongues: surroundings.languages.offered.map(({ language: one }) => one),
      picture: hazardPicture,
      days: startDays(w, manyOf(typed['starts_day'])[0]),
      isUpdate,
    })}`;
    return framed(request, title, action, main);
  };

  /** Today and the seven days after it, and the one that was chosen. */
  const startDays = (w: Words, chosen?: string): [day: string, name: string][] => {
    const today = wallOf(desk.zone, desk.door.now()).day;
    const next = Array.from({ length: 8 }, (_, n) => daysAfter(today, n));
    const isAnother = /^\d{4}-\d\d-\d\d$/.test(chosen ?? '') && !next.includes(chosen ?? '');
    const days = isAnother && chosen ? [chosen, ...next] : next;
    return days.map((day) => [day, saidAt(w, desk.zone, day, 'weekday')]);
  };

  /** What is sent is what was looked at: the preview carries this over to the button. */
  const sealOf = (draft: AlertDraft): string =>
    createHash('sha256').update(JSON.stringify(draft)).digest('base64url');

  const previewScreen = async (
    request: FastifyRequest,
    draft: AlertDraft,
    fields: Typed,
    { action, isUpdate, prior }: { action: string; isUpdate: boolean; prior?: Alert },
  ): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const now = desk.door.now();
    const starts = Math.max(draft.effectiveAt ?? now, now);
    const { hours, effectiveAt: _, ...content } = draft;
    const id = '00000000-0000-7000-8000-000000000000';
    const alert: Alert = {
      ...content,
      id,
      org: '',
      chain: prior?.chain ?? id,
      ...(prior ? { prior: prior.id } : {}),
      kind: prior ? 'update' : 'alert',
      issuedAt: Math.floor(now / 1000) * 1000,
      effectiveAt: starts,
      expiresAt: starts + hours * 3_600_000,
    };
    const { channels, cap } = await channelsOf(alert, house, surroundings);
    const carried = Object.entries(fields).flatMap(([name, value]) =>
      name === 'step' || name === 'seen' ? [] : manyOf(value).map((one) => [name, one] as const),
    );
    const missing = langs.length - channels.filter(({ isMachine }) => !isMachine).length;
    const send =
      draft.status === 'actual'
        ? 'alerts.send'
        : draft.status === 'exercise'
          ? 'alerts.send_drill'
          : 'alerts.send_test';
    const main = html`${back(request)}<h1>${w.say('alerts.preview_title')}</h1>${symbols(['next', 'nopaper'])}
<p class="note">${w.say('alerts.will_stand', { from: saidAt(w, desk.zone, alert.effectiveAt, 'moment'), until: saidAt(w, desk.zone, alert.expiresAt, 'moment') })}${missing > 0 ? html`<br>${w.say('alerts.missing_languages', { n: missing })}` : ''}</p>
${channelsPart(w, channels, cap)}
<form method="post" action="${action}" class="sheet">${carried.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<input type="hidden" name="seen" value="${sealOf(draft)}"><button class="b fit" name="step" value="send">${w.say(send)}</button> <button class="b2 fit" name="step" value="edit">${w.say('alerts.edit')}</button></form>`;
    return framed(request, isUpdate ? 'alerts.update' : 'alerts.new', action, main);
  };

  const write = async (
    request: FastifyRequest,
    reply: Parameters<typeof show>[2],
    prior?: Alert,
  ): Promise<typeof reply> => {
    const officer = await officerOf(request);
    const action = prior ? `${HERE}/${prior.id}/update` : `${HERE}/new`;
    const typed = { ...(request.body as Typed | undefined) };
    const how = { action, isUpdate: prior !== undefined, ...(prior ? { prior } : {}) };
    const step = manyOf(typed['step'])[0];
    if (step === 'find' || step === 'edit')
      return show(desk, request, reply, formScreen(request, typed, how));
    const now = desk.door.now();
    const time = manyOf(typed['starts_time'])[0] ?? '';
    const { draft, errors } = readForm(
      { ...typed, starts_time: timeTyped(time) ?? time },
      langs,
      (day, time) => momentOf(desk.zone, day, time),
      isNeedCode,
    );
    const faults = [...errors, ...(errors.length ? [] : faultsOfDraft(draft, now))];
    if (faults.length)
      return show(
        desk,
        request,
        reply,
        formScreen(request, typed, { ...how, errors: faults }),
        400,
      );
    if (step !== 'send' || manyOf(typed['seen'])[0] !== sealOf(draft))
      return show(desk, request, reply, await previewScreen(request, draft, typed, how));
    const from = manyOf(typed['from'])[0];
    return attempt(
      desk,
      request,
      reply,
      async () => {
        const { id } = await issueAlert(database, officer, draft, {
          now,
          ...(prior ? { prior: prior.id } : {}),
          ...(from && /^[0-9a-f-]{36}$/.test(from) ? { adoptedFrom: from } : {}),
        });
        await house.book.refresh();
        const { words: w } = tongueOf(desk, request);
        const said = html`${w.say(draft.status === 'actual' ? 'alerts.sent' : 'alerts.sent_drill')} <a href="${HERE}/${id}">${w.say('alerts.look')}</a>`;
        return show(desk, request, reply, await list(request, done(said)));
      },
      (refused) => list(request, refused),
    );
  };

  app.get(`${HERE}/new`, HIDDEN, async (request, reply) => {
    const officer = await officerOf(request);
    const from = String((request.query as { from?: unknown }).from ?? '');
    const adopted = /^[0-9a-f-]{36}$/.test(from)
      ? await readInbox(database, officer, from)
      : undefined;
    const typed = adopted
      ? { ...fieldsOfDraft(draftOfCap(adopted.alert, langs, desk.door.now())), whole: '', from }
      : {};
    const screen = formScreen(request, typed, { action: `${HERE}/new`, isUpdate: false });
    return show(desk, request, reply, screen);
  });
  app.post(`${HERE}/new`, HIDDEN, async (request, reply) => write(request, reply));

  // One alert ---------------------------------------------------------------------------------------

  app.get(`${HERE}/:id`, ONE, async (request, reply) => {
    const { words: w } = tongueOf(desk, request);
    const { alert, standing, mayChange } = await oneOf(request);
    const { channels, cap } = await channelsOf(alert, house, surroundings);
    const at = `${HERE}/${alert.id}`;
    const isPublic = standing === 'now' && alert.status !== 'test';
    const main = html`${back(request)}<p>${stateTag(w, { alert, standing })}</p><h1>${w.say(`hazard.${alert.hazard}`)}</h1>${symbols(['next', 'nopaper'])}
<p>${w.say('alerts.stands', { from: saidAt(w, desk.zone, alert.effectiveAt, 'moment'), until: saidAt(w, desk.zone, alert.expiresAt, 'moment') })}</p>
${isPublic ? html`<p><a href="/${w.language.code}/alerts/${alert.id}">${w.say('alerts.public_page')}</a></p>` : ''}
${mayChange ? html`<section class="sheet"><p><a class="b fit" href="${at}/update">${w.say('alerts.update')}</a></p><p class="s soft">${w.say('alerts.update_note')}</p><details><summary>${w.say('alerts.cancel')}</summary><form method="post" action="${at}/cancel"><label class="tick"><input type="checkbox" name="sure" value="true" required><span>${w.say('alerts.cancel_sure')}</span></label><button class="b2 fit">${w.say('alerts.cancel_go')}</button></form></details></section>` : ''}
${channelsPart(w, channels, cap)}`;
    return show(desk, request, reply, framed(request, 'nav.alerts', at, main));
  });
  app.get(`${HERE}/:id/update`, ONE, async (request, reply) => {
    const { alert, mayChange } = await oneOf(request);
    if (!mayChange) throw new Problem('wrong_step');
    const typed = fieldsOfDraft(draftOfAlert(alert, desk.door.now()));
    const screen = formScreen(request, typed, {
      action: `${HERE}/${alert.id}/update`,
      isUpdate: true,
    });
    return show(desk, request, reply, screen);
  });
  app.post(`${HERE}/:id/update`, ONE, async (request, reply) =>
    write(request, reply, (await oneOf(request)).alert),
  );
  app.post(
    `${HERE}/:id/cancel`,
    { schema: { hide: true, params: Id, body: Type.Object({ sure: Type.Literal('true') }) } },
    async (request, reply) =>
      attempt(
        desk,
        request,
        reply,
        async () => {
          await cancelAlert(database, await officerOf(request), idOf(request), desk.door.now());
          await house.book.refresh();
          const { words: w } = tongueOf(desk, request);
          return show(desk, request, reply, await list(request, done(w.say('alerts.cancelled'))));
        },
        (refused) => list(request, refused),
      ),
  );

  // What partners sent --------------------------------------------------------------------------------

  app.get(`${HERE}/inbox`, HIDDEN, async (request, reply) => {
    const { words: w } = tongueOf(desk, request);
    const lines = await listInbox(database, await officerOf(request));
    const main = html`${back(request)}<h1>${w.say('alerts.inbox')}</h1><p class="s soft">${w.say('alerts.inbox_note')}</p>${
      lines.length
        ? html`<ul class="items">${lines.map((line) => html`<li><span><bdi>${line.partner ?? line.sender}</bdi> · ${line.kind}<br><span class="s soft">${w.say(`alerts.signature.${line.signature}`, { name: line.signedBy ?? '' })}</span></span><a class="end" href="${HERE}/inbox/${line.id}">${saidAt(w, desk.zone, line.receivedAt, 'moment')}</a></li>`)}</ul>`
        : html`<p>${w.say('alerts.inbox_empty')}</p>`
    }`;
    return show(desk, request, reply, framed(request, 'alerts.inbox', `${HERE}/inbox`, main));
  });
  app.get(`${HERE}/inbox/:id`, ONE, async (request, reply) => {
    const { words: w } = tongueOf(desk, request);
    const { line, alert } = await readInbox(database, await officerOf(request), idOf(request));
    const at = `${HERE}/inbox/${line.id}`;
    const main = html`<p><a href="${HERE}/inbox">${w.say('alerts.inbox')}</a></p><h1><bdi>${line.partner ?? line.sender}</bdi></h1><p class="note">${w.say(`alerts.signature.${line.signature}`, { name: line.signedBy ?? '' })}</p>${capPart(w, alert)}<section class="sheet"><p><a class="b fit" href="${HERE}/new?from=${line.id}">${w.say('alerts.adopt')}</a></p><p class="s soft">${w.say('alerts.adopt_note')}</p><form method="post" action="${at}"><button class="b2 fit">${w.say('alerts.set_aside')}</button></form></section>`;
    return show(desk, request, reply, framed(request, 'alerts.inbox', at, main));
  });
  app.post(`${HERE}/inbox/:id`, ONE, async (request, reply) => {
    await setAside(database, await officerOf(request), idOf(request));
    const { words: w } = tongueOf(desk, request);
    return show(desk, request, reply, await list(request, done(w.say('alerts.set_aside_done'))));
  });
}
