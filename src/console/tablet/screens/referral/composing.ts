/** What a referral asks of a service and what it tells it, from what the visit holds (REF-01, REF-02; chapter 30, sections 4.1, 4.2). Pure. */
import type { Adaptation } from '../../../../desk/screening.ts';
import { NEVER_OF_A_PERSON } from '../../../../desk/values.ts';
import type { Visit } from '../../../../desk/visit.ts';
import { needBranch } from '../../../../directory/needs.ts';
import type { DeskPerson } from '../../store/index.ts';
import { adaptations, asksForWoman, openNeeds, spokenTag } from '../../waiting.ts';
import type { Packet, PacketField, Profile, Wishes } from './wire.ts';

export const LONGEST_SENTENCE = 280;

/** What can be asked of a service; each can be taken out, none is asked of the person. */
export const WISHES = [
  'papers',
  'free',
  'language',
  'same_sex',
  'step_free',
  'child_space',
] as const;
export type Wish = (typeof WISHES)[number];

/** Where nobody has asked, the least favourable is taken: no papers and no money. Those that cannot be meant are missing. */
export function firstWishes(visit: Visit): Wish[] {
  return WISHES.filter((wish) => {
    if (wish === 'language') return spokenTag(visit) !== null;
    if (wish === 'same_sex') return asksForWoman(visit) !== null;
    if (wish === 'step_free') return adaptations(visit).includes('no_steps');
    return wish !== 'child_space';
  });
}

export function wishesOf(visit: Visit, need: string, chosen: readonly Wish[]): Wishes {
  const tag = spokenTag(visit)?.split('-', 1)[0];
  const sex = asksForWoman(visit);
  const has = (wish: Wish): boolean => chosen.includes(wish);
  return {
    needs: [need],
    ...(has('language') && tag ? { languages: [tag] } : {}),
    ...(has('papers') ? { papers: 'none' as const } : {}),
    ...(has('free') ? { free: true as const } : {}),
    ...(has('same_sex') && (sex === 'woman' || sex === 'man') ? { same_sex: sex } : {}),
    ...(has('step_free') ? { step_free: true as const } : {}),
    ...(has('child_space') ? { child_space: true as const } : {}),
  };
}

/** Needs of the visit first; never one that would say what somebody's papers are. */
export const referable = (visit: Visit, more: readonly string[]): string[] =>
  [...new Set([...openNeeds(visit).map(({ code }) => code), ...more])].filter(
    (code) => !NEVER_OF_A_PERSON.includes(code),
  );

/** As the desk names what is hard, and as a provider can prepare for it. */
const PREPARED: Readonly<Partial<Record<Adaptation, string>>> = {
  no_steps: 'step_free',
  one_thing_at_a_time: 'easy_words',
  time_and_pictures: 'easy_words',
};

/** Everything that may be told of this visit to such a service; the sentence, times and name are added by hand. */
export function tellable(
  visit: Visit,
  need: string,
  profile: Profile | undefined,
  person: DeskPerson | undefined,
): Packet {
  const tags = visit.languages?.value.tags.filter((tag) => tag !== 'not_answered') ?? [];
  const modes = visit.languages?.value.modes ?? [];
  const sex = asksForWoman(visit);
  const prepared = adaptations(visit).flatMap((one) => PREPARED[one] ?? []);
  const age = person?.age_band;
  const all: Packet = {
    needs: [need],
    level: visit.queue?.level ?? 'any_time',
    ...(tags.length ? { languages: tags.slice(0, 5) } : {}),
    ...(modes.length ? { modes: [...modes] } : {}),
    ...(sex ? { same_sex: sex } : {}),
    ...(prepared.length ? { adaptations: [...new Set(prepared)] } : {}),
    ...(age && age !== 'unknown' ? { age_band: age } : {}),
  };
  const fields = profile?.fields;
  if (!fields) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in fields)) as Packet;
}

/** Without these nobody could answer. */
export const ALWAYS = ['needs', 'level'] as const satisfies readonly PacketField[];

/** The packet without what was taken out of it. */
export const without = (packet: Packet, out: readonly string[]): Packet =>
  Object.fromEntries(
    Object.entries(packet).filter(
      ([name]) => (ALWAYS as readonly string[]).includes(name) || !out.includes(name),
    ),
  ) as Packet;

/** Whether these are the facts to which she said yes: what a colleague adds to the visit meanwhile is not among them (FIRE-06). */
export const sameFacts = (agreed: Packet, now: Packet): boolean => {
  const lines = (packet: Packet): string => JSON.stringify(Object.entries(packet).toSorted());
  return lines(agreed) === lines(now);
};

/** How many facts go: the code is one of them. */
export const factsIn = (packet: Packet): number => Object.keys(packet).length + 1;

export const sameBranch = (need: string, serviceType: string): boolean =>
  needBranch(need) === serviceType;

/** Known not to fit first, then what nobody knows, then what fits: what must be talked about stands on top. */
const RANK = { does_not: 0, unknown: 1, fits: 2 } as const;
export const byWeight = <T extends { verdict: keyof typeof RANK }>(lines: readonly T[]): T[] =>
  lines.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict]);

/** Drawn lines as numbers from 0 to 1000 of the field's width, base64url of JSON. */
export const strokesData = (strokes: readonly (readonly number[])[]): string =>
  textData(JSON.stringify(strokes));

export const textData = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
