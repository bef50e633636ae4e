/** Sends bytes that never change under their address, whole or a part of them (RFC 9110, sections 13 and 14). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readRange } from './byte-range.ts';

export type Bytes = {
  mime: string;
  content: Buffer;
  /** The strong validator without its quotes. */
  tag: string;
  cacheControl: string;
};

/**
 * Answers 200, 206, 304 or 416. A part is given only when `If-Range` is absent or names exactly these bytes; `If-None-Match`
 * comes before `Range`.
 */
export function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  { mime, content, tag, cacheControl }: Bytes,
): FastifyReply {
  const etag = `"${tag}"`;
  reply
    .header('accept-ranges', 'bytes')
    .header('cache-control', cacheControl)
    .header('x-content-type-options', 'nosniff')
    .header('etag', etag);
  if (namesTag(request.headers['if-none-match'], etag)) return reply.status(304).send();
  reply.header('content-type', mime);
  const ifRange = request.headers['if-range'];
  const applies = request.method === 'GET' && (ifRange === undefined || ifRange === etag);
  const range = readRange(applies ? request.headers.range : undefined, content.length);
  if (range === 'whole') return reply.send(content);
  if (range === 'none')
    return reply
      .removeHeader('content-type')
      .status(416)
      .header('content-range', `bytes */${content.length}`)
      .send();
  const { first, last } = range;
  return reply
    .status(206)
    .header('content-range', `bytes ${first}-${last}/${content.length}`)
    .send(content.subarray(first, last + 1));
}

/** Whether a list of validators (`If-None-Match`) names this one, in its quotes; weak ones are compared by what they mark. */
export function namesTag(list: string | undefined, etag: string): boolean {
  return (
    list !== undefined &&
    list.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
  );
}
