/** How the providers of the simulation behave: prompt, slow or never; by account or by link. */
import { Problem } from '../http/problem.ts';
import type { Door, Worker } from '../firewall/index.ts';
import { ownOutcome } from './own.ts';
import { PACKET_FIELDS, type PacketField, type PacketInput, profileOf } from './packet.ts';
import { answerReceived, readReceived } from './received.ts';
import { answerByLink, enter, type Entered, leave, look, rememberBrowser } from './recipient.ts';
import { stepReferral } from './step.ts';
import { DECLINE_REASONS, NOT_ATTENDED_REASONS } from './states.ts';
import type { TestHouse } from './testing.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export type Manner = 'prompt' | 'slow' | 'never';
export type Provider = {
  org: string;
  worker: Worker;
  network: string;
  byLink: boolean;
  manner: Manner;
};
export type Link = {
  locator: string;
  code: string;
  /** Whether the browser keeps what it is given; one that does not types the code each time. */
  keeps: boolean;
  /** Its secret, after the code was typed once. */
  browser?: string;
};
export type Tracked = {
  id: string;
  subject: string;
  grant: string;
  packet: string;
  provider: Provider;
  link?: Link;
  /** When the provider does its next thing, in ms of the simulation; null when it does nothing more. */
  acts_at: number | null;
  /** When she takes it back. */
  back_at: number | null;
  fields: readonly string[];
  stage: 'new' | 'asked' | 'accepted' | 'over';
};

/** What a provider does next: opens, asks, says yes or no; later how it ended, or nothing. */
export async function act(
  house: TestHouse,
  one: Tracked,
  now: number,
  random: () => number,
  found: { packets_read: number; stray_fields: number; steps: number },
): Promise<void> {
  try {
    const { packet, state } = await open(house, one);
    found.packets_read += 1;
    found.stray_fields += strayIn(packet, one.fields);
    found.steps += 1;
    await answer(house, one, state, now, random);
  } catch (error) {
    // Taken back, over, or answered by the clock meanwhile: nothing more comes from here.
    if (!(error instanceof Problem) && !(error instanceof Over)) throw error;
    one.acts_at = null;
    one.stage = 'over';
  }
}

class Over extends Error {}

export async function open(
  { parts, door }: TestHouse,
  one: Tracked,
): Promise<{ packet: PacketInput; state: string }> {
  if (!one.link) return readReceived(parts, one.provider.worker, one.packet);
  const entered = await comeIn(door, one.link);
  try {
    const seen = await look(door, entered);
    if (seen.kind !== 'packet') throw new Over();
    return seen.packet;
  } finally {
    leave(entered);
  }
}

/** By the code the first time, then as the browser that is remembered, where it keeps anything. */
async function comeIn(door: Door, link: Link): Promise<Entered> {
  const { locator, code, keeps, browser } = link;
  const entered = await enter(door, locator, browser ? { browser } : { code });
  if (!entered) throw new Over();
  if (keeps && !browser) link.browser = await rememberBrowser(door, entered);
  return entered;
}

async function answer(
  house: TestHouse,
  one: Tracked,
  state: string,
  now: number,
  random: () => number,
): Promise<void> {
  const dice = random();
  if (state === 'opened' && one.stage === 'new' && dice < 0.15) {
    await say(house, one, { step: 'ask', words: 'Can she come at eight?' });
    await stepReferral(house.parts, house.sender, one.id, { step: 'reply', words: 'Yes.' });
    one.stage = 'asked';
    one.acts_at = now + 3 * HOUR;
  } else if (state === 'opened' || state === 'question') {
    if (dice < 0.35) {
      await say(house, one, {
        step: 'decline',
        reason: pick(
          DECLINE_REASONS.filter((reason) => reason !== 'status'),
          random,
        ),
      });
      one.acts_at = null;
    } else {
      await say(house, one, { step: 'accept' });
      one.stage = 'accepted';
      // Every third never says how it ended; some of those she tells herself.
      one.acts_at = dice < 0.8 ? now + DAY * (1 + 9 * random()) : null;
      if (dice > 0.9)
        await ownOutcome(
          house.door,
          { subject: one.subject, org: house.sender.org, session: 'x' },
          one.id,
          { outcome: 'received' },
        );
    }
  } else if (state === 'accepted') {
    const outcome = pick(
      ['received', 'received', 'partly_received', 'refused', 'not_attended'] as const,
      random,
    );
    const reason =
      outcome === 'refused'
        ? 'full'
        : outcome === 'not_attended'
          ? pick(NOT_ATTENDED_REASONS, random)
          : undefined;
    await say(house, one, { step: outcome, ...(reason ? { reason } : {}) });
    one.acts_at = null;
  } else one.acts_at = null;
}

async function say(
  { parts, door }: TestHouse,
  one: Tracked,
  input: Parameters<typeof answerReceived>[3],
): Promise<void> {
  if (!one.link) {
    await answerReceived(parts, one.provider.worker, one.packet, input);
    return;
  }
  const entered = await comeIn(door, one.link);
  try {
    await answerByLink(door, entered, input);
  } finally {
    leave(entered);
  }
}

function strayIn(packet: PacketInput, consented: readonly string[]): number {
  const profile = profileOf('health');
  return Object.keys(packet).filter(
    (name) =>
      !(name in PACKET_FIELDS) ||
      !consented.includes(name) ||
      !profile?.fields[name as PacketField],
  ).length;
}

export const pick = <T>(list: readonly T[], random: () => number): T => {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
};
