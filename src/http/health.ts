/** Whether the program lives, and whether it can answer; and its figures for Prometheus. */
import type { FastifyPluginAsync } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { Problem } from './problem.ts';

export type HealthOptions = {
  metrics: Config['metrics'];
  /** Each names itself and throws, or answers false, when it is not ready. */
  ready: Record<string, () => Promise<boolean>>;
  /** Figures read when `/metrics` is asked for. */
  figures?: Record<string, { help: string; read: () => number }>;
};

const LOCAL = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** `/health/live`, `/health/ready`, `/metrics`. */
export const healthRoutes: FastifyPluginAsync<HealthOptions> = async (app, options) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  for (const [name, { help, read }] of Object.entries(options.figures ?? {})) {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      }),
    );
  }
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
      },
      reply.elapsedTime / 1000,
    );
  });

  app.get('/health/live', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'live' };
  });
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    const parts = await Promise.all(
      Object.entries(options.ready).map(
        async ([name, check]) => [name, await check().catch(() => false)] as const,
      ),
    );
    const ready = parts.every(([, ok]) => ok);
    reply.status(ready ? 200 : 503);
    return {
      status: ready ? 'ready' : 'not ready',
      parts: Object.fromEntries(parts.map(([name, ok]) => [name, ok ? 'ready' : 'not ready'])),
    };
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    const allowed =
      options.metrics === 'public' ||
      (options.metrics === 'local' && LOCAL.has(request.socket.remoteAddress ?? ''));
    if (!allowed) throw new Problem('not_found');
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
