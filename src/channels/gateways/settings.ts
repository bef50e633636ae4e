/** Gateways of an installation: a JSON file named by WAYHOUSE_CHANNELS, checked once. Secrets stand in files of their own. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FieldError, Problem } from '../../http/problem.ts';

export const GATEWAY_KINDS = ['rapidpro', 'http', 'ussd_text', 'ussd_json'] as const;
export type GatewayKind = (typeof GATEWAY_KINDS)[number];

/** What a message is called in what the gateway sends. */
export const FIELDS = ['number', 'text', 'id', 'session', 'reference', 'part', 'parts'] as const;
export type Field = (typeof FIELDS)[number];

export type Sending = {
  url: string;
  form: 'form' | 'json';
  /** Value of the Authorization header. */
  authorization?: string;
  /** What is sent: names with values in which {{to}}, {{text}}, {{id}} and {{from}} are filled in. */
  body: Readonly<Record<string, string>>;
};

export type Gateway = {
  /** In the address: /channels/<name>/… */
  name: string;
  kind: GatewayKind;
  /** `token`: the secret itself comes with each request. `hmac`: each request is signed with it. */
  auth: 'token' | 'hmac';
  secret: string;
  /** Numbers that we send from; the first is `{{from}}`. */
  ownNumbers: readonly string[];
  fields: Readonly<Record<Field, string>>;
  /** Absent: the reply stands in the answer to the request. */
  send?: Sending;
};

const FIELD_NAMES: Readonly<Record<GatewayKind, Readonly<Record<Field, string>>>> = {
  rapidpro: names('from', 'text', 'id'),
  http: names('number', 'text', 'id'),
  ussd_text: names('phoneNumber', 'text', 'id', 'sessionId'),
  ussd_json: names('number', 'text', 'id', 'session'),
};
function names(number: string, text: string, id: string, session = 'session') {
  return { number, text, id, session, reference: 'reference', part: 'part', parts: 'parts' };
}

/** The send URL of a RapidPro external channel takes these by default. */
const RAPIDPRO_BODY = { id: '{{id}}', text: '{{text}}', to: '{{to}}', from: '{{from}}' };
const HTTP_BODY = { id: '{{id}}', number: '{{to}}', text: '{{text}}' };
const SHORTEST_SECRET = 16;

/**
 * Reads the file and the secrets beside it; paths in it count from its own folder.
 * @throws Problem `bad_input` that names each wrong field and what it should be
 */
export function readGateways(file: string): Gateway[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Problem('bad_input', {
      field: 'WAYHOUSE_CHANNELS',
      detail: 'WAYHOUSE_CHANNELS must name a JSON file that can be read (docs/channels.md).',
    });
  }
  const errors: FieldError[] = [];
  const list = record(value)['gateways'];
  if (!Array.isArray(list)) errors.push({ field: 'gateways', expected: 'a list' });
  const gateways = (Array.isArray(list) ? list : []).flatMap((one, at) => {
    const wrong = (field: string, expected: string): void =>
      void errors.push({ field: `gateways.${at}.${field}`, expected });
    return (
      readGateway(
        record(one),
        (path) => readFileSync(resolve(dirname(file), path), 'utf8').trim(),
        wrong,
      ) ?? []
    );
  });
  const twice = gateways.find(
    ({ name }, at) => gateways.findIndex((one) => one.name === name) < at,
  );
  if (twice) errors.push({ field: 'gateways', expected: `one gateway called ${twice.name}` });
  if (errors.length > 0) {
    throw new Problem('bad_input', {
      detail: `Gateways: ${errors.map(({ field, expected }) => `${field} must be ${expected}`).join('; ')}.`,
      errors,
    });
  }
  return gateways;
}

function readGateway(
  one: Record<string, unknown>,
  read: (path: string) => string,
  wrong: (field: string, expected: string) => void,
): Gateway | undefined {
  const known = ['name', 'kind', 'auth', 'secretFile', 'ownNumbers', 'fields', 'send'];
  for (const key of Object.keys(one))
    if (!known.includes(key)) wrong(key, `one of ${known.join(', ')}`);
  const name = text(one['name']);
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name)) wrong('name', 'small letters, digits and hyphens');
  const kind = GATEWAY_KINDS.find((known) => known === one['kind']);
  if (!kind) wrong('kind', `one of ${GATEWAY_KINDS.join(', ')}`);
  const auth = one['auth'] === undefined ? 'token' : one['auth'];
  if (auth !== 'token' && auth !== 'hmac') wrong('auth', 'token or hmac');
  const secret = secretOf(one['secretFile'], read);
  if (!secret || secret.length < SHORTEST_SECRET)
    wrong('secretFile', `a file that holds at least ${SHORTEST_SECRET} characters`);
  const ownNumbers = one['ownNumbers'] ?? [];
  if (
    !Array.isArray(ownNumbers) ||
    !ownNumbers.every((number) => /^\+?[0-9]{3,15}$/.test(text(number)))
  )
    wrong('ownNumbers', 'a list of numbers, such as "+15550100"');
  const fields = record(one['fields'] ?? {});
  for (const [field, called] of Object.entries(fields))
    if (!FIELDS.includes(field as Field) || !/^[\w.-]{1,64}$/.test(text(called)))
      wrong(`fields.${field}`, `a name for one of ${FIELDS.join(', ')}`);
  const send =
    one['send'] === undefined ? undefined : readSending(record(one['send']), kind, read, wrong);
  if (kind === 'rapidpro' && !send) wrong('send', 'an object with the url that takes messages');
  if (!kind || !secret) return undefined;
  return {
    name,
    kind,
    auth: auth as 'token' | 'hmac',
    secret,
    ownNumbers: Array.isArray(ownNumbers) ? ownNumbers.map(text) : [],
    fields: { ...FIELD_NAMES[kind], ...(fields as Partial<Record<Field, string>>) },
    ...(send ? { send } : {}),
  };
}

function readSending(
  one: Record<string, unknown>,
  kind: GatewayKind | undefined,
  read: (path: string) => string,
  wrong: (field: string, expected: string) => void,
): Sending {
  const url = text(one['url']);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    wrong('send.url', 'an http or https address');
  const form = one['form'] ?? (kind === 'http' ? 'json' : 'form');
  if (form !== 'form' && form !== 'json') wrong('send.form', 'form or json');
  const body = record(one['body'] ?? (kind === 'http' ? HTTP_BODY : RAPIDPRO_BODY));
  if (!Object.values(body).every((value) => typeof value === 'string'))
    wrong('send.body', 'names with texts such as "{{to}}"');
  const file = one['authorizationFile'];
  const authorization = secretOf(file, read);
  if (file !== undefined && !authorization)
    wrong('send.authorizationFile', 'a file that can be read');
  return {
    url,
    form: form as 'form' | 'json',
    body: body as Record<string, string>,
    ...(authorization ? { authorization } : {}),
  };
}

function secretOf(file: unknown, read: (path: string) => string): string | undefined {
  if (typeof file !== 'string') return undefined;
  try {
    return read(file);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
