/**
 * Respectful terms (COM-02): words that hurt the people they are said of, with words to say instead. Judges public
 * texts, labels and reports with the guard's own way of reading. 'Illegal' said of people stops publication.
 * Quotations in quotation marks and listed titles of laws are let through. Pure.
 */
import am from './terms/am.json' with { type: 'json' };
import ar from './terms/ar.json' with { type: 'json' };
import bn from './terms/bn.json' with { type: 'json' };
import ckb from './terms/ckb.json' with { type: 'json' };
import de from './terms/de.json' with { type: 'json' };
import en from './terms/en.json' with { type: 'json' };
import es from './terms/es.json' with { type: 'json' };
import fa from './terms/fa.json' with { type: 'json' };
import fr from './terms/fr.json' with { type: 'json' };
import km from './terms/km.json' with { type: 'json' };
import my from './terms/my.json' with { type: 'json' };
import ne from './terms/ne.json' with { type: 'json' };
import pl from './terms/pl.json' with { type: 'json' };
import ps from './terms/ps.json' with { type: 'json' };
import pt from './terms/pt.json' with { type: 'json' };
import ru from './terms/ru.json' with { type: 'json' };
import so from './terms/so.json' with { type: 'json' };
import sw from './terms/sw.json' with { type: 'json' };
import th from './terms/th.json' with { type: 'json' };
import ti from './terms/ti.json' with { type: 'json' };
import tr from './terms/tr.json' with { type: 'json' };
import uk from './terms/uk.json' with { type: 'json' };
import ur from './terms/ur.json' with { type: 'json' };
import type { Phrase } from './lexicon.ts';
import { indexOf, type Pattern, pattern, type WordIndex } from './word-index.ts';
import { findPhrase, presentWords } from './match.ts';
import { type Token, tokenise } from './normalise.ts';
import { findUnspaced, isUnspaced, type Letters, lettersOf, unspacedWords } from './unspaced.ts';

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
  /** A sentence without a letter of this script holds no word of the list. */
  script: RegExp | undefined;
  /** The same where words are written without spaces. */
  unspaced?: { phrases: string[][]; except: string[][]; excuses: string[][] };
};

/** A sentence in the forms in which it is searched. */
type Sentence = {
  tokens: readonly Token[];
  letters: Letters | undefined;
  /** The words of all lists that stand in it; absent where letters are hidden ("ill*gal"), which no index finds. */
  present: ReadonlySet<Pattern> | undefined;
};
type Hit = { from: number; to: number; term: string };

// biome-ignore format: a line of codes is read faster than a column
const FILES: readonly TermFile[] = [
  am, ar, bn, ckb, de, en, es, fa, fr, km, my, ne, pl, ps, pt, ru, so, sw, th, ti, tr, uk, ur,
];

/** Scripts whose letters no letter of another one passes for. */
const SCRIPTS = ['Arabic', 'Bengali', 'Devanagari', 'Ethiopic'].map(
  (name) => new RegExp(`\\p{Script=${name}}`, 'u'),
);

/** `words`: those of all phrases; `misspelt`: those of phrases in which a word may be misspelt. */
type Lists = { terms: Compiled[]; words: WordIndex; misspelt: WordIndex };

let compiled: Lists | undefined;

function compiledLists(): Lists {
  return (compiled ??= compile());
}

function compile(): Lists {
  const known = new Map<string, Pattern>();
  const phrase = (text: string): Phrase => phraseOf(text, known);
  const terms = FILES.flatMap((file) => {
    const language = file.language;
    return file.terms.map((term): Compiled => {
      const script = SCRIPTS.find((one) => one.test(term.term[0] ?? ''));
      const lists = { phrases: term.term, except: term.except, excuses: file.except };
      if (!term.term.some(isUnspaced))
        return {
          language,
          term,
          script,
          phrases: lists.phrases.map(phrase),
          except: lists.except.map(phrase),
          excuses: lists.excuses.map(phrase),
        };
      const unspaced = {
        phrases: lists.phrases.map(unspacedWords),
        except: lists.except.map(unspacedWords),
        excuses: lists.excuses.map(unspacedWords),
      };
      return { language, term, script, phrases: [], except: [], excuses: [], unspaced };
    });
  });
  const misspelt = terms.flatMap(({ phrases }) => phrases.filter(mayBeMisspelt));
  return {
    terms,
    words: indexOf([...known.values()]),
    misspelt: indexOf(misspelt.flatMap(({ words }) => words)),
  };
}

