/**
 * The second opinion on a label that no word of a lexicon refused: it is refused when it resembles questions about
 * status closely. Not asked about services, promises and labels with a harmless phrase in them. Pure.
 */
import {
  allHits,
  ASKS,
  excuses,
  type Judgement,
  LONGEST_LABEL,
  serviceHeads,
  speaksOfHelp,
  unspread,
  weighty,
} from './judge.ts';
import type { Lexicon } from './lexicon.ts';
import { INVISIBLE, type Token, tokenise } from './normalise.ts';
import { scoreOf } from './score.ts';

/** Judges by resemblance; `services`: names of services are let in. */
export function judgeResemblance(
  lexicon: Lexicon,
  text: string,
  services: boolean,
): Judgement | undefined {
  if (text.length > LONGEST_LABEL) return undefined;
  const label = unspread(text.replace(INVISIBLE, ''));
  const tokens = weighty(lexicon, tokenise(label));
  const { score, token } = scoreOf(tokens);
  if (score <= 0 || !token) return undefined;
  const asks = ASKS.test(label);
  if (excuses(lexicon, tokens, asks) || allHits(lexicon, tokens, asks).length > 0) return undefined;
  if (services && serviceHeads(lexicon, tokens).length > 0) return undefined;
  if (speaksOfHelp(lexicon, tokens)) return undefined;
  return { concept: 'immigration_status', tier: 0, word: nearest(lexicon, token) };
}

/** The word of the lexicons that the token looks most like: what is said must never be the text itself. */
function nearest({ index }: Lexicon, { readings }: Token): string {
  let best = { share: 0.3, word: 'status' };
  for (const reading of readings) {
    const pieces = new Set(pairsOf(reading));
    for (const { text } of index.first.get(reading.slice(0, 1)) ?? []) {
      const other = pairsOf(text);
      const same = other.filter((pair) => pieces.has(pair)).length;
      const share = (2 * same) / (pieces.size + other.length);
      if (share > best.share) best = { share, word: text };
    }
  }
  return best.word;
}

function pairsOf(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2));
}
