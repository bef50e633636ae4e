/** Sends a page: strict content policy, no trace, compressed; pages that never change are kept ready. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentPolicyOf } from './content-policy.ts';
import { GzipFrame } from '../http/gzip-frame.ts';
import { chooseEncoding, compress, DYNAMIC_QUALITY, type Encoding } from '../http/packing.ts';
import type { Style } from './look.ts';
import type { Page } from './page.ts';

const STATIC_QUALITY = 9;
export const SHORT_LIVED_QUALITY = DYNAMIC_QUALITY;

export type AnswerOptions = {
  status?: number;
  /** True for answers to POST and to errors: nothing may keep them. */
  noStore?: boolean;
  /** The map needs its own stylesheet and worker. */
  map?: boolean;
};

const policies = new Map<string, string>();

function contentPolicy(styleHash: string, map = false): string {
  const key = `${styleHash}${map ? ' map' : ''}`;
  let policy = policies.get(key);
  if (!policy) policies.set(key, (policy = contentPolicyOf(styleHash, map)));
  return policy;
}

/** The headers of a page. */
export function head(
  reply: FastifyReply,
  style: Style,
  encoding: Encoding,
  options: AnswerOptions,
): void {
  reply
    .status(options.status ?? 200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', contentPolicy(style.hash, options.map))
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', options.noStore ? 'no-store' : 'private, no-cache')
    .header('vary', 'accept-encoding');
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
}

const frames = new Map<string, Map<string, GzipFrame>>();

/** What all pages of a kind in one language begin and end with, packed once. */
export function frameOf({ pieces: [front, , back] }: Page): GzipFrame {
  let byBack = frames.get(front);
  if (!byBack) frames.set(front, (byBack = new Map()));
  let frame = byBack.get(back);
  if (!frame) byBack.set(back, (frame = new GzipFrame(front, back)));
  return frame;
}

/** The encoding of a page made for one reader: gzip in a packed frame is as small as quick brotli, for half the work. */
export function freshEncoding(request: FastifyRequest): Encoding {
  return chooseEncoding(request.headers['accept-encoding'], ['gzip', 'br']);
}

/** Sends a page made for this request. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  options: AnswerOptions = {},
): Promise<FastifyReply> {
  const encoding = freshEncoding(request);
  head(reply, page.style, encoding, options);
  if (encoding === 'gzip') return reply.send(frameOf(page).pack(page.pieces[1]));
  return reply.send(await compress(page.html, encoding));
}

type Kept = { page: Page; etag: string; bodies: Map<Encoding, Buffer | string> };

/** Keeps pages that depend on nothing but their key, compressed well, with an ETag. */
export class KeptPages {
  private readonly kept = new Map<string, Kept>();
  private readonly most: number;
  private readonly quality: number;
  private readonly mark: () => unknown;
  private of: unknown;

  /**
   * @param quality brotli; pages that soon go again are worth less work
   * @param mark another value once nothing kept is true any more
   */
  constructor(most = 1000, quality = STATIC_QUALITY, mark: () => unknown = () => undefined) {
    this.most = most;
    this.quality = quality;
    this.mark = mark;
  }

  /** Lets go of everything: what the pages were made from has changed. */
  clear(): void {
    this.kept.clear();
  }

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
    make: () => Page | Promise<Page>,
    options: AnswerOptions = {},
  ): Promise<FastifyReply> {
    const mark = this.mark();
    if (mark !== this.of) {
      this.clear();
      this.of = mark;
    }
    let kept = this.kept.get(key);
    if (!kept) {
      const page = await make();
      kept = {
        page,
        etag: `"${createHash('sha256').update(page.html).digest('base64url').slice(0, 22)}"`,
        bodies: new Map(),
      };
      if (this.kept.size >= this.most) this.kept.delete(this.kept.keys().next().value ?? '');
      this.kept.set(key, kept);
    }
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    const etag = encoding === 'identity' ? kept.etag : `${kept.etag.slice(0, -1)}-${encoding}"`;
    head(reply, kept.page.style, encoding, options);
    if (!options.noStore) {
      reply.header('etag', etag);
      if (request.headers['if-none-match'] === etag)
        return reply.status(304).removeHeader('content-encoding').send();
    }
    let body = kept.bodies.get(encoding);
    if (!body) {
      body = await compress(kept.page.html, encoding, this.quality);
      kept.bodies.set(encoding, body);
    }
    return reply.send(body);
  }
}