/** Equal words are one pattern, in all languages: what was found out about a token is kept by pattern. */
function phraseOf(text: string, known: Map<string, Pattern>): Phrase {
  const words = text.split(/[\s-]+/).map((word) => {
    const made = pattern(word);
    const name = made.text + (made.prefix ? '*' : '');
    const same = known.get(name) ?? made;
    known.set(name, same);
    return same;
  });
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
    const said = {
      tokens,
      letters: isUnspaced(sentence) ? lettersOf(sentence) : undefined,
      present: wordsAmong(tokens),
    };
    for (const one of compiledLists().terms) {
      if (one.script && !one.script.test(sentence)) continue;
      const hit = one.unspaced ? unspacedHit(one, said) : firstHit(one, said);
      if (!hit) continue;
      const found = { from: from + hit.from, to: from + hit.to };
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

/** Most sentences hold no word of most lists, so that no phrase need be looked for. */
function wordsAmong(tokens: readonly Token[]): Set<Pattern> | undefined {
  if (tokens.some(({ readings }) => readings.some((one) => one.includes('*')))) return undefined;
  const { words, misspelt } = compiledLists();
  return new Set([...presentWords(words, tokens, false), ...presentWords(misspelt, tokens, true)]);
}

function firstHit(
  { term, phrases, except, excuses }: Compiled,
  { tokens, present }: Sentence,
): Hit | undefined {
  if (excuses.some((phrase) => findPhrase(tokens, phrase, false, present))) return undefined;
  for (const [i, phrase] of phrases.entries()) {
    const at = together(tokens, phrase, present);
    if (!at) continue;
    const excused = except.some((other) =>
      findPhrase(tokens, other, false, present)?.some((place) => at.includes(place)),
    );
    if (excused) continue;
    const places = at.flatMap((place) => tokens[place] ?? []);
    return {
      from: Math.min(...places.map((token) => token.from)),
      to: Math.max(...places.map((token) => token.to)),
      term: plain(term.term[i]),
    };
  }
  return undefined;
}

/** The same in a sentence without spaces; there an exception excuses only the words that it stands on. */
function unspacedHit({ term, unspaced }: Compiled, { letters }: Sentence): Hit | undefined {
  if (!unspaced || !letters) return undefined;
  if (unspaced.excuses.some((words) => findUnspaced(letters, words).length > 0)) return undefined;
  const calm = unspaced.except.flatMap((words) => findUnspaced(letters, words));
  for (const [i, words] of unspaced.phrases.entries()) {
    const hit = findUnspaced(letters, words).find(
      ({ from, to }) => !calm.some((other) => other.from < to && from < other.to),
    );
    if (hit) return { ...hit, term: plain(term.term[i]) };
  }
  return undefined;
}

const plain = (term = ''): string => term.replaceAll('*', '');

/** Only where a word has eight letters or more, and another beside it. */
function mayBeMisspelt({ words }: Phrase): boolean {
  return words.length > 1 && words.some((word) => word.text.length >= 8);
}

/** The words of a phrase close together. */
function together(
  tokens: readonly Token[],
  phrase: Phrase,
  present: Sentence['present'],
): number[] | undefined {
  const at = findPhrase(tokens, phrase, mayBeMisspelt(phrase), present);
  return at && Math.max(...at) - Math.min(...at) <= phrase.words.length ? at : undefined;
}

const QUOTES = /[“„«"]([^“”„«»"\n]{1,300})[”“»"]/gu;

function isQuoted(text: string, { from, to }: { from: number; to: number }): boolean {
  for (const quote of text.matchAll(QUOTES))
    if (quote.index < from && to < quote.index + quote[0].length) return true;
  return false;
}

function sentences(text: string): { from: number; sentence: string }[] {
  return [...text.matchAll(/[^.!?؟۔।။។。።\n]{1,600}/gu)].map((match) => ({
    from: match.index,
    sentence: match[0],
  }));
}
