/**
 * Gate 3: warns while somebody types that a text says someone's papers (chapter 20, section 11). For the browser:
 * no Node, no DOM, no network; the page brings the lexicon of its languages. Nothing is kept or sent, and nobody
 * is stopped: a person's own report goes as she wrote it. The server learns only that a warning was shown.
 */
import type { Span } from './judge.ts';
import { judgeTextIn } from './judge-text.ts';
import { excuses, weighty } from './judge.ts';
import { compileLexicon, type LexiconFile } from './lexicon.ts';
import { tokenise } from './normalise.ts';

export type Warning = {
  /** Places in the text, UTF-16 units, `to` behind the last one. */
  from: number;
  to: number;
  /** Message id in `locales/<code>/guard.json`. */
  message: 'guard.papers' | 'guard.origin';
};

/** What is looked at; longer texts are warned about in their beginning. */
const LONGEST = 20_000;

/**
 * A watcher for texts in the given languages; make it once, then ask after each pause in typing.
 * Returns warnings in order, without overlaps.
 */
export function watchText(files: readonly LexiconFile[]): (text: string) => Warning[] {
  const lexicon = compileLexicon(files);
  return (text) => {
    const warnings: Warning[] = [];
    for (const span of judgeTextIn(lexicon, text.slice(0, LONGEST))) {
      const last = warnings.at(-1);
      if (last && span.from < last.to) last.to = Math.max(last.to, span.to);
      else if (!isConduct(text, span)) warnings.push(warningOf(span));
    }
    return warnings;
  };

  /** "He threatened me with deportation" tells what somebody did. */
  function isConduct(text: string, span: Span): boolean {
    const from = Math.max(text.lastIndexOf('\n', span.from), text.lastIndexOf('. ', span.from)) + 1;
    const stops = ['. ', '\n', '? ', '! ']
      .map((stop) => text.indexOf(stop, span.to))
      .filter((at) => at >= 0);
    const sentence = text.slice(from, Math.min(from + 400, text.length, ...stops));
    return excuses(lexicon, weighty(lexicon, tokenise(sentence)), false);
  }
}

function warningOf({ from, to, tier }: Span): Warning {
  return { from, to, message: tier === 0 ? 'guard.papers' : 'guard.origin' };
}
