/**
 * A phone on the screen for those who write answers and run the house (INFO-05): the same conversation and menus as
 * gateways reach, with a number that no phone has. What was said lives in memory for ten minutes.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type ChannelHouse, createSessions, receiver, ussdMenus } from '../channels/index.ts';
import { html } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { type Desk, show, somebody, tongueOf } from './desk.ts';
import { form, HIDDEN } from './forms.ts';
import { type Said, smsPart, ussdPart } from './pages/phone.ts';
import { roomHead } from './pages/tabs.ts';
import type { Screen } from './shell.ts';

const LIFE_MS = 10 * 60_000;
const MOST_SAID = 12;
const MAY = ['editor', 'administrator'];
const MOST_TRIES = 7;

/** A conversation of one account: a number of its own, and what was said. */
type Talk = { number: string; talk: Said[]; menu?: string };

export function phoneRoutes(app: FastifyInstance, desk: Desk, live: ChannelHouse): void {
  // A phone that is none stops nothing and orders nothing.
  const stopped = new Set<string>();
  const { alerts: _, ...rest } = live;
  const house: ChannelHouse = {
    ...rest,
    optOuts: {
      add: async (number) => !stopped.has(number) && Boolean(stopped.add(number)),
      remove: async (number) => stopped.delete(number),
      has: async (number) => stopped.has(number),
    },
  };
  const receive = receiver(house);
  const menus = ussdMenus(house);
  let phones = 0;
  const next = (): Talk => ({ number: `+100000${String(++phones).padStart(6, '0')}`, talk: [] });
  const talks = createSessions<Talk>(next, { now: live.now, life: LIFE_MS, most: 200 });

  const ownTalk = async (request: FastifyRequest): Promise<Talk> => {
    const who = await somebody(desk, request);
    if (!who) throw new Problem('not_signed_in');
    if (!who.roles.some((role) => MAY.includes(role))) throw new Problem('not_found');
    return talks.of('console', who.account);
  };
  const framed = (request: FastifyRequest, part: '' | 'ussd', body: Screen['main']): Screen => {
    const { words: w } = tongueOf(desk, request);
    const main = html`${roomHead(w, 'phone', part)}<h1>${w.say('phone.title')}</h1>${body}`;
    const at = `/staff/phone${part ? '/ussd' : ''}`;
    return { room: 'phone', at, title: w.text('phone.title'), styles: ['phone'], main };
  };
  const sms = (request: FastifyRequest, { talk }: Talk): Screen =>
    framed(request, '', smsPart(tongueOf(desk, request).words, talk, triesOf(house)));
  const ussd = async (request: FastifyRequest, own: Talk): Promise<Screen> => {
    own.menu ??= (await menus('console', own.number, undefined)).text;
    return framed(request, 'ussd', ussdPart(tongueOf(desk, request).words, own.menu));
  };

  app.get('/staff/phone', HIDDEN, async (request, reply) =>
    show(desk, request, reply, sms(request, await ownTalk(request))),
  );
  app.get('/staff/phone/ussd', HIDDEN, async (request, reply) =>
    show(desk, request, reply, await ussd(request, await ownTalk(request))),
  );
  const typed = form({ text: Type.String({ maxLength: 1000 }) });
  app.post<{ Body: { text: string } }>('/staff/phone', typed, async (request, reply) => {
    const own = await ownTalk(request);
    const { text } = request.body;
    const { reply: said, why } = await receive({ channel: 'console', number: own.number, text });
    own.talk.push({ text, isMine: true });
    own.talk.push(
      said === undefined
        ? { text: '', isMine: false, why: why ?? '' }
        : { text: said, isMine: false },
    );
    own.talk.splice(0, own.talk.length - MOST_SAID);
    return show(desk, request, reply, sms(request, own));
  });
  app.post('/staff/phone/new', form({}), async (request, reply) => {
    const own = await ownTalk(request);
    Object.assign(own, next());
    delete own.menu;
    return show(desk, request, reply, sms(request, own));
  });
  app.post<{ Body: { text: string } }>('/staff/phone/ussd', typed, async (request, reply) => {
    const own = await ownTalk(request);
    const { text } = request.body;
    own.menu = (await menus('console', own.number, text === '' ? undefined : text)).text;
    return show(desk, request, reply, await ussd(request, own));
  });
}

/** A need and a town in several languages, and the words that every phone knows. */
function triesOf({ phrases, finding }: ChannelHouse): string[] {
  const said = phrases.offered.flatMap(({ lang, spoken }) => {
    const [town] = finding.largerPlaces(spoken.language.tag);
    const need = spoken.needs['food'];
    return ['en', 'fr', 'ar', 'ti', 'bn'].includes(lang) && need && town
      ? [`${need} ${town.name}`]
      : [];
  });
  return [...said, 'HELP', 'STOP'].slice(0, MOST_TRIES);
}
