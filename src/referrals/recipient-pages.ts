/** `/r/<locator>`: for whoever got a link. A GET changes nothing, since scanners of mail follow links too; no script is needed. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import {
  errorAnswers,
  fieldsOf,
  HIDDEN,
  type Page,
  sendPage,
  type Surroundings,
  type View,
} from '../site/index.ts';
import { readAnswer, refusedOf, type Tried } from './answer-form.ts';
import {
  closedPage,
  facePage,
  packetPage,
  refusedPage,
  takenBackPage,
  type Way,
} from './pages/recipient.ts';
import {
  answerByLink,
  deletedByLink,
  enter,
  type Entered,
  faceOf,
  isTakenBack,
  leave,
  look,
  rememberBrowser,
} from './recipient.ts';
import { locatorHash, readLocator } from './recipient-key.ts';
import { isOutcome } from './states.ts';
import { referralWords } from './words.ts';

type Parts = { door: Door; surroundings: Surroundings };

const ANSWERS = ['accept', 'move', 'ask', 'decline'];
/** A link that nobody has: what is no link at all is refused as this one is, and never said back. */
const NOBODYS = Buffer.alloc(16).toString('base64url');

const linkOf = ({ params }: FastifyRequest<{ Params: { link: string } }>): string =>
  readLocator(params.link) ? params.link : NOBODYS;

export const recipientPages: FastifyPluginAsync<Parts> = async (app, { door, surroundings }) => {
  const { languages } = surroundings;
  const words = referralWords(languages);
  errorAnswers(app, { surroundings });

  /** Of the address; else of the network's entry; else of the browser; else English. */
  const viewOf = (request: FastifyRequest, wished?: string): View => {
    const { lang } = request.params as { lang?: string };
    const browser = /^[a-z]{2,3}/i
      .exec(request.headers['accept-language'] ?? '')?.[0]
      .toLowerCase();
    const code = [lang, wished, browser, 'en'].find((one) => one && words.has(one)) ?? 'en';
    if (lang && code !== lang) throw new Problem('not_found');
    const spoken = languages.find(code) ?? languages.english;
    return { ...surroundings.view(spoken), words: words.get(code) ?? spoken.words };
  };
  const send = (request: FastifyRequest, reply: FastifyReply, page: Page, status = 200) =>
    sendPage(request, reply, page, { noStore: true, status });

  for (const path of ['/r/:link', '/:lang/r/:link']) {
    app.get<{ Params: { link: string } }>(path, HIDDEN, async (request, reply) => {
      const link = linkOf(request);
      const face = await faceOf(door, link);
      const view = viewOf(request, face?.lang);
      const way: Way = { link, carry: [] };
      if (!face) return send(request, reply, refusedPage(view, way), 404);
      const remembered = secretIn(request, link) !== undefined;
      return send(request, reply, facePage(view, way, face, { remembered }));
    });

    app.post<{ Params: { link: string } }>(path, HIDDEN, async (request, reply) => {
      const link = linkOf(request);
      const fields = textsIn(request.body);
      const browser = secretIn(request, link);
      const code = fields['code'];
      const view = viewOf(request);
      const refuse = () => {
        const way: Way = { link, carry: [] };
        return send(request, reply, refusedPage(view, way), 404);
      };
      // What another site made the browser send is nobody's answer.
      if (request.headers['sec-fetch-site'] === 'cross-site') return refuse();
      const entered = await enter(door, link, {
        ...(code === undefined ? {} : { code }),
        ...(browser === undefined ? {} : { browser }),
      });
      if (!entered) return refuse();
      try {
        if (entered.by === 'code' && fields['step'] === 'open')
          giveSecret(reply, link, await rememberBrowser(door, entered), entered.ends_at);
        // A browser that keeps no cookies goes on with its code, in the body of each form.
        const carry = entered.by === 'code' && code ? [['code', code] as const] : [];
        const page = await answered(view, { link, carry }, entered, fields);
        return await send(request, reply, page);
      } finally {
        leave(entered);
      }
    });
  }

  async function answered(
    view: View,
    way: Way,
    entered: Entered,
    fields: Record<string, string>,
  ): Promise<Page> {
    const step = fields['step'] ?? 'open';
    let tried: Tried | undefined;
    if (step === 'deleted') await deletedByLink(door, entered);
    else if (ANSWERS.includes(step) || isOutcome(step)) {
      const answer = readAnswer(view, step, fields);
      if ('field' in answer) tried = { step, fields, fault: answer };
      else
        try {
          await answerByLink(door, entered, answer);
        } catch (error) {
          if (!isTakenBack(error)) {
            const fault = refusedOf(error);
            tried = { step, fields, ...(fault ? { fault } : {}) };
          }
        }
    }
    const seen = await look(door, entered);
    if (seen.kind === 'taken_back') return takenBackPage(view, way, seen.deleted);
    if (seen.kind === 'closed') return closedPage(view, way);
    const face = await faceOf(door, way.link);
    return packetPage(view, way, face?.from ?? '', seen.packet, tried);
  }
};

function textsIn(body: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(body)).filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    ),
  );
}

/** One cookie for each link, named by a part of its hash; strictly necessary, so nobody is asked about it. */
const cookieName = (link: string): string =>
  `__Host-r-${locatorHash(readLocator(link) ?? Buffer.alloc(16))
    .toString('hex')
    .slice(0, 12)}`;

function secretIn(request: FastifyRequest, link: string): string | undefined {
  const wanted = cookieName(link);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === wanted && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

function giveSecret(reply: FastifyReply, link: string, secret: string, endsAt: string): void {
  const expires = new Date(endsAt).toUTCString();
  // Lax: a link in a letter on the web leads here; what changes something is a POST, which Lax holds back.
  void reply.header(
    'set-cookie',
    `${cookieName(link)}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=${expires}`,
  );
}
