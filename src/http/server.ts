/**
 * The HTTP server that every room's routes hang on: limits, headers, problems, logs without people in them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Config } from '../config.ts';
import { validationProblem } from './validation.ts';
import { Problem, problemDetails } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

export type ServerOptions = Pick<Config, 'logLevel' | 'rateLimit' | 'trustedProxies'> & {
  /** Where log lines go; standard output by default. */
  logStream?: { write(line: string): void };
};

/** Longest start of a room, ms. */
const START_LIMIT = 120_000;
const BODY_LIMIT = 1_000_000;
const STATUS_CODES: Record<number, ProblemCode> = {
  400: 'bad_input',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported',
  429: 'too_many',
  431: 'too_large',
  503: 'unavailable',
};

/** A server without routes. Callers register plugins, then `listen` or `inject`. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    // Rooms build their scripts when they start; a small or busy machine takes its time.
    pluginTimeout: START_LIMIT,
    // fastify's own request log would hold addresses and query strings.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) =>
      void sendProblem(toProblem(error, request as never), request as never, reply as never),
    logger: {
      level: options.logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: serializeError },
      ...(options.logStream ? { stream: options.logStream } : {}),
    },
    genReqId: () => '',
    trustProxy: (_address, hop) => hop < options.trustedProxies,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    ajv: {
      customOptions: {
        coerceTypes: 'array',
        removeAdditional: false,
        allErrors: true,
        useDefaults: true,
      },
    },
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(toProblem(error, request), request, reply),
  );
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('not_found'), request, reply));
  await app.register(formbody, { bodyLimit: 100_000 });
  if (options.rateLimit > 0) await limitRate(app, options.rateLimit);
  app.addHook('onRequest', async (request, reply) => {
    // As the proxy in front says it; without one there is no TLS to hold browsers to. Other hosts of the house are its own matter.
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=63072000');
    // Pages set a whole policy; one for all answers would also bind the scripts that work beside a page.
    reply.header('content-security-policy', "frame-ancestors 'none'");
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('x-frame-options', 'DENY');
    reply.header('cross-origin-opener-policy', 'same-origin');
    reply.header(
      'permissions-policy',
      'camera=(), microphone=(), geolocation=(self), interest-cohort=()',
    );
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address itself: it may hold what somebody searched for.
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ...(said.has(reply) ? { code: said.get(reply) } : {}),
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  return app;
}

/** What an error means to the caller; what nobody expected is logged and becomes `internal`. */
export function toProblem(error: FastifyError | Problem, request: FastifyRequest): Problem {
  if (error instanceof Problem) {
    if (error.status >= 500) request.log.error({ err: error.cause ?? error }, 'request failed');
    return error;
  }
  if (error.validation) return validationProblem(error);
  const code = STATUS_CODES[error.statusCode ?? 500];
  if (code) return new Problem(code, { detail: error.message, cause: error });
  if (error.statusCode && error.statusCode < 500)
    return new Problem('bad_input', { detail: error.message });
  request.log.error({ err: error }, 'request failed');
  return new Problem('internal', { cause: error });
}

/** Codes of the problems that were answered: a refusal looks like "nothing here" from outside, and must not in the log. */
const said = new WeakMap<FastifyReply, ProblemCode>();

/** Answers with RFC 9457 problem details. */
export function sendProblem(
  problem: Problem,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  said.set(reply, problem.code);
  return reply
    .status(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(problemDetails(problem));
}

/** Kind, code and place of an error: never its message's values, which may repeat what a person wrote. */
function serializeError(error: unknown): {
  type: string;
  message: string;
  stack: string;
  code?: string;
} {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .join('\n');
  return { type: error.name, message: '', ...(code ? { code } : {}), stack: frames };
}

/** Counts clients under a key that changes each hour and is never written down. */
async function limitRate(app: FastifyInstance, perMinute: number): Promise<void> {
  let hour = -1;
  let key = randomBytes(32);
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    cache: 20_000,
    keyGenerator: (request) => {
      const now = Math.floor(Date.now() / 3_600_000);
      if (now !== hour) {
        hour = now;
        key = randomBytes(32);
      }
      return createHmac('sha256', key).update(request.ip).digest('base64');
    },
    allowList: (request) => request.url.startsWith('/health/'),
    errorResponseBuilder: (_request, context) =>
      new Problem('too_many', {
        detail: `Too many requests. Try again in ${Math.ceil(context.ttl / 1000)} seconds.`,
      }),
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  });
}
