/**
 * Where gateways hand over messages and tell what became of ours: `/channels/<name>/…`, POST only, since an address is
 * written into logs along the way and a body is not (docs/channels.md). Refusals are problem details (RFC 9457).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../http/problem.ts';
import type { Counted, Counts } from '../counts.ts';
import type { ChannelHouse } from '../house.ts';
import { type Receive, receiver } from '../receive.ts';
import { ussdMenus } from '../ussd/menus.ts';
import { checker } from './authentic.ts';
import { readBody, readMessage, valueAt } from './read-message.ts';
import type { Sender } from './send.ts';
import type { Gateway } from './settings.ts';

export type GatewayOptions = {
  house: ChannelHouse;
  counts: Counts;
  gateways: readonly Gateway[];
  sender: Sender;
};

/** Where gateways that set no header put the secret. */
function secretIn(request: FastifyRequest, body: Record<string, unknown>): string | undefined {
  return (request.params as { key?: string }).key ?? valueAt(body, 'secret');
}

const BODY_LIMIT = 32_768;
type Named = { Params: { name: string } };
type Heard = { gateway: Gateway; body: Record<string, unknown> };

export const gatewayRoutes: FastifyPluginAsync<GatewayOptions> = async (app, options) => {
  const { house, counts, sender } = options;
  const gateways = new Map(options.gateways.map((gateway) => [gateway.name, gateway]));
  const receivers = new Map<string, Receive>();
  const check = checker(house.now);
  const menus = ussdMenus(house);

  // The signature is over the bytes as they came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );

  const hear = (request: FastifyRequest, kinds: readonly Gateway['kind'][]): Heard => {
    const { name } = request.params as Named['Params'];
    const gateway = gateways.get(name);
    if (!gateway || !kinds.includes(gateway.kind)) throw new Problem('not_found');
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    let body: Record<string, unknown> = {};
    let unread: unknown;
    try {
      body = readBody(request.headers['content-type'], raw);
    } catch (error) {
      unread = error;
    }
    try {
      check(gateway, request.headers, raw, secretIn(request, body));
    } catch (error) {
      counts.add(name, 'refused');
      throw error;
    }
    // Whoever is not known is not told what is wrong with the rest.
    if (unread) throw unread;
    return { gateway, body };
  };
  const receiverOf = (gateway: Gateway): Receive => {
    const known = receivers.get(gateway.name) ?? receiver(house, gateway.ownNumbers);
    receivers.set(gateway.name, known);
    return known;
  };

  const hidden = { schema: { hide: true }, bodyLimit: BODY_LIMIT };
  app.post<Named>('/channels/:name/received', hidden, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { gateway, body } = hear(request, ['rapidpro', 'http']);
    const message = readMessage(gateway, body, ['number', 'text']);
    counts.add(gateway.name, 'received');
    const answer = await receiverOf(gateway)({ channel: gateway.name, ...message });
    counts.add(gateway.name, answer.reply === undefined ? 'silent' : 'answered');
    if (answer.reply === undefined) return { status: 'no_reply', why: answer.why };
    if (!gateway.send) return { status: 'reply', text: answer.reply };
    if (!sender.send(gateway, { to: message.number, text: answer.reply }))
      throw new Problem('busy_try_again', { detail: 'Too many messages wait for this gateway.' });
    return { status: 'accepted' };
  });

  const told: Readonly<Record<string, Counted>> = {
    sent: 'sent',
    delivered: 'delivered',
    failed: 'failed',
  };
  for (const [word, what] of Object.entries(told)) {
    app.post<Named>(`/channels/:name/${word}`, hidden, async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { gateway } = hear(request, ['rapidpro', 'http']);
      // "sent" was counted when the gateway took the message; here it only says so again.
      if (word !== 'sent') counts.add(gateway.name, what);
      return { status: 'counted' };
    });
  }

  const ussd = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.header('cache-control', 'no-store');
    const { gateway, body } = hear(request, ['ussd_text', 'ussd_json']);
    const { session = '', number, text } = readMessage(gateway, body, ['number', 'session']);
    counts.add(gateway.name, 'received');
    // The text of this gateway is everything that was typed since the beginning, joined by stars.
    const isText = gateway.kind === 'ussd_text';
    const input = isText ? (text.split('*').at(-1) ?? '') : text;
    const typed = isText && text === '' ? undefined : input;
    const screen = await menus(
      gateway.name,
      `${number}\n${session}`,
      typed === '' ? undefined : typed,
    );
    counts.add(gateway.name, 'answered');
    if (!isText) return { text: screen.text, end: screen.isEnd };
    return reply
      .type('text/plain; charset=utf-8')
      .send(`${screen.isEnd ? 'END' : 'CON'} ${screen.text}`);
  };
  app.post<Named>('/channels/:name/ussd', hidden, ussd);
  // For gateways that can send no header: the secret as the end of the address.
  app.post<Named>('/channels/:name/ussd/:key', hidden, ussd);
};
