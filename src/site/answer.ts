/** Sends a page: strict content policy, no trace, compressed; pages that never change are kept ready. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentPolicyOf } from './content-policy.ts';
import { chooseEncoding, compress, DYNAMIC_QUALITY, type Encoding } from '../http/packing.ts';
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

function head(reply: FastifyReply, page: Page, encoding: Encoding, options: AnswerOptions): void {
  reply
    .status(options.status ?? 200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', contentPolicy(page.style.hash, options.map))
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', options.noStore ? 'no-store' : 'private, no-cache')
    .header('vary', 'accept-encoding');
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
}

const frames = new Map<string, Buffer>();

/** Bytes of what all pages of a kind share, made once. */
function frameBytes(text: string): Buffer {
  let bytes = frames.get(text);
  if (!bytes) frames.set(text, (bytes = Buffer.from(text)));
  return bytes;
}

function bytesOf({ pieces: [title, frame, main, foot] }: Page): Buffer {
  return Buffer.concat([
    Buffer.from(title),
    frameBytes(frame),
    Buffer.from(main),
    frameBytes(foot),
  ]);
}

/** Sends a page made for this request. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  options: AnswerOptions = {},
): Promise<FastifyReply> {
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  head(reply, page, encoding, options);
  const body = bytesOf(page);
  return reply.send(encoding === 'identity' ? body : await compress(body, encoding));
}

type Kept = { page: Page; etag: string; bodies: Map<Encoding, Buffer | string> };

/** Keeps pages that depend on nothing but their key, compressed well, with an ETag. */
export class KeptPages {
  private readonly kept = new Map<string, Kept>();
  private readonly most: number;
  private readonly quality: number;

  /** @param quality brotli; pages that soon go again are worth less work */
  constructor(most = 1000, quality = STATIC_QUALITY) {
    this.most = most;
    this.quality = quality;
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
    head(reply, kept.page, encoding, options);
    if (!options.noStore) {
      reply.header('etag', etag);
      if (request.headers['if-none-match'] === etag)
        return reply.status(304).removeHeader('content-encoding').send();
    }
    let body = kept.bodies.get(encoding);
    if (!body) {
      body = await compress(bytesOf(kept.page), encoding, this.quality);
      kept.bodies.set(encoding, body);
    }
    return reply.send(body);
  }
}
