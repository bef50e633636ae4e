/** Agreements with other organisations, from the draft to the end, and cutting one off (FIRE-05; chapter 20, section 12). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { v4 as uuid } from 'uuid';
import {
  assessHarm,
  cutOrganisation,
  draftAgreement,
  type HarmInput,
  listAgreements,
  listParties,
  readAgreement,
  reopenAgreement,
  signAgreement,
  startAgreement,
  stopAgreement,
} from '../firewall/agreements/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { daysAfter } from '../languages/days.ts';
import { asciiDigits } from '../languages/dates.ts';
import { momentOf } from '../languages/zone.ts';
import { CATEGORIES } from '../referrals/index.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { Elsewhere, HIDDEN, manyOf, postsOf, type ScreenOf, type Typed } from './forms.ts';
import { agreementForm, CROSSING, PROMISES, typedOf } from './pages/agreement-form.ts';
import { agreementPart, DEGREES } from './pages/agreement-page.ts';
import { AGREEMENTS, agreementsPart, otherOf, partyName } from './pages/agreements-list.ts';
import type { Screen } from './shell.ts';
import { done } from './shell.ts';
import { dayOf } from './typed-day.ts';

const ID = Type.String({ format: 'uuid' });
const Id = Type.Object({ id: ID });
const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
const words = Type.String({ minLength: 3, maxLength: 2000 });
const degree = Type.Enum([...DEGREES]);
/** A tick that stands alone comes as a text, several as a list. */
const tick = Type.String({ maxLength: 40 });
const ticks = Type.Optional(Type.Union([tick, Type.Array(tick, { maxItems: 30 })]));

