/** Puts a canary into every input of every route of the running app, valid and invalid, and keeps what was answered with an error. */
import type { FastifyInstance, InjectOptions } from 'fastify';

export type Route = { method: string; path: string };
export type Poured = { requests: number; errors: number; server: number; answers: string[] };

/** Every route of an app, from its own list. */
export function routesOf(app: Pick<FastifyInstance, 'printRoutes'>): Route[] {
  const above: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^([│├└─ ]*)(.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
      const [, indent = '', text = '', methods] = found ?? [];
      if (!text) return [];
      const depth = indent.length / 4;
      const parent = depth > 0 ? (above[depth - 1] ?? '') : '';
      above[depth] = `${parent === '/' ? '/' : parent}${text}`.replace('//', '/');
      return (methods?.split(', ') ?? []).map((method) => ({
        method,
        path: above[depth] as string,
      }));
    });
}

type Schema = {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  minLength?: number;
};
type Description = {
  paths?: Record<
    string,
    Record<
      string,
      {
        parameters?: { name: string; in: string }[];
        requestBody?: { content?: Record<string, { schema?: Schema }> };
      }
    >
  >;
};

/** A value as a schema wants it, with the canary wherever a text is free; `wrong` puts it where it does not belong too. */
function filled(schema: Schema, canary: string, wrong: boolean): unknown {
  if (wrong && schema.type !== 'object' && schema.type !== 'array') return canary;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object' || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, part]) => [
        key,
        filled(part, canary, wrong),
      ]),
    );
  if (schema.type === 'array') return [filled(schema.items ?? {}, canary, wrong)];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  if (schema.format === 'uuid') return '018f0000-0000-4000-8000-0000000000ee';
  if (schema.format === 'date') return '2026-11-22';
  if (schema.format === 'date-time') return '2026-11-22T10:00:00Z';
  return canary.padEnd(schema.minLength ?? 0, ' and more');
}

/**
 * @param name stands where the name of a field would stand
 * @param headers of somebody signed in, or none
 * @returns how many requests were made, and the whole answers (headers and body) of those that were refused
 */
export async function pourInto(
  app: FastifyInstance,
  canary: string,
  name: string,
  headers: Record<string, string> = {},
): Promise<Poured> {
  const description = JSON.parse((await app.inject('/openapi.json')).body) as Description;
  const poured: Poured = { requests: 0, errors: 0, server: 0, answers: [] };
  const send = async (options: InjectOptions): Promise<void> => {
    const answer = await app.inject(options);
    poured.requests++;
    if (answer.statusCode < 400) return;
    poured.errors++;
    if (answer.statusCode >= 500) poured.server++;
    // What came in a header is not ours to repeat either.
    poured.answers.push(`${JSON.stringify(answer.headers)}\n${answer.body}`);
  };
  const said = {
    'user-agent': canary,
    referer: `https://door.example/${canary}`,
    'accept-language': canary,
    'x-request-id': canary,
    'x-forwarded-for': canary,
  };
  for (const { method, path } of routesOf(app)) {
    if (method === 'HEAD' || path.includes('*')) continue;
    const operation = description.paths?.[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    const url = (value: string): string => path.replace(/:\w+/g, encodeURIComponent(value));
    const names = operation?.parameters?.filter((one) => one.in === 'query') ?? [];
    const query = new URLSearchParams(
      [...names.map(({ name }) => name), 'q', 'lang', 'near', name].map((each) => [each, canary]),
    );
    const at = (value: string, headers_: Record<string, string> = headers): InjectOptions => ({
      method,
      url: url(value),
      headers: { ...said, ...headers_ },
    });
    await send(at(canary));
    await send({ ...at(canary), url: `${url(canary)}?${query}` });
    await send(
      at(canary, {
        ...headers,
        authorization: `Slip ${canary}`,
        cookie: `__Host-wayhouse-staff=${canary}`,
      }),
    );
    if (method !== 'POST') continue;
    const schema = operation?.requestBody?.content?.['application/json']?.schema ?? {};
    const id = '018f0000-0000-4000-8000-0000000000ee';
    for (const payload of [
      filled(schema, canary, false),
      filled(schema, canary, true),
      { [name]: canary, immigration_status: canary },
      [canary],
    ])
      await send({ ...at(id), payload: payload as object });
    for (const [type, payload] of [
      ['application/json', `{"a": "${canary}`],
      ['application/x-www-form-urlencoded', `q=${canary}&need=${canary}&${name}=1&text=${canary}`],
      [`text/${canary}`, canary],
    ] as const)
      await send({ ...at(id, { ...headers, 'content-type': type }), payload });
  }
  await send({ method: 'GET', url: `/${canary}` });
  return poured;
}
