/** Needs, wishes, papers and facts in words. */
import type { FactCode } from '../directory/fact-codes.ts';
import { needBranch, type NeedCode } from '../directory/needs.ts';
import type { Wish } from '../finder/query.ts';
import type { RawHtml } from '../http/html.ts';
import { timeText } from '../languages/dates.ts';
import type { Value } from '../languages/messages.ts';
import { type Asked, EVENING, type Must } from './asked.ts';
import type { View } from './page.ts';

/** Label of a need: from the list of needs, else from the tile of its branch. */
export function needLabel(view: View, need: NeedCode): string {
  return view.needs[need] ?? view.words.text(`tile.${needBranch(need)}`);
}

const MUST_WISH: Record<Must, Wish> = {
  papers: 'papers',
  free: 'free',
  reported: 'not_reported',
  woman: 'woman',
  man: 'man',
  step_free: 'step_free',
  child: 'child_space',
  minor: 'minor_alone',
  travel: 'travel',
};

/** A wish in two or three words: "no papers", "Arabic spoken", "in the evening". */
export function wishText(view: View, wish: Wish, asked: Asked): string {
  const { words } = view;
  if (wish.startsWith('fact:')) return words.text(`fact.${wish.slice(5)}`);
  if (wish === 'time' && asked.when) {
    return words.text(asked.when === 'night' ? 'wish.time_tonight' : `wish.time_${asked.when}`);
  }
  if (wish === 'language' && asked.speak.length) {
    const names = asked.speak.map((tag) => view.languageName(tag));
    return words.text('wish.language_of', { language: words.list(names) });
  }
  return words.text(`wish.${wish}`);
}

const WISHED_FACT: Partial<Record<Wish, string>> = {
  papers: 'reason.no_papers',
  free: 'reason.free',
  woman: 'reason.woman_provider',
  man: 'reason.man_provider',
  step_free: 'reason.step_free',
  child_space: 'reason.child_space',
  not_reported: 'fact.shares_with_authorities',
  travel: 'reason.near_transport',
  time: 'service.hours',
  minor_alone: 'reason.minors_alone',
  age: 'reason.age_fits',
};

/** The fact that a wish is about, as it begins a line: "No papers", "A woman can help". */
export function wishedFact(view: View, wish: Wish, asked: Asked): string {
  const id = WISHED_FACT[wish];
  return id ? view.words.text(id) : wishText(view, wish, asked);
}

/** What to ask at the door or on the phone about a wish that nobody has answered. */
export function askText(view: View, wish: Wish, asked: Asked): string {
  const { words } = view;
  if (wish.startsWith('fact:'))
    return words.text('ask.fact', { fact: factText(view, wish.slice(5) as FactCode) });
  if (wish === 'language') {
    const names = (asked.speak.length ? asked.speak : [words.language.code]).map((tag) =>
      view.languageName(tag),
    );
    return words.text('ask.language', { language: words.list(names) });
  }
  return words.text(`ask.${wish}`);
}

/** Label of a fact: "Free", "Asks for an identity paper". */
export function factText(view: View, fact: FactCode): string {
  return view.words.text(`fact.${fact}`);
}

/** Everything asked for, in one line: "Doctor, tonight, free". */
export function askedLine(view: View, asked: Asked, placeName: string | undefined): RawHtml {
  const { words } = view;
  const items: Value[] = [];
  if (asked.need) items.push(needLabel(view, asked.need));
  if (asked.text) items.push(`“${asked.text}”`);
  if (asked.when) items.push(wishText(view, 'time', asked));
  if (asked.speak.length) items.push(wishText(view, 'language', asked));
  for (const must of asked.must) items.push(words.text(`wish.${MUST_WISH[must]}`));
  if (!items.length) items.push(words.text('results.asked_all'));
  if (placeName) items.push(words.text('results.at', { place: placeName }));
  return words.list(items);
}

/** "In the evening, after 17:00". */
export function whenText(view: View, when: string): string {
  return view.words.text(`find.when.${when}`, { time: timeText(view.words, EVENING) });
}

/** The question without one wish, for "Without “no papers”: 6". */
export function withoutWish(asked: Asked, wish: Wish): Asked {
  const { when, ...rest } = asked;
  if (wish === 'time') return rest;
  if (wish === 'language') return { ...asked, speak: [] };
  return { ...asked, must: asked.must.filter((must) => MUST_WISH[must] !== wish) };
}