/** @param script address of what takes the fingerprint of a file */
export function agreementRoutes(app: FastifyInstance, desk: Desk, script: string): void {
  const { door, zone } = desk;
  const room = 'agreements' as const;

  const list: ScreenOf = async (request, top = '') => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const [agreements, parties] = await Promise.all([
      listAgreements(door, worker),
      listParties(door, worker),
    ]);
    const view = { agreements, parties, org: worker.org, zone, now: door.now() };
    return {
      room,
      at: AGREEMENTS,
      title: w.text('agreements.title'),
      main: html`<h1>${w.say('agreements.title')}</h1>${top}${agreementsPart(w, view)}`,
    };
  };

  const fresh: ScreenOf = async (request, top = '', typed) => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const parties = await listParties(door, worker);
    const like = (request.query as { from?: string }).from;
    const before = async (): Promise<Typed> =>
      like ? typedOf(await readAgreement(door, worker, like), worker.org) : {};
    const view = { parties, org: worker.org, typed: typed ?? (await before()), id: uuid() };
    return {
      room,
      script,
      title: w.text('agreements.new'),
      main: html`<h1>${w.say('agreements.new')}</h1>${top}${agreementForm(w, view)}`,
    };
  };

  const one = async (
    request: FastifyRequest,
    top: RawHtml | '' = '',
    typed: Typed = {},
  ): Promise<Screen> => {
    const { words: w } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const [agreement, parties] = await Promise.all([
      readAgreement(door, worker, idOf(request)),
      listParties(door, worker),
    ]);
    const me = { org: worker.org, account: worker.actor };
    const name = partyName(w, parties, otherOf(agreement, worker.org));
    const title = w.say('agreements.with', { name });
    return {
      room,
      at: `${AGREEMENTS}/${agreement.agreement_id}`,
      title: w.text('agreements.title'),
      main: html`<h1>${title}</h1>${top}${agreementPart(w, { agreement, parties, me, typed, zone, now: door.now() })}`,
    };
  };

  app.get(AGREEMENTS, HIDDEN, async (request, reply) =>
    show(desk, request, reply, await list(request)),
  );
  const like = { ...HIDDEN.schema, querystring: Type.Object({ from: Type.Optional(ID) }) };
  app.get(`${AGREEMENTS}/new`, { schema: like }, async (request, reply) =>
    show(desk, request, reply, await fresh(request)),
  );
  app.get(`${AGREEMENTS}/:id`, { schema: { hide: true, params: Id } }, async (request, reply) =>
    show(desk, request, reply, await one(request)),
  );

  type Drafted = Record<
    'agreement_id' | 'with_org' | 'starts_at' | 'ends_at' | 'document_sha256',
    string
  > & {
    notice_of_demand_hours: number;
    purposes?: string | string[];
    categories?: string | string[];
  } & Partial<Record<(typeof PROMISES)[number], 'true'>>;
  const promise = Type.Optional(Type.Literal('true'));
  postsOf(app, desk, fresh)<Drafted>(
    AGREEMENTS,
    {
      agreement_id: ID,
      with_org: ID,
      purposes: ticks,
      categories: ticks,
      starts_at: Type.String({ maxLength: 40 }),
      ends_at: Type.String({ maxLength: 40 }),
      document_sha256: Type.String({ maxLength: 200 }),
      notice_of_demand_hours: Type.Integer({ minimum: 1, maximum: 24 }),
      ...Object.fromEntries(PROMISES.map((name) => [name, promise])),
    },
    async (typed, request) => {
      const { words: w } = tongueOf(desk, request);
      const [first, last] = [
        dayOf(w, 'starts_at', typed.starts_at),
        dayOf(w, 'ends_at', typed.ends_at),
      ];
      await draftAgreement(door, await desk.worker(request), {
        agreement_id: typed.agreement_id,
        with_org: typed.with_org,
        purposes: chosen('purposes', typed.purposes, Object.keys(CROSSING)),
        categories: chosen('categories', typed.categories, CATEGORIES),
        starts_at: new Date(momentOf(zone, first, '00:00')).toISOString(),
        // The last day counts wholly.
        ends_at: new Date(momentOf(zone, daysAfter(last, 1), '00:00')).toISOString(),
        document_sha256: fingerprintOf(typed.document_sha256),
        notice_of_demand_hours: typed.notice_of_demand_hours,
        no_onward_transfer: typed.no_onward_transfer === 'true',
        no_enforcement_use: typed.no_enforcement_use === 'true',
        audit_right: typed.audit_right === 'true',
        deletion_at_end: typed.deletion_at_end === 'true',
      });
      return new Elsewhere(`${AGREEMENTS}/${typed.agreement_id}`);
    },
  );

  const ofOne = postsOf(app, desk, one);
  ofOne<HarmInput>(
    `${AGREEMENTS}/:id/harm`,
    { exposed: words, to_whom: words, likelihood: degree, severity: degree, mitigation: words },
    async (harm, request) => assessHarm(door, await desk.worker(request), idOf(request), harm),
    { said: 'agreements.was_assessed', params: Id },
  );
  const steps = {
    signature: { verb: signAgreement, said: 'agreements.was_signed' },
    start: { verb: startAgreement, said: 'agreements.was_started' },
    reopen: { verb: reopenAgreement, said: 'agreements.was_reopened' },
  } as const;
  for (const [step, { verb, said }] of Object.entries(steps))
    ofOne(
      `${AGREEMENTS}/:id/${step}`,
      {},
      async (_, request) => verb(door, await desk.worker(request), idOf(request)),
      { said, params: Id },
    );
  ofOne<{ state: 'suspended' | 'ended'; sure?: 'true' }>(
    `${AGREEMENTS}/:id/stop`,
    { state: Type.Enum(['suspended', 'ended']), sure: promise },
    async ({ state, sure }, request) => {
      if (state === 'ended' && sure !== 'true')
        throw new Problem('bad_input', { field: 'sure_end' });
      await stopAgreement(door, await desk.worker(request), idOf(request), state);
    },
    { said: 'agreements.was_stopped', params: Id },
  );
  postsOf(app, desk, list)<{ org: string; cut: boolean; sure?: 'true' }>(
    `${AGREEMENTS}/cut`,
    { org: ID, cut: Type.Boolean(), sure: promise },
    async ({ org, cut, sure }, request) => {
      if (cut && sure !== 'true') throw new Problem('bad_input', { field: 'sure_cut' });
      await cutOrganisation(door, await desk.worker(request), org, cut);
      const { words: w } = tongueOf(desk, request);
      return done(w.say(cut ? 'agreements.was_cut' : 'agreements.was_back'));
    },
  );
}

/** @throws `bad_input` when nothing was chosen, or something that is not offered */
function chosen(field: string, typed: unknown, offered: readonly string[]): string[] {
  const list = [...new Set(manyOf(typed))];
  if (list.length === 0 || list.some((one) => !offered.includes(one)))
    throw new Problem('bad_input', {
      field,
      errors: [{ field, expected: 'one or more of those offered' }],
    });
  return list;
}

/** As people copy it: with spaces, in capitals, in another language's digits. @throws `bad_input` for anything else */
function fingerprintOf(typed: string): string {
  const digits = asciiDigits(typed).replaceAll(/[\s:]/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits))
    throw new Problem('bad_input', {
      field: 'document_sha256',
      errors: [{ field: 'document_sha256', expected: '64 digits or letters from a to f' }],
    });
  return digits;
}
