/** Who has access: accounts of the own organisation, their roles, training, links, and ways back. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { v4 as uuid } from 'uuid';
import { html, type RawHtml, raw } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import type { Words } from '../languages/messages.ts';
import {
  type AccountView,
  addAccount,
  closeAccount,
  courseOf,
  DATA_PROTECTION,
  endSessionOf,
  grantRole,
  invite,
  HEALTH_SUBJECTS,
  listAccounts,
  openSessionsOf,
  type PointName,
  readAccount,
  readPoints,
  readRefusedOf,
  recordTraining,
  revokeRole,
  secondInvitation,
  STAFF_ROLES,
  type StaffRole,
  waitingWaysBack,
} from '../staff/index.ts';
import { dayText, type Desk, show, tongueOf } from './desk.ts';
import {
  Elsewhere,
  type form,
  HIDDEN,
  manyOf,
  postsOf,
  type ScreenOf,
  type Typed,
} from './forms.ts';
import { sessionsPart } from './pages/access-sessions.ts';
import { refusedPart } from './pages/refused-tries.ts';
import { subjectTicks } from './pages/trained.ts';
import { button, field, type Screen } from './shell.ts';
import { dayField, dayOf } from './typed-day.ts';
import { saidAt } from './wall-clock.ts';

const ALL = Object.keys(STAFF_ROLES) as StaffRole[];
const COURSES = [DATA_PROTECTION, ...new Set(ALL.flatMap((role) => courseOf(role) ?? []))];
type OneId = { id: string };
type OneSession = OneId & { session: string };

function roleText(
  w: Words,
  { role, points, until_at, trained }: AccountView['roles'][number],
  names?: readonly PointName[],
): RawHtml {
  const named = points?.map((id) => names?.find((one) => one.point_id === id)?.name ?? '');
  const where =
    points === null
      ? w.say('access.all_points')
      : named?.every(Boolean)
        ? w.list(named)
        : w.say('access.points', { n: points.length });
  const until = until_at ? `, ${w.text('access.until', { day: dayText(w, until_at) })}` : '';
  return html`<b>${w.say(`role.${role}`)}</b> <span class="soft s">${where}${until}</span>${trained ? '' : html` <span class="s"><b>${w.say('access.untrained')}</b></span>`}`;
}

const stateOf = (w: Words, one: AccountView): string =>
  w.text(one.closed_at ? 'access.closed' : one.set_up ? 'access.open' : 'access.waiting');

export function accessRoutes(app: FastifyInstance, desk: Desk): void {
  const { door } = desk;
  const wordsOf = (request: FastifyRequest): Words => tongueOf(desk, request).words;

  const list: ScreenOf = async (request, top = '', typed = {}) => {
    const given = (name: string): string => String(typed[name] ?? '');
    const w = wordsOf(request);
    const worker = await desk.worker(request);
    const accounts = await listAccounts(door, worker);
    const waiting = await waitingWaysBack(door, worker);
    const rows = accounts.map(
      (one) =>
        html`<tr><th scope="row"><a href="/staff/access/${one.account_id}"><bdi>${one.display_name}</bdi></a><br><span class="soft s"><bdi>${one.login}</bdi></span></th><td data-of="${w.text('access.roles')}">${one.roles.length ? one.roles.map((role, i) => html`${i ? html`<br>` : ''}${roleText(w, role)}`) : w.say('access.none')}</td><td data-of="${w.text('access.last')}">${dayText(w, one.last_used_on)}</td><td data-of="${w.text('access.state')}">${stateOf(w, one)}</td></tr>`,
    );
    const backs = waiting.map(
      (one) =>
        html`<li><span>${w.say('access.back_line', { login: one.login, by: one.made_by_login, end: saidAt(w, desk.zone, one.ends_at, 'long') })}</span>${one.made_by === worker.actor ? '' : html`<form method="post" action="/staff/ways-back/${one.hash}/second"><button class="pill">${w.say('access.second')}</button></form>`}</li>`,
    );
    return {
      room: 'access',
      title: w.text('access.title'),
      main: html`<h1>${w.say('access.title')}</h1>${top}<p class="gap">${w.say('access.count', { n: accounts.filter(({ closed_at: at }) => !at).length })}</p>
${backs.length ? html`<section class="sheet"><h2>${w.say('access.backs')}</h2><ul class="items">${backs}</ul></section>` : ''}
<section class="sheet"><table class="rows"><caption class="vh">${w.say('access.title')}</caption><thead><tr><th scope="col">${w.say('access.name')}</th><th scope="col">${w.say('access.roles')}</th><th scope="col">${w.say('access.last')}</th><th scope="col">${w.say('access.state')}</th></tr></thead><tbody>${rows}</tbody></table></section>
<section class="sheet"><h2>${w.say('access.add')}</h2><p class="s soft">${w.say('access.add_note')}</p><form method="post" action="/staff/access" class="fields two"><input type="hidden" name="account_id" value="${uuid()}">${field(w, 'display_name', 'access.name', { value: given('display_name') })}${field(w, 'login', 'in.login', { note: 'access.login_note', value: given('login') })}<div>${button(w, 'access.add')}</div></form></section>`,
    };
  };
  app.get('/staff/access', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await list(request)),
  );
  const ofList = postsOf(app, desk, list);
  ofList<{ account_id: string; display_name: string; login: string }>(
    '/staff/access',
    {
      account_id: Type.String({ format: 'uuid' }),
      login: Type.String({ pattern: '^[^\\s|]{3,100}$' }),
      display_name: Type.String({ minLength: 1, maxLength: 100 }),
    },
    async ({ account_id, login, display_name }, request) => {
      await addAccount(door, await desk.worker(request), { account_id, login, display_name });
      return new Elsewhere(`/staff/access/${account_id}`);
    },
  );
  ofList(
    '/staff/ways-back/:hash/second',
    {},
    async (_body, request) => {
      const { hash } = request.params as { hash: string };
      return secondInvitation(door, await desk.worker(request), hash).then(() => undefined);
    },
    { params: Type.Object({ hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }) },
  );

  const one = async (
    request: FastifyRequest,
    account: string,
    top: RawHtml | '' = '',
    typed: Typed = {},
  ): Promise<Screen> => {
    const w = wordsOf(request);
    const worker = await desk.worker(request);
    const view = await readAccount(door, worker, account);
    const points = await readPoints(door, worker);
    const at = `/staff/access/${account}`;
    const open = !view.closed_at && account !== worker.actor;
    const refused = await readRefusedOf(door, worker, account);
    const sessions = open ? await openSessionsOf(door, worker, account) : [];
    const roles = view.roles.map(
      (role) =>
        html`<li><span>${roleText(w, role, points)}</span>${open ? html`<form method="post" action="${at}/roles/${role.grant_id}/end"><button class="pill" aria-label="${w.text('access.end_role')}: ${w.text(`role.${role.role}`)}">${w.say('access.end_role')}</button></form>` : ''}</li>`,
    );
    const training = view.training.map(
      ({ course, hours, valid_until, subjects }) =>
        html`<li><span>${w.say('access.trained', { course: w.has(`course.${course}`) ? w.text(`course.${course}`) : course, hours, day: dayText(w, valid_until) })}${subjects.length ? html`<br><span class="s soft">${w.list(subjects.map((one) => (w.has(`subject.${one}`) ? w.text(`subject.${one}`) : one)))}</span>` : ''}</span></li>`,
    );
    return {
      room: 'access',
      at,
      title: w.text('access.title'),
      main: html`<p><a class="back" href="/staff/access">${w.say('access.back')}</a></p><h1><bdi>${view.display_name}</bdi></h1><p class="soft"><bdi>${view.login}</bdi>, ${stateOf(w, view)}. ${w.say('access.last')}: ${dayText(w, view.last_used_on)}</p>${top}
${open && !view.set_up ? html`<form method="post" action="${at}/invitation"><input type="hidden" name="why" value="new">${button(w, 'access.invite')}</form>` : ''}
<section class="sheet"><h2>${w.say('access.roles')}</h2>${roles.length ? html`<ul class="items">${roles}</ul>` : html`<p>${w.say('access.none')}</p>`}
${
  open
    ? html`<form method="post" action="${at}/roles" class="fields two gap"><label class="entry">${w.say('access.role')}<small>${w.say('access.role_note')}</small><select name="role">${ALL.map((role) => html`<option value="${role}">${w.text(`role.${role}`)}</option>`)}</select></label><div>${points.length > 1 ? html`<details><summary>${w.say('access.some_points')}</summary><fieldset class="ticks"><legend class="s soft">${w.say('access.some_points_note')}</legend>${points.map((point) => html`<label class="tick"><input type="checkbox" name="points" value="${point.point_id}"><span><bdi>${point.name}</bdi></span></label>`)}</fieldset></details>` : ''}${button(w, 'access.give')}</div></form>`
    : ''
}</section>
<section class="sheet"><h2>${w.say('access.training')}</h2>${training.length ? html`<ul class="items">${training}</ul>` : html`<p>${w.say('access.no_training')}</p>`}
${
  open
    ? html`<details${raw('passed_on' in typed ? ' open' : '')}><summary>${w.say('access.record')}</summary><form method="post" action="${at}/training" class="fields two"><label class="entry">${w.say('access.course')}<select name="course">${COURSES.map((course) => html`<option value="${course}"${raw(course === typed['course'] ? ' selected' : '')}>${w.text(`course.${course}`)}</option>`)}</select></label>${field(w, 'hours', 'access.hours', { type: 'number', value: String(typed['hours'] ?? '') })}${dayField(w, 'passed_on', 'access.passed', { typed: typed['passed_on'] })}${dayField(w, 'valid_until', 'access.valid', { typed: typed['valid_until'] })}${subjectTicks(w)}<div>${button(w, 'access.record')}</div></form></details>`
    : ''
}</section>
${
  open
    ? html`${sessionsPart(w, sessions, { at, zone: desk.zone })}${refusedPart(w, refused, desk.zone)}<section class="sheet"><h2>${w.say('access.way_back')}</h2><p class="s soft">${w.say('access.way_back_note')}</p><form method="post" action="${at}/invitation"><input type="hidden" name="why" value="recovery">${button(w, 'access.way_back', true)}</form></section>
<section class="sheet"><h2>${w.say('access.close')}</h2><p class="s soft">${w.say('access.close_note')}</p><details><summary>${w.say('access.close')}</summary><form method="post" action="${at}/close">${button(w, 'access.close_sure', true)}</form></details></section>`
    : ''
}`,
    };
  };
  const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const SessionId = Type.Object({ ...Id.properties, session: Type.String({ format: 'uuid' }) });
  app.get<{ Params: OneId }>(
    '/staff/access/:id',
    { schema: { hide: true, params: Id } },
    async (request, reply) => show(desk, request, reply, await one(request, request.params.id)),
  );
  const posts = postsOf(app, desk, (request, top, typed) =>
    one(request, (request.params as OneId).id, top, typed),
  );
  const acting = <B = unknown>(
    path: string,
    fields: Parameters<typeof form>[0],
    work: (body: B, request: FastifyRequest, account: string) => Promise<RawHtml | void>,
  ): void =>
    posts<B>(`/staff/access/:id/${path}`, fields, (body, request) =>
      work(body, request, (request.params as OneId).id),
    );
  acting<{ why: 'new' | 'recovery' }>(
    'invitation',
    { why: Type.Enum(['new', 'recovery']) },
    async ({ why }, request, account) => {
      const { token } = await invite(door, await desk.worker(request), account, why);
      const link = `${door.party.origin}/staff/set-up/${token}`;
      return html`<section class="note done" role="status"><p>${wordsOf(request).say('access.link')}</p><code class="secret">${link}</code></section>`;
    },
  );
  acting<{ role: StaffRole; points?: unknown }>(
    'roles',
    { role: Type.Enum(ALL), points: Type.Optional(Type.Unknown()) },
    async ({ role, points }, request, account) => {
      const worker = await desk.worker(request);
      const at = manyOf(points);
      const known = at.length ? await readPoints(door, worker) : [];
      if (at.some((id) => !known.some(({ point_id }) => point_id === id)) || at.length > 50)
        throw new Problem('bad_input', { field: 'points' });
      await grantRole(door, worker, account, at.length ? { role, points: at } : { role });
    },
  );
  acting('roles/:grant/end', {}, async (_body, request, account) => {
    const { grant } = request.params as { grant: string };
    await revokeRole(door, await desk.worker(request), account, grant);
  });
  acting<Parameters<typeof recordTraining>[3] & { subjects?: unknown }>(
    'training',
    {
      course: Type.Enum(COURSES),
      hours: Type.Number({ exclusiveMinimum: 0, maximum: 500 }),
      passed_on: Type.String({ maxLength: 40 }),
      valid_until: Type.String({ maxLength: 40 }),
      subjects: Type.Optional(Type.Unknown()),
    },
    async ({ course, hours, subjects, ...typed }, request, account) => {
      const w = wordsOf(request);
      const passed_on = dayOf(w, 'passed_on', typed.passed_on);
      const valid_until = dayOf(w, 'valid_until', typed.valid_until);
      const dealt = manyOf(subjects).filter((one) =>
        (HEALTH_SUBJECTS as readonly string[]).includes(one),
      );
      const training = { course, hours, passed_on, valid_until, subjects: dealt };
      await recordTraining(door, await desk.worker(request), account, training);
    },
  );
  posts(
    '/staff/access/:id/sessions/:session/end',
    {},
    async (_body, request) => {
      const { id, session } = request.params as OneSession;
      await endSessionOf(door, await desk.worker(request), id, session);
    },
    { said: 'done.ended', params: SessionId },
  );
  acting('close', {}, async (_body, request, account) => {
    await closeAccount(door, await desk.worker(request), account);
  });
}
