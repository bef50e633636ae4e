/**
 * Respectful terms (COM-02): words that hurt the people they are said of, with words to say instead. Judges public
 * texts, labels and reports with the guard's own way of reading. 'Illegal' said of people stops publication.
 * Quotations in quotation marks and listed titles of laws are let through. Pure.
 */
import am from './terms/am.json' with { type: 'json' };
import ar from './terms/ar.json' with { type: 'json' };
import de from './terms/de.json' with { type: 'json' };
import en from './terms/en.json' with { type: 'json' };
import es from './terms/es.json' with { type: 'json' };
import fa from './terms/fa.json' with { type: 'json' };
import fr from './terms/fr.json' with { type: 'json' };
import ps from './terms/ps.json' with { type: 'json' };
import pt from './terms/pt.json' with { type: 'json' };
import ru from './terms/ru.json' with { type: 'json' };
import so from './terms/so.json' with { type: 'json' };
import ti from './terms/ti.json' with { type: 'json' };
import tr from './terms/tr.json' with { type: 'json' };
import uk from './terms/uk.json' with { type: 'json' };
import ur from './terms/ur.json' with { type: 'json' };
import type { Phrase } from './lexicon.ts';
import { pattern } from './word-index.ts';
import { findPhrase } from './match.ts';
import { type Token, tokenise } from './normalise.ts';

/** One group of words as a person writes it. A word may end in `*` for any ending. */
type Term = {
  id: string;
  term: string[];
  why: string;
  alternatives: string[];
  /** Phrases in which the words mean something else. */
  except: string[];
};

type TermFile = {
  language: string;
  source: string;
  reviewed_by: string | null;
  reviewed_on: string | null;
  /** Association of people on the move that keeps this list with us; empty while none does. */
  kept_with: string;
  /** Phrases that excuse a sentence: titles of laws, names of court cases. */
  except: string[];
  terms: Term[];
};

export type TermFinding = {
  /** UTF-16 units in the text that was given. */
  from: number;
  to: number;
  language: string;
  /** The words found, as the list has them. */
  term: string;
  why: string;
  alternatives: readonly string[];
  /** Said of people, this stops publication; other words are advice. */
  stops: boolean;
};

type Compiled = {
  language: string;
  term: Term;
  phrases: Phrase[];
  except: Phrase[];
  excuses: Phrase[];
};

const FILES: readonly TermFile[] = [am, ar, de, en, es, fa, fr, ps, pt, ru, so, ti, tr, uk, ur];

let compiled: Compiled[] | undefined;

function terms(): Compiled[] {
  compiled ??= FILES.flatMap((file) =>
    file.terms.map((term) => ({
      language: file.language,
      term,
      phrases: term.term.map(phraseOf),
      except: term.except.map(phraseOf),
      excuses: file.except.map(phraseOf),
    })),
  );
  return compiled;
}

function phraseOf(text: string): Phrase {
  const words = text.split(/[\s-]+/).map(pattern);
  return { words, squashed: words.map((word) => word.text).join('') };
}

/** What is judged of a text; a longer one is for people to read. */
const LONGEST = 100_000;

/** Every hurtful word in `text`, in order, each with words to say instead. */
export function judgeTerms(text: string): TermFinding[] {
  const findings: TermFinding[] = [];
  for (const { from, sentence } of sentences(text.slice(0, LONGEST))) {
    const tokens = tokenise(sentence);
    if (tokens.length === 0) continue;
    for (const one of terms()) {
      if (one.excuses.some((phrase) => findPhrase(tokens, phrase, false))) continue;
      const hit = firstHit(one, tokens);
      if (!hit) continue;
      const places = hit.at.flatMap((i) => tokens[i] ?? []);
      const found = {
        from: from + Math.min(...places.map((token) => token.from)),
        to: from + Math.max(...places.map((token) => token.to)),
      };
      if (isQuoted(text, found)) continue;
      findings.push({
        ...found,
        language: one.language,
        term: hit.term,
        why: one.term.why,
        alternatives: one.term.alternatives,
        stops: one.term.why === 'illegal_person',
      });
    }
  }
  return findings.sort((a, b) => a.from - b.from);
}

function firstHit(
  { term, phrases, except }: Compiled,
  tokens: readonly Token[],
): { at: number[]; term: string } | undefined {
  for (const [i, phrase] of phrases.entries()) {
    const at = together(tokens, phrase);
    if (!at) continue;
    const excused = except.some((other) =>
      findPhrase(tokens, other, false)?.some((place) => at.includes(place)),
    );
    if (!excused) return { at, term: (term.term[i] ?? '').replaceAll('*', '') };
  }
  return undefined;
}

/** The words of a phrase close together; slips only where a word has eight letters or more. */
function together(tokens: readonly Token[], phrase: Phrase): number[] | undefined {
  const long = phrase.words.length > 1 && phrase.words.some((word) => word.text.length >= 8);
  const at = findPhrase(tokens, phrase, long);
  return at && Math.max(...at) - Math.min(...at) <= phrase.words.length ? at : undefined;
}

const QUOTES = /[“„«"]([^“”„«»"\n]{1,300})[”“»"]/gu;

function isQuoted(text: string, { from, to }: { from: number; to: number }): boolean {
  for (const quote of text.matchAll(QUOTES))
    if (quote.index < from && to < quote.index + quote[0].length) return true;
  return false;
}

function sentences(text: string): { from: number; sentence: string }[] {
  return [...text.matchAll(/[^.!?؟。።\n]{1,600}/gu)].map((match) => ({
    from: match.index,
    sentence: match[0],
  }));
}
