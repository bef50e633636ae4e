/** The description of our interface, made from the schemas that validate it: `/openapi.json` and a readable page. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { html, type RawHtml, raw } from './html.ts';

type Operation = {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: { type?: string; enum?: unknown[] };
  }[];
  responses?: Record<string, { description?: string }>;
};
type Document = {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
};

/** Register before the routes that it describes. Routes hide themselves with `schema: { hide: true }`. */
export async function describeInterface(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Wayhouse',
        version,
        description:
          'The public directory (HSDS 3.x) and the finder. Nothing here needs an account; no search is written down. Errors are RFC 9457 problem details.',
        license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
      },
    },
    hideUntagged: true,
  });
  let json: string | undefined;
  let page: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    json ??= JSON.stringify(app.swagger());
    return reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'public, max-age=300')
      .type('application/json')
      .send(json);
  });
  app.get('/openapi', { schema: { hide: true } }, async (_request, reply) => {
    page ??= readablePage(app.swagger() as Document).html;
    return reply
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      )
      .type('text/html; charset=utf-8')
      .send(page);
  });
}

function readablePage(document: Document): RawHtml {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'other'))];
  return html`<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Interface of ${document.info.title}</title>
<style>${raw(STYLE)}</style></head>
<body><main>
<h1>Interface of ${document.info.title}, version ${document.info.version}</h1>
<p>${document.info.description ?? ''}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${tags.map(
  (tag) =>
    html`<section><h2>${tag}</h2>${operations
      .filter(({ operation }) => (operation.tags?.[0] ?? 'other') === tag)
      .map(({ path, method, operation }) => operationSection(path, method, operation))}</section>`,
)}
</main></body></html>`;
}

function operationSection(path: string, method: string, operation: Operation): RawHtml {
  const parameters = operation.parameters ?? [];
  return html`<details><summary><b>${method}</b> <code>${path}</code> ${operation.summary ?? ''}</summary>
${operation.description ? html`<p>${operation.description}</p>` : ''}
${
  parameters.length
    ? html`<table><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Form</th><th scope="col">Meaning</th></tr></thead><tbody>${parameters.map(
        (p) =>
          html`<tr><td><code>${p.name}</code></td><td>${p.in}${p.required ? ', needed' : ''}</td><td>${p.schema?.enum ? p.schema.enum.join(', ') : (p.schema?.type ?? '')}</td><td>${p.description ?? ''}</td></tr>`,
      )}</tbody></table>`
    : ''
}
<ul>${Object.entries(operation.responses ?? {}).map(([status, r]) => html`<li><b>${status}</b> ${r.description ?? ''}</li>`)}</ul></details>`;
}

const STYLE = `body{margin:0;background:#EEF2EF;color:#16211E;font:1.0625rem/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
main{max-inline-size:60rem;margin-inline:auto;padding:16px}details{background:#FFF;border:1px solid #66736E;border-radius:8px;margin-block:8px;padding:8px 12px}
summary{cursor:pointer;padding-block:8px}table{border-collapse:collapse;inline-size:100%}th,td{text-align:start;border-block-end:1px solid #D2DAD6;padding:6px;vertical-align:top}
a{color:#0B5A4A}code{font-family:ui-monospace,Consolas,monospace}@media print{details{break-inside:avoid}}`;
