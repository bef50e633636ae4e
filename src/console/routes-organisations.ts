/** Organisations and sign-in providers: one person proposes, another decides. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { v4 as uuid } from 'uuid';
import { html, type RawHtml, raw } from '../http/html.ts';
import { type RehearsalGap, rehearsalGap } from '../firewall/keeper/index.ts';
import type { Words } from '../languages/messages.ts';
import {
  decideOrganisation,
  decideProvider,
  listOrganisations,
  listProviders,
  ORGANISATION_KINDS,
  proposeOrganisation,
  proposeProvider,
  removeProvider,
} from '../staff/index.ts';
import { dayText, type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, listOf, postsOf } from './forms.ts';
import { providerWord, providerWordFields } from './pages/provider-word.ts';
import { button, field, type Screen } from './shell.ts';

const decision = (w: Words, action: string, own: boolean): RawHtml =>
  html`<form method="post" action="${action}">${own ? '' : html`<button class="pill" name="approved" value="true">${w.say('org.approve')}</button>`}<button class="pill" name="approved" value="false">${w.say('org.refuse')}</button></form>`;

/** What whoever runs the machine has to do before the keys are known to come back. */
function recoveryPart(w: Words, rehearsedAt: number | undefined, gap: RehearsalGap): RawHtml {
  const day = rehearsedAt === undefined ? '' : dayText(w, new Date(rehearsedAt));
  return html`<section class="sheet"><h2>${w.say('keys.title')}</h2><p class="note bad">${gap === 'never' ? w.say('keys.never') : w.say('keys.due', { day })}</p><p>${w.say('keys.how')}</p><p><code dir="ltr">${gap === 'never' ? 'wayhouse keys shares' : 'wayhouse backup'}</code>, <code dir="ltr">wayhouse keys drill</code></p></section>`;
}

