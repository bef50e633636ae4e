/** Sends a file that stands alone (INFO-05, ORI-03) to be kept, packed as the phone takes it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding, compress } from '../http/packing.ts';

export type SentFile = {
  /** With its ending. */
  name: string;
  text: Buffer | string;
  /** The same with brotli, where it is kept. */
  packed?: Buffer | string;
  cacheControl: 'private, no-cache' | 'no-store';
};

export async function sendAloneFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, text, packed, cacheControl }: SentFile,
): Promise<FastifyReply> {
  const encoding = chooseEncoding(request.headers['accept-encoding'], ['br', 'gzip']);
  const isPlain = encoding === 'identity';
  if (!isPlain) reply.header('content-encoding', encoding);
  const body = isPlain
    ? text
    : encoding === 'br' && packed
      ? packed
      : await compress(text, encoding);
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', cacheControl)
    .header('vary', 'accept-encoding')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(body);
}
