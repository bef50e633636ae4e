/** Free texts: where they speak of a person's status, and where they make it a condition. Pure. */
import { excuses, type Hit, hitsIn, isExcepted, type Span, weighty } from './judge.ts';
import type { Lexicon } from './lexicon.ts';
import { matchesWord, presentWords } from './match.ts';
import { type Token, tokenise } from './normalise.ts';

const LONGEST_TEXT = 70_000;

/** Every place in a free text that speaks of a person's status, in order. */
export function judgeTextIn(lexicon: Lexicon, text: string): Span[] {
  const spans: Span[] = [];
  for (const sentence of sentencesOf(text.slice(0, LONGEST_TEXT))) {
    const tokens = weighty(lexicon, tokenise(sentence.text));
    for (const hit of hitsInText(lexicon, tokens)) {
      const places = hit.at.flatMap((i) => tokens[i] ?? []);
      spans.push({
        concept: hit.entry.concept,
        tier: hit.entry.tier,
        word: hit.word,
        from: sentence.from + Math.min(...places.map((token) => token.from)),
        to: sentence.from + Math.max(...places.map((token) => token.to)),
      });
    }
  }
  return spans.sort((a, b) => a.from - b.from);
}

function hitsInText(lexicon: Lexicon, tokens: readonly Token[]): Hit[] {
  const present = presentWords(lexicon.index, tokens, false);
  if (present.size === 0) return [];
  return hitsIn(lexicon, tokens, present, {
    slips: false,
    anywhere: ['form', 'value'],
  }).filter((hit) => !hit.entry.labels && !isExcepted(lexicon, hit, tokens));
}

/** Sentences that make a person's status a condition of help: they are held from publication. */
export function conditionSpansIn(lexicon: Lexicon, text: string): { from: number; to: number }[] {
  const { cues } = lexicon;
  const spans: { from: number; to: number }[] = [];
  for (const sentence of sentencesOf(text.slice(0, LONGEST_TEXT))) {
    const tokens = weighty(lexicon, tokenise(sentence.text));
    // A promise ("we do not ask about permission to stay") makes nothing a condition.
    if (excuses(lexicon, tokens, false)) continue;
    const hits = hitsInText(lexicon, tokens);
    if (hits.length === 0) continue;
    const demanded = hits.some((hit) => {
      const low = Math.min(...hit.at) - 8;
      const high = Math.max(...hit.at) + 8;
      return tokens.some(
        (token, i) =>
          i >= low &&
          i <= high &&
          !hit.at.includes(i) &&
          cues.some((cue) => matchesWord(token, cue, false)),
      );
    });
    if (demanded) spans.push({ from: sentence.from, to: sentence.from + sentence.text.length });
  }
  return spans;
}

/** Longer sentences are looked at in pieces: the work for one grows with its square. */
const LONGEST_SENTENCE = 600;

function sentencesOf(text: string): { from: number; text: string }[] {
  const sentences: { from: number; text: string }[] = [];
  for (const match of text.matchAll(/[^.!?؟。\n;•]+(?:[.!?؟。;]+(?!\S)|[\n•.!?;]|$)?/gu)) {
    let from = match.index ?? 0;
    let rest = match[0];
    while (rest.length > LONGEST_SENTENCE) {
      const cut = rest.lastIndexOf(' ', LONGEST_SENTENCE);
      const piece = rest.slice(0, cut > 0 ? cut : LONGEST_SENTENCE);
      sentences.push({ from, text: piece });
      from += piece.length;
      rest = rest.slice(piece.length);
    }
    if (rest.trim() !== '') sentences.push({ from, text: rest });
  }
  return sentences;
}
