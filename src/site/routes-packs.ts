/** Packs for phones, their list, and what has changed since an older one, as `directory/packs` puts them in a folder. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from '../http/packing.ts';
import { namesTag } from '../http/send-bytes.ts';
import { Problem } from '../http/problem.ts';
import { HIDDEN } from './route-parts.ts';

const PACK = /^[\w-]+\.whp$/;
const DIFFERENCE = /^([\w-]+)\.[0-9a-f]{16}\.whd$/;
const CHANGES = /^[\w-]+\.changes\.json$/;
const BINARY = 'application/octet-stream';
const JSON_TYPE = 'application/json';

/** @param folder holds `index.json`, `<name>.whp`, `<name>.<id of the older pack>.whd`, `<name>.changes.json` */
export function packRoutes(app: FastifyInstance, folder: string): void {
  app.get('/packs/index.json', HIDDEN, async (request, reply) =>
    sendFile(request, reply, join(folder, 'index.json'), JSON_TYPE),
  );
  app.get<{ Params: { file: string } }>('/packs/:file', HIDDEN, async (request, reply) => {
    const { file } = request.params;
    const name = DIFFERENCE.exec(file)?.[1];
    const path = join(folder, file);
    if (name !== undefined) {
      if (await isFile(path)) return sendFile(request, reply, path, BINARY);
      // Nobody knows any more what that phone has: it needs the whole.
      if (!(await isFile(join(folder, `${name}.whp`)))) throw new Problem('not_found');
      return reply.header('cache-control', 'no-store').redirect(`/packs/${name}.whp`, 302);
    }
    if (!PACK.test(file) && !CHANGES.test(file)) throw new Problem('not_found');
    return sendFile(request, reply, path, PACK.test(file) ? BINARY : JSON_TYPE);
  });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** The file as it is, or the `.br` beside it for who can unpack that; nothing to whoever has it already. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  type: string,
): Promise<FastifyReply> {
  const takesBrotli = chooseEncoding(request.headers['accept-encoding'], ['br']) === 'br';
  const packed = takesBrotli ? await opened(`${path}.br`) : undefined;
  const file = packed ?? (await opened(path));
  if (!file) throw new Problem('not_found');
  const { handle, size, mtimeMs } = file;
  // Files are replaced whole and never written in place: time and size name one content.
  const etag = `"${mtimeMs.toString(36)}-${size.toString(36)}${packed ? '-br' : ''}"`;
  reply.headers({ 'cache-control': 'no-cache', vary: 'accept-encoding', etag });
  if (namesTag(request.headers['if-none-match'], etag)) {
    await handle.close();
    return reply.status(304).send();
  }
  return reply
    .headers({
      'content-type': type,
      'content-length': size,
      ...(packed ? { 'content-encoding': 'br' } : {}),
    })
    .send(handle.createReadStream());
}

/** An open file stays the one whose size was told, also when another takes its name. */
async function opened(
  path: string,
): Promise<{ handle: FileHandle; size: number; mtimeMs: number } | undefined> {
  const handle = await open(path).catch(() => undefined);
  const found = await handle?.stat();
  if (handle && found?.isFile()) return { handle, size: found.size, mtimeMs: found.mtimeMs };
  await handle?.close();
  return undefined;
}
