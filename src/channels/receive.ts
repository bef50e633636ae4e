/**
 * The one way in for messages of all gateways and of the simulator: what is a person's and comes for the first time is
 * answered; who has stopped gets nothing but the one confirmation (INFO-05; chapter 10, section 7). The number is used
 * here and handed to alerts; it is written nowhere.
 */
import { Problem } from '../http/problem.ts';
import { commandsOf } from './command.ts';
import type { ChannelHouse } from './house.ts';
import { type Part, partJoiner } from './join-parts.ts';
import { digitsOf } from './numbers.ts';
import { seenFor } from './seen.ts';
import { createSessions, turningKey } from './sessions.ts';
import { cheapest } from './sms/cheapest.ts';
import { alertFor, converse } from './sms/conversation.ts';
import { LIFE_MS, newSession, type Session } from './sms/session.ts';

export type Incoming = {
  /** Name of the gateway; the same number on two gateways is two conversations. */
  channel: string;
  number: string;
  text: string;
  /** The gateway's id of the message. */
  id?: string;
  part?: Part;
};

export const SILENCES = [
  'duplicate',
  'part',
  'not_a_person',
  'own_number',
  'stopped',
  'too_many',
  'nothing_to_say',
] as const;
/** Why there is no reply. */
export type Silence = (typeof SILENCES)[number];
export type Received = { reply: string; why?: undefined } | { reply?: undefined; why: Silence };

export type Receive = (incoming: Incoming) => Promise<Received>;

const ID_KEPT_MS = 24 * 3_600_000;
/** More replies in one session are a machine that answers ours. */
const MOST_REPLIES = 60;

/** @param ownNumbers numbers that we send from: a message from one of them is our own, come back */
export function receiver(house: ChannelHouse, ownNumbers: readonly string[] = []): Receive {
  const { now, phrases, optOuts } = house;
  const commands = commandsOf(phrases);
  const sessions = createSessions<Session>(newSession, { now, life: LIFE_MS });
  const ids = seenFor({ now, keep: ID_KEPT_MS });
  const join = partJoiner(now, turningKey(now, LIFE_MS));
  const own = new Set(ownNumbers.flatMap((number) => digitsOf(number) ?? []));

  const hear: Receive = async ({ channel, number: given, text: typed, id, part }) => {
    const number = digitsOf(given);
    if (number === undefined) return { why: 'not_a_person' };
    if (own.has(number)) return { why: 'own_number' };
    if (id !== undefined && !ids.first(`${channel}\n${id}`)) return { why: 'duplicate' };
    const text = part ? join(number, typed, part) : typed;
    if (text === undefined) return { why: 'part' };
    const command = commands(text);
    if (command.kind === 'stop') {
      const isNew = await optOuts.add(number);
      await house.alerts?.stop(`+${number}`);
      const { lang } = sessions.of(channel, number);
      sessions.end(channel, number);
      return isNew ? { reply: confirm(house, 'stopped', lang, command.langs) } : { why: 'stopped' };
    }
    if (command.kind === 'start' && (await optOuts.remove(number)))
      return {
        reply: confirm(house, 'started', sessions.of(channel, number).lang, command.langs),
      };
    if (await optOuts.has(number)) return { why: 'stopped' };
    const session = sessions.of(channel, number);
    if (session.replies >= MOST_REPLIES) return { why: 'too_many' };
    const talk = { house, commands, session };
    let reply: string | undefined;
    if (command.kind === 'join' && house.alerts) {
      const asked = alertFor(talk, command, text);
      if (typeof asked === 'string') reply = asked;
      else {
        reply = await order(house.alerts, number, asked);
      }
    } else reply = await converse(talk, text);
    if (reply === undefined || reply === '') return { why: 'nothing_to_say' };
    session.replies++;
    return { reply };
  };
  return async (incoming) => {
    try {
      return await hear(incoming);
    } catch (error) {
      // What was not answered may be handed over again.
      if (incoming.id !== undefined) ids.forget(`${incoming.channel}\n${incoming.id}`);
      throw error;
    }
  };
}

/** Orders alerts; what the room of alerts refuses (too many places, no such number) is said plainly. */
async function order(
  alerts: NonNullable<ChannelHouse['alerts']>,
  number: string,
  { phrases, place }: Exclude<ReturnType<typeof alertFor>, string>,
): Promise<string> {
  try {
    await alerts.subscribe(`+${number}`, place.id, phrases.lang);
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return cheapest(phrases.say('join_off'));
  }
  return cheapest(phrases.say('joined', { place: place.name }));
}

/** One message in the language of the session, else of the word that was sent, else in English. */
function confirm(
  { phrases }: ChannelHouse,
  id: 'stopped' | 'started',
  lang: string | undefined,
  langs: readonly string[],
): string {
  const [only, other] = langs;
  const own =
    (lang === undefined ? undefined : phrases.find(lang)) ??
    (only !== undefined && other === undefined ? phrases.find(only) : undefined) ??
    phrases.english;
  return cheapest(own.say(id));
}
