/** Files of our own host: icon, scripts for phones, the map and its library. */
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding, compress } from '../http/packing.ts';
import type { StylePart } from './look.ts';
import { phoneWords } from './phone-words.ts';
import { MAP_FILES, type PhoneScript, readMapFile } from './phone-scripts.ts';
import { HIDDEN, type RouteParts } from './route-parts.ts';
import { packRoutes } from './routes-packs.ts';

const FOREVER = 'public, max-age=31536000, immutable';
/** Larger files would take the best compression seconds. */
const LARGE_FILE = 400_000;
const HOUR = 'public, max-age=3600';
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 22V11a9 9 0 0 1 18 0v11z" fill="#0B5A4A"/><path d="M8 22v-9a4 4 0 0 1 8 0v9z" fill="#FFC53D"/></svg>';

/** A file that does not change while the server runs, compressed once for each encoding. */
function keptFile(type: string, cache: string, read: () => Promise<Buffer> | Buffer) {
  const bodies = new Map<string, Promise<Buffer | string>>();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    let body = bodies.get(encoding);
    if (!body) {
      body = Promise.resolve(read()).then((content) =>
        compress(content, encoding, content.length > LARGE_FILE ? 7 : 11),
      );
      bodies.set(encoding, body);
    }
    reply
      .header('content-type', type)
      .header('cache-control', cache)
      .header('vary', 'accept-encoding');
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply.send(await body);
  };
}

export function assetRoutes(app: FastifyInstance, { scripts, surroundings }: RouteParts): void {
  const { settings } = surroundings.house;
  const js = 'text/javascript; charset=utf-8';
  const serve = (script: PhoneScript, cache: string): void => {
    app.get(
      script.path,
      HIDDEN,
      keptFile(js, cache, () => script.body),
    );
  };
  serve(scripts.enhance, FOREVER);
  serve(scripts.map, FOREVER);
  serve(scripts.packs, FOREVER);
  serve(scripts.worker, 'no-cache');
  app.get(
    '/site/icon.svg',
    HIDDEN,
    keptFile('image/svg+xml', HOUR, () => Buffer.from(ICON)),
  );
  app.get('/favicon.ico', HIDDEN, async (_request, reply) =>
    reply.header('cache-control', HOUR).redirect('/site/icon.svg', 302),
  );
  for (const name of Object.keys(MAP_FILES)) {
    app.get(
      `/site/${name}`,
      HIDDEN,
      keptFile(name.endsWith('.css') ? 'text/css' : js, HOUR, () => readMapFile(name)),
    );
  }
  for (const spoken of surroundings.languages.offered) {
    const style = (wanted: readonly StylePart[]) =>
      surroundings.look.style(spoken.language, wanted);
    const make = () =>
      Buffer.from(
        JSON.stringify(
          phoneWords(
            spoken,
            surroundings.languages.english.catalogue,
            settings,
            style,
            scripts.enhance.path,
          ),
        ),
      );
    app.get(
      `/site/words-${spoken.language.code}.json`,
      HIDDEN,
      keptFile('application/json', 'no-cache', make),
    );
  }
  const { basemap, packs } = settings;
  if (basemap)
    app.get(
      '/site/basemap.geojson',
      HIDDEN,
      keptFile('application/geo+json', HOUR, () => readFile(basemap)),
    );
  if (packs) packRoutes(app, packs);
}
