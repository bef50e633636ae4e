/** The store of the tablet in a real browser, against the model server over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { build } from 'esbuild';
import { modelServer, type ModelServer } from '../../src/console/tablet/store/testing.ts';
import {
  CHANGES,
  DEVICE_HEADER,
  HELD,
  OPS,
  type OpsBody,
  SESSION_KEY_HEADER,
  START,
} from '../../src/sync/wire.ts';

export type TabletStand = {
  origin: string;
  server: ModelServer;
  /** Who is signed in; undefined answers 401. */
  account: string | undefined;
  /** Down: connections are cut. */
  isDown: boolean;
  /** Bytes of the feed that were sent. */
  fed: number;
  /** Bytes of the script. */
  bundle: Buffer;
  close(): Promise<void>;
};

export async function tabletStand(now: () => number = Date.now): Promise<TabletStand> {
  const built = await build({
    entryPoints: [join(import.meta.dirname, 'tablet-page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  const bundle = Buffer.from(built.outputFiles[0]?.contents ?? []);
  const http = createServer((request, response) => {
    void answer(stand, request, response);
  });
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
  const stand: TabletStand = {
    // A name, since a passkey belongs to one.
    origin: `http://localhost:${(http.address() as AddressInfo).port}`,
    server: await modelServer({ now, real: true }),
    account: 'amal',
    isDown: false,
    fed: 0,
    bundle,
    close: () =>
      new Promise((closed) => {
        http.closeAllConnections();
        http.close(() => closed());
      }),
  };
  return stand;
}

async function answer(
  stand: TabletStand,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', stand.origin);
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  if (pathname === '/') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      '<!doctype html><title>Tablet</title><script type="module" src="/store.js"></script>',
    );
    return;
  }
  if (pathname === '/store.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(stand.bundle);
    return;
  }
  if (stand.isDown) {
    request.socket.destroy();
    return;
  }
  const { account, server } = stand;
  const device = String(request.headers[DEVICE_HEADER]).split('.')[0] ?? '';
  if (!account) return json(401, { type: 'about:blank', title: 'signed out' });
  if (server.revoked.has(device)) return json(410, { wipe: await server.order(device) });
  if (pathname === START)
    return json(200, server.start(account, device, request.headers[SESSION_KEY_HEADER] as string));
  if (pathname === OPS) {
    const { ops } = JSON.parse((await buffer(request)).toString()) as OpsBody;
    const verdicts = [];
    for (const item of ops) verdicts.push(await server.take(item, account));
    return json(200, { verdicts, server_time: server.now() });
  }
  if (pathname === HELD) {
    const { ops } = JSON.parse((await buffer(request)).toString()) as { ops: string[] };
    const decided = ops.flatMap((op_id) => server.decided.get(op_id) ?? []);
    return json(200, { decided, server_time: server.now() });
  }
  if (pathname === CHANGES) {
    // Packed, as the house's own server does with long answers.
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    });
    const lines = server.feed.slice(Number(searchParams.get('since') ?? 0));
    const end = { cursor: String(server.feed.length), server_time: server.now() };
    const packed = createGzip();
    packed.on('data', (part: Buffer) => {
      stand.fed += part.length;
    });
    await pipeline(
      Readable.from([...lines, end].map((line) => `${JSON.stringify(line)}\n`)),
      packed,
      response,
    ).catch(() => undefined);
    return;
  }
  json(404, {});
}
