/** Gives the public sets to every route of a running app and keeps each answer that no program may give. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { type Route, routesOf } from '../attack/canaries/every-input.ts';
import { JSON_FILES, STRINGS } from './sets.ts';

export type Thrown = { requests: number; byStatus: Record<string, number>; bad: string[] };

/** Headers of whoever asks: nobody, somebody signed in, somebody with a slip. */
export type Callers = readonly Record<string, string>[];

export type Throwing = {
  callers: Callers;
  /** Which pairs of a text and a route: all of them, or a part that changes from day to day. */
  take: (text: number, route: number) => boolean;
};

const ID = '018f0000-0000-4000-8000-0000000000ee';
/** What a route of pages reads without saying so in the description of the API. */
const QUERY = [
  'q',
  'lang',
  'near',
  'need',
  'page',
  'place',
  'lat',
  'lon',
  'search',
  'code',
  'state',
  'next',
  'step',
];
const FORM = [
  'q',
  'need',
  'place',
  'step',
  'lang',
  'login',
  'password',
  'code',
  'note',
  'text',
  'why',
  'reason',
  'name',
  'role',
  'token',
  'issuer',
  'client_id',
  'label',
  'country',
  'kind',
  'domains',
  'outcome',
  'id',
  'slip',
  'next',
  'hours',
  'course',
  'passed_on',
  'display_name',
];
/** They end the session of whoever calls, and nothing after them would be asked by anybody. */
const ENDS = /sign-out|\/sessions\/:id\/end|\/leave$/;
const LONGEST = 15_000;

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
};
type Operation = {
  parameters?: { name: string; in: string }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
};
type Description = { paths?: Record<string, Record<string, Operation>> };

export async function throwStrings(
  app: FastifyInstance,
  { callers, take }: Throwing,
): Promise<Thrown> {
  const thrown: Thrown = { requests: 0, byStatus: {}, bad: [] };
  const { paths = {} } = JSON.parse((await app.inject('/openapi.json')).body) as Description;
  for (const [r, route] of openRoutes(app).entries()) {
    const operation =
      paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()] ?? {};
    for (const [t, text] of STRINGS.entries())
      if (take(t, r)) {
        const headers = callerFor(callers, route, t + r);
        for (const options of requestsWith(route, operation, text))
          await send(
            app,
            { ...options, headers: { ...headers, ...options.headers } },
            text,
            thrown,
          );
      }
  }
  return thrown;
}

export async function throwJson(
  app: FastifyInstance,
  { callers, take }: Throwing,
): Promise<Thrown> {
  const thrown: Thrown = { requests: 0, byStatus: {}, bad: [] };
  for (const [r, route] of openRoutes(app).entries()) {
    if (route.method !== 'POST') continue;
    for (const [t, { name, bytes, valid }] of JSON_FILES.entries()) {
      if (!take(t, r)) continue;
      const headers = { ...callerFor(callers, route, t + r), 'content-type': 'application/json' };
      const answer = await send(
        app,
        {
          method: 'POST',
          url: route.path.replace(/:lang/, 'en').replace(/:\w+/g, ID),
          headers,
          payload: bytes,
        },
        null,
        thrown,
      );
      if (valid === 'no' && answer && answer.statusCode < 400)
        thrown.bad.push(`POST ${route.path} took ${name}: ${answer.statusCode}`);
    }
  }
  return thrown;
}

const openRoutes = (app: FastifyInstance): Route[] =>
  routesOf(app).filter(
    ({ method, path }) => (method === 'GET' || method === 'POST') && !path.includes('*'),
  );

const callerFor = (callers: Callers, { path }: Route, n: number): Record<string, string> =>
  ENDS.test(path) ? {} : (callers[n % callers.length] ?? {});

