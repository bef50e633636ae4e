/** Officers' screens of protected paths: pages over the verbs of the protection room, each behind a proof of the last five minutes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SPACES } from '../desk/values.ts';
import type { Worker } from '../firewall/index.ts';
import type { RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import {
  addFile,
  addGeneration,
  addShare,
  AdultDecision,
  AdultInput,
  type Compartment,
  COMPARTMENTS,
  decideAdult,
  FileInput,
  GenerationInput,
  listAlarms,
  listVisits,
  MemberKeyInput,
  nameAdult,
  nameOverride,
  OVERRIDE_REASONS,
  placeVisit,
  putMemberKey,
  readKeys,
  readVisit,
  releaseChild,
  ReleaseInput,
  seeAlarm,
  ShareInput,
} from '../protection/index.ts';
import { listSealedReceived, readSealedReceived } from '../referrals/index.ts';
import { proveAgain, readOwnAccount } from '../staff/index.ts';
import { type Desk, said, show, tongueOf } from './desk.ts';
import { form, HIDDEN } from './forms.ts';
import type { DeskWords } from './pages/protected/desk-words.ts';
import { keysPage } from './pages/protected/keys.ts';
import { carriedOf, proofPage } from './pages/protected/proof.ts';
import { checked, jsonOf } from './pages/protected/reading.ts';
import { pathOf, type Room } from './pages/protected/room.ts';
import { receivedPage } from './pages/protected/received.ts';
import { visitPage } from './pages/protected/visit.ts';
import { maybeDayOf } from './typed-day.ts';
import { alarmsPage, visitsPage } from './pages/protected/visits.ts';
import {
  type Acting,
  type Body,
  type Page,
  type Post,
  stepRoutes,
} from './routes-protected-steps.ts';
import { bad, done, type Screen } from './shell.ts';

const Id = Type.String({ format: 'uuid' });
const Text = Type.String();
const PROOF = { proof_password: Type.Optional(Text), proof_code: Type.Optional(Text) };
const Shares = Type.Array(
  Type.Object(
    { ...ShareInput.properties, generation: Type.Integer({ minimum: 1 }) },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 200 },
);
const BACK = /^\/staff\/protected\/(child|survivor)(\/[a-z]+(\/[0-9a-f-]{36})?)?$/;

export function protectedRoutes(
  app: FastifyInstance,
  desk: Desk,
  script: string,
  speak: (code: string) => DeskWords,
): void {
  const { house: door } = desk;

  /** @throws `not_found` as for any address that is not there */
  const acting = async (request: FastifyRequest): Promise<Acting> => {
    const params = request.params as Record<string, string>;
    const name = params['room'] ?? '';
    const ids = [params['visit'], params['id']].every((id) => id === undefined || UUID.test(id));
    if (!Object.hasOwn(COMPARTMENTS, name) || !ids) throw new Problem('not_found');
    const compartment = name as Compartment;
    const { words, language } = tongueOf(desk, request);
    const worker = await desk.worker(request);
    const body = (request.body ?? {}) as Body;
    if (body['proof_password'] !== undefined) await prove(worker, body);
    const keys = await readKeys(door, worker, compartment);
    const room = { compartment, w: words, desk: speak(language.code), keys, me: worker.actor };
    return { room: { ...room, now: Date.now(), zone: desk.zone }, worker, body, params };
  };
  const prove = async (worker: Worker, body: Body): Promise<void> => {
    const { proof_password: password = '', proof_code: code = '' } = body;
    try {
      await proveAgain(desk.door, worker, { password, code });
    } catch (error) {
      if (error instanceof Problem) throw new WrongProof(error);
      throw error;
    }
  };
  const screen = ({ room, params, body }: Acting, main: RawHtml, url: string): Screen => ({
    room: room.compartment,
    at: pathOf(room.compartment, tabOf(url, params['visit'] ?? body['visit'])),
    title: room.w.text(`path.title_${room.compartment}`),
    script,
    main,
  });

  /** Asks for the proof where it is missing, with everything that was sent carried along. */
  const withProof = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> => {
    try {
      return await work();
    } catch (error) {
      const wrong = error instanceof WrongProof ? error.problem : undefined;
      if (!wrong && !(error instanceof Problem && error.code === 'proof_needed')) throw error;
      const { words } = tongueOf(desk, request);
      const own = await readOwnAccount(desk.door, await desk.worker(request));
      const problem = wrong ? bad(said(words, wrong)) : '';
      const main = proofPage(words, own, carriedOf(request), problem);
      return show(desk, request, reply, { title: words.text('proof.title'), script, main }, 403);
    }
  };

  const get = (path: string, page: Page): void => {
    app.get(`/staff/protected/:room${path}`, HIDDEN, (request, reply) =>
      withProof(request, reply, async () => {
        const at = await acting(request);
        return show(desk, request, reply, screen(at, await page(at, ''), request.url));
      }),
    );
  };
  /** A form; what is refused stands on top of the page from which it came, with nothing changed. */
  const post: Post = (path, fields, page, work, saved = 'done.saved') => {
    app.post(`/staff/protected/:room${path}`, form({ ...fields, ...PROOF }), (request, reply) =>
      withProof(request, reply, async () => {
        const at = await acting(request);
        const { w } = at.room;
        let answer: Awaited<ReturnType<typeof work>>;
        const problem = await work(at).then(
          (given) => void (answer = given),
          (error: unknown) => {
            if (!(error instanceof Problem) || error.status >= 500 || PASSED_ON.has(error.code))
              throw error;
            return error;
          },
        );
        if (!problem) at.room.keys = await readKeys(door, at.worker, at.room.compartment);
        const rule = `path.wrong_${problem?.field ?? ''}`;
        const id = w.has(rule) ? rule : `path.problem_${problem?.code ?? ''}`;
        const top = problem
          ? bad(w.has(id) ? w.say(id) : said(w, problem))
          : answer || done(w.say(saved));
        return show(
          desk,
          request,
          reply,
          screen(at, await page(at, top), request.url),
          problem?.status ?? 200,
        );
      }),
    );
  };

  const visits: Page = async ({ room, worker }, top) => {
    const found = await listVisits(door, worker, room.compartment);
    const alarms = await listAlarms(door, worker, room.compartment);
    const received = await listSealedReceived(door, worker, room.compartment);
    return visitsPage(room, found, received, alarms.filter(({ seen_at: at }) => !at).length, top);
  };
  const visit: Page = async (at, top) => {
    const { room, worker, params, body } = at;
    const id = params['visit'] ?? body['visit'] ?? '';
    const found = await readVisit(door, worker, room.compartment, id).catch(noneOf);
    if (found) return visitPage(room, found, top);
    // What others ask of this room has the address of a visit, and the same line in the log.
    const asked = await readSealedReceived(door, worker, room.compartment, id).catch(noneOf);
    if (asked) return receivedPage(room, asked, top);
    if (!top) throw new Problem('not_found');
    // A form has ended it: the page of everybody, also when it is asked for again.
    at.body = {};
    return visits(at, top);
  };
  const alarms: Page = async ({ room, worker }, top) =>
    alarmsPage(room, await listAlarms(door, worker, room.compartment), top);
  const keys: Page = async ({ room }, top) => keysPage(room, top);

  get('', visits);
  get('/visits/:visit', visit);
  get('/alarms', alarms);
  get('/keys', keys);

  const fileOf = (body: Body): FileInput => ({
    file_id: body['file_id'] ?? '',
    generation: Number(body['generation']),
    sealed: body['sealed'] ?? '',
  });
  post(
    '/visits/:visit/files',
    FileInput.properties,
    visit,
    async ({ room, worker, params, body }) => {
      await addFile(door, worker, room.compartment, params['visit'] ?? '', fileOf(body));
    },
  );
  stepRoutes(post, visit, desk, (code) => ({
    w: desk.tongues.choose(code, undefined).words,
    desk: speak(code),
  }));
  post(
    '/visits/:visit/space',
    { event_id: Id, place_kind: Type.Enum([...SPACES]) },
    visit,
    async ({ room, worker, params, body }) => {
      const input = {
        event_id: body['event_id'] ?? '',
        place_kind: body['place_kind'] as (typeof SPACES)[number],
      };
      await placeVisit(door, worker, room.compartment, params['visit'] ?? '', input);
    },
  );
  post(
    '/visits/:visit/override',
    {
      override_id: Id,
      point_id: Id,
      place_kind: Type.Enum([...SPACES]),
      why: Type.Enum([...OVERRIDE_REASONS]),
      hours: Type.Integer({ minimum: 1, maximum: 24 }),
    },
    visit,
    async ({ room, worker, params, body }) => {
      const now = Date.now();
      const input = {
        override_id: body['override_id'] ?? '',
        point_id: body['point_id'] ?? '',
        visit_id: params['visit'] ?? '',
        place_kind: body['place_kind'] as (typeof SPACES)[number],
        why: body['why'] as (typeof OVERRIDE_REASONS)[number],
        // A moment less than was asked, so that a slow answer is not past the longest.
        until: new Date(now + Number(body['hours']) * 3_600_000 - 1000).toISOString(),
      };
      await nameOverride(door, worker, room.compartment, input, now);
    },
    'path.override_done',
  );
  const { until_on: _, ...adultFields } = AdultInput.properties;
  post(
    '/visits/:visit/adults',
    { ...adultFields, ...FileInput.properties, until_on: Type.Optional(Text) },
    visit,
    async ({ room, worker, params, body }) => {
      const at = params['visit'] ?? '';
      onlyChild(room);
      const until_on = maybeDayOf(room.w, 'until_on', body['until_on']);
      await addFile(door, worker, 'child', at, fileOf(body));
      await nameAdult(door, worker, at, {
        guardianship_id: body['guardianship_id'] ?? '',
        adult_id: body['adult_id'] ?? '',
        basis: body['basis'] as AdultInput['basis'],
        ...(until_on ? { until_on } : {}),
      });
    },
  );
  post(
    '/adults/:id',
    { ...AdultDecision.properties, visit: Id },
    visit,
    async ({ room, worker, params, body }) => {
      onlyChild(room);
      const state = body['state'] as AdultDecision['state'];
      await decideAdult(door, worker, params['id'] ?? '', { state });
    },
  );
  post(
    '/visits/:visit/release',
    ReleaseInput.properties,
    visit,
    async ({ room, worker, params, body }) => {
      onlyChild(room);
      const { release_id = '', guardianship_id = '' } = body;
      await releaseChild(door, worker, params['visit'] ?? '', { release_id, guardianship_id });
    },
    'path.released_done',
  );
  post('/alarms/:id/seen', {}, alarms, async ({ room, worker, params }) => {
    await seeAlarm(door, worker, room.compartment, params['id'] ?? '');
  });

  post(
    '/keys/own',
    { recipient: Text, passkey: Text, passphrase: Text, sheet: Text },
    keys,
    async ({ room, worker, body }) => {
      const given = ['recipient', 'passkey', 'passphrase', 'sheet'].flatMap((name) =>
        body[name] ? [[name, body[name]]] : [],
      );
      const input = checked('recipient', MemberKeyInput, Object.fromEntries(given));
      await putMemberKey(door, worker, room.compartment, input);
    },
    'path.own_done',
  );
  post(
    '/keys/generation',
    { generation: Type.Integer(), recipient: Text, lead: Id, holders: Text },
    keys,
    async ({ room, worker, body }) => {
      const { recipient, lead } = body;
      const holders = jsonOf('holders', body['holders']);
      const whole = { generation: Number(body['generation']), recipient, lead, holders };
      const input = checked('holders', GenerationInput, whole);
      await addGeneration(door, worker, room.compartment, input);
    },
    'path.generation_done',
  );
  post('/keys/shares', { shares: Text }, keys, async ({ room, worker, body }) => {
    for (const { generation, ...share } of checked(
      'shares',
      Shares,
      jsonOf('shares', body['shares']),
    ))
      await addShare(door, worker, room.compartment, generation, share);
  });

  app.post<{ Body: { to: string } & Body }>(
    '/staff/protected/proof',
    form({ to: Type.String(), ...PROOF }),
    (request, reply) =>
      withProof(request, reply, async () => {
        await prove(await desk.worker(request), request.body);
        const { to } = request.body;
        return reply
          .header('cache-control', 'no-store')
          .redirect(BACK.test(to) ? to : pathOf('child'), 303);
      }),
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Where a screen can be asked for again, when it answered a form. */
function tabOf(url: string, visit: string | undefined): string {
  if (visit) return `/visits/${visit}`;
  return /\/(alarms|keys)/.exec(url)?.[0] ?? '';
}

/** Answered as everywhere, not on top of a page. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'proof_needed',
  'not_signed_in',
  'not_allowed',
  'not_found',
]);

/** A proof that did not hold, told apart from what the act itself refuses. */
class WrongProof extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** @throws whatever is not `not_found` */
function noneOf(error: unknown): undefined {
  if (!(error instanceof Problem) || error.code !== 'not_found') throw error;
}

function onlyChild({ compartment }: Room): void {
  if (compartment !== 'child') throw new Problem('not_found');
}