export function organisationRoutes(app: FastifyInstance, desk: Desk): void {
  const { door } = desk;

  const screen = async (request: FastifyRequest, top: RawHtml | '' = ''): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const { organisations, waiting } = await listOrganisations(door, worker);
    const providers = await listProviders(door, worker);
    const rehearsedAt = await door.keeper.rehearsedAt();
    const gap = rehearsalGap(rehearsedAt, door.now());
    const by = (login: string | null): RawHtml => w.say('org.by', { by: login ?? '-' });
    return {
      room: 'organisations',
      title: w.text('org.title'),
      main: html`<h1>${w.say('org.title')}</h1>${top}<p class="gap">${w.say('org.note')}</p>${gap ? recoveryPart(w, rehearsedAt, gap) : ''}
${waiting.length ? html`<section class="sheet"><h2>${w.say('org.waiting')}</h2><ul class="items">${waiting.map((one) => html`<li><span><b><bdi>${one.name}</bdi></b>, ${one.country}, ${w.say(`kind.${one.kind}`)}<br><span class="s soft">${by(one.proposed_by_login)}</span></span>${decision(w, `/staff/organisations/${one.proposal_id}/decision`, one.proposed_by === worker.actor)}</li>`)}</ul></section>` : ''}
<section class="sheet"><ul class="items">${organisations.map((one) => html`<li><span><b><bdi>${one.name}</bdi></b><br><span class="s soft">${one.country}, ${w.say(`kind.${one.kind}`)}${one.cut ? html`, <b>${w.say('org.cut')}</b>` : ''}</span></span></li>`)}</ul></section>
<section class="sheet"><h2>${w.say('org.propose')}</h2><form method="post" action="/staff/organisations" class="fields two"><input type="hidden" name="proposal_id" value="${uuid()}">${field(w, 'name', 'access.name')}${field(w, 'country', 'org.country')}<label class="entry">${w.say('org.kind')}<select name="kind">${ORGANISATION_KINDS.map((kind) => html`<option value="${kind}">${w.text(`kind.${kind}`)}</option>`)}</select></label>${field(w, 'domains', 'org.domains', { optional: true })}<label class="tick"><input type="checkbox" name="no_enforcement_function" value="true"${raw(' required')}><span>${w.say('org.statement')}</span></label><div>${button(w, 'org.send')}</div></form></section>
<h2>${w.say('prov.title')}</h2><p>${w.say('prov.note')}</p>
${providers.waiting.length ? html`<section class="sheet"><h2>${w.say('org.waiting')}</h2><ul class="items">${providers.waiting.map((one) => html`<li><span><b><bdi>${one.label}</bdi></b><br><span class="s soft"><bdi>${one.issuer}</bdi>, ${by(one.proposed_by_login)}<br>${providerWord(w, one)}</span></span>${decision(w, `/staff/providers/${one.proposal_id}/decision`, one.proposed_by === worker.actor)}</li>`)}</ul></section>` : ''}
<section class="sheet">${providers.pinned.length ? html`<ul class="items">${providers.pinned.map((one) => html`<li><span><b><bdi>${one.label}</bdi></b><br><span class="s soft"><bdi>${one.issuer}</bdi><br>${providerWord(w, one, one.own_step_from)}</span></span><form method="post" action="/staff/providers/removal"><button class="pill" name="issuer" value="${one.issuer}">${w.say('me.remove')}</button></form></li>`)}</ul>` : html`<p>${w.say('prov.none')}</p>`}
<details><summary>${w.say('org.send')}</summary><form method="post" action="/staff/providers" class="fields two"><input type="hidden" name="proposal_id" value="${uuid()}">${field(w, 'label', 'prov.label')}${field(w, 'issuer', 'prov.issuer')}${field(w, 'client_id', 'prov.client')}${field(w, 'client_secret', 'prov.secret', { type: 'password', optional: true })}${providerWordFields(w)}<div>${button(w, 'org.send', true)}</div></form></details></section>`,
    };
  };

  app.get('/staff/organisations', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await screen(request)),
  );
  const acting = postsOf(app, desk, screen);
  type Asked = {
    proposal_id: string;
    name: string;
    country: string;
    kind: string;
    domains?: string;
  };
  acting<Asked>(
    '/staff/organisations',
    {
      proposal_id: Type.String({ format: 'uuid' }),
      name: Type.String({ minLength: 2, maxLength: 200 }),
      country: Type.String({ pattern: '^[A-Za-z]{2}$' }),
      kind: Type.Enum([...ORGANISATION_KINDS]),
      domains: Type.Optional(Type.String({ maxLength: 2000 })),
      no_enforcement_function: Type.Literal('true'),
    },
    async ({ proposal_id, name, country, kind, domains }, request) =>
      proposeOrganisation(door, await desk.worker(request), {
        proposal_id,
        name,
        country: country.toUpperCase(),
        kind: kind as (typeof ORGANISATION_KINDS)[number],
        domains: listOf(domains).slice(0, 20),
        no_enforcement_function: true,
      }),
    { said: 'done.proposed' },
  );
  const Decided = { approved: Type.Boolean() };
  type Decided = { approved: boolean };
  acting<Decided>('/staff/organisations/:id/decision', Decided, async ({ approved }, request) => {
    const { id } = request.params as { id: string };
    return decideOrganisation(door, await desk.worker(request), id, approved);
  });
  acting<Decided>('/staff/providers/:id/decision', Decided, async ({ approved }, request) => {
    const { id } = request.params as { id: string };
    return decideProvider(door, await desk.worker(request), id, approved);
  });
  type Wanted = Record<'proposal_id' | 'issuer' | 'client_id' | 'client_secret' | 'label', string> &
    Partial<Record<'accepted_acr' | 'accepted_amr' | 'max_age', string>>;
  acting<Wanted>(
    '/staff/providers',
    {
      proposal_id: Type.String({ format: 'uuid' }),
      issuer: Type.String({ pattern: '^https://[^/?#\\s]+[^?#\\s]*$', maxLength: 300 }),
      client_id: Type.String({ minLength: 1, maxLength: 200 }),
      client_secret: Type.String({ maxLength: 500 }),
      label: Type.String({ minLength: 1, maxLength: 60 }),
      accepted_acr: Type.Optional(Type.String({ maxLength: 1000 })),
      accepted_amr: Type.Optional(Type.String({ maxLength: 500 })),
      max_age: Type.Optional(Type.String({ pattern: '^\\d{0,3}$' })),
    },
    async ({ proposal_id, issuer, client_id, client_secret, label, ...stated }, request) => {
      const [acr, amr] = [listOf(stated.accepted_acr), listOf(stated.accepted_amr)];
      await proposeProvider(door, await desk.worker(request), {
        proposal_id,
        issuer,
        client_id,
        label,
        ...(client_secret ? { client_secret } : {}),
        accepted_acr: acr,
        accepted_amr: amr,
        ...(stated.max_age && (acr.length || amr.length)
          ? { max_age_s: Number(stated.max_age) * 60 }
          : {}),
      });
    },
    { said: 'done.proposed' },
  );
  acting<{ issuer: string }>(
    '/staff/providers/removal',
    { issuer: Type.String({ maxLength: 300 }) },
    async ({ issuer }, request) => removeProvider(door, await desk.worker(request), issuer),
  );
}