function requestsWith(
  { method, path }: Route,
  operation: Operation,
  text: string,
): InjectOptions[] {
  const at = (value: string): string =>
    path.replace(/:\w+/g, (name) =>
      name === ':lang' ? 'en' : encodeURIComponent(value.toWellFormed()),
    );
  if (method === 'GET') {
    const named =
      operation.parameters?.filter((one) => one.in === 'query').map(({ name }) => name) ?? [];
    const query = new URLSearchParams(
      [...new Set([...named, ...QUERY])].map((name) => [name, text]),
    );
    return [
      { method: 'GET', url: `${at(ID)}?${query}` },
      {
        method: 'GET',
        url: at(text || ' '),
        headers: { cookie: `a=${encodeURIComponent(text.toWellFormed())}` },
      },
    ];
  }
  const schema = operation.requestBody?.content?.['application/json']?.schema ?? {};
  const form = new URLSearchParams(FORM.map((name) => [name, text]));
  const types = { form: 'application/x-www-form-urlencoded' };
  return [
    { method: 'POST', url: at(ID), payload: filled(schema, text, false) as object },
    { method: 'POST', url: at(ID), payload: filled(schema, text, true) as object },
    {
      method: 'POST',
      url: at(text || ' '),
      headers: { 'content-type': types.form },
      payload: form.toString(),
    },
    {
      method: 'POST',
      url: at(ID),
      headers: { 'content-type': types.form },
      payload: form.toString(),
    },
  ];
}

/** A body as the schema wants it with the text wherever a text is free; `everywhere`: in each place, fitting or not. */
function filled(schema: Schema, text: string, everywhere: boolean): unknown {
  if (schema.properties || schema.type === 'object' || schema.type === undefined)
    return Object.fromEntries(
      Object.entries(schema.properties ?? { [text]: {} }).map(([name, part]) => [
        name,
        schema.properties ? filled(part, text, everywhere) : text,
      ]),
    );
  if (schema.type === 'array')
    return [filled(schema.items ?? { type: 'string' }, text, everywhere)];
  if (everywhere) return text;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  if (schema.format === 'uuid') return ID;
  if (schema.format === 'date') return '2026-11-22';
  return schema.format === 'date-time' ? '2026-11-22T10:00:00Z' : text;
}

async function send(
  app: FastifyInstance,
  options: InjectOptions,
  text: string | null,
  thrown: Thrown,
): Promise<LightMyRequestResponse | null> {
  const what = `${options.method} ${String(options.url).slice(0, 200)} ${JSON.stringify(text)?.slice(0, 120)}`;
  let late: NodeJS.Timeout | undefined;
  const waiting = new Promise<null>((done) => {
    late = setTimeout(() => done(null), LONGEST);
  });
  const answer = await Promise.race([app.inject(options), waiting]);
  clearTimeout(late);
  // Answers from memory never leave this turn of the loop by themselves, and are all held until it ends.
  await nextTurn();
  thrown.requests++;
  const status = String(answer?.statusCode ?? 'none');
  thrown.byStatus[status] = (thrown.byStatus[status] ?? 0) + 1;
  const why = answer === null ? 'no answer' : wrongIn(answer, text);
  if (why) thrown.bad.push(`${what}: ${why}`);
  return answer;
}

/** What is wrong with an answer; nothing when it may be given. */
export function wrongIn(
  { statusCode, headers, body }: LightMyRequestResponse,
  text: string | null,
): string | undefined {
  if (statusCode >= 500) return `${statusCode} ${body.slice(0, 300)}`;
  const type = headers['content-type'] ?? '';
  if (
    type.startsWith('text/html') &&
    text !== null &&
    /<[a-z!/]/i.test(text) &&
    body.includes(text)
  )
    return 'the text stands in the page as it came';
  if (statusCode < 400 || type.startsWith('text/html'))
    return body.length > 0 || statusCode < 400 ? undefined : 'an empty page';
  if (!type.startsWith('application/problem+json'))
    return `${statusCode} as ${type}: ${body.slice(0, 100)}`;
  const problem = JSON.parse(body) as { type?: unknown; title?: unknown; status?: unknown };
  const isWhole =
    typeof problem.type === 'string' &&
    typeof problem.title === 'string' &&
    problem.status === statusCode;
  return isWhole ? undefined : `not a problem of RFC 9457: ${body.slice(0, 200)}`;
}
