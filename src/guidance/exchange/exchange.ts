/**
 * What goes to outside translators and comes back: cards of one pair of languages, each with the revision of the source
 * that its words translate (issue: import and export of translations). The same for XLIFF and CSV. Pure.
 */
import type { CardKind, CardWords, Topic } from '../card.ts';
import { MOST_WORDS } from '../check-words.ts';

/** What a translator writes. The action and what it needs are the same in all languages. */
export const EXCHANGED = ['question', 'answer', 'nextStep', 'child', 'alt'] as const;
export type Exchanged = (typeof EXCHANGED)[number];
export type Texts = Partial<Record<Exchanged, string>>;

/** States of XLIFF 2.1, section 4.3.1.16: `initial` is still to be done. */
export const STATES = ['initial', 'translated', 'reviewed', 'final'] as const;
export type State = (typeof STATES)[number];

/** Most characters of a field, as the database keeps it. */
export const MOST_CHARACTERS: Readonly<Record<Exchanged, number>> = {
  question: 200,
  answer: 600,
  nextStep: 200,
  child: 600,
  alt: 200,
};
/** Cards in one file. */
export const MOST_CARDS = 500;
/** Bytes of a file that is read. */
export const MOST_BYTES = 4_000_000;

/** A card as it goes out. */
export type CardOut = {
  card: number;
  topic: Topic;
  kind: CardKind;
  safety: boolean;
  /** The newest words of the source, and the meaning that they state. */
  revision: number;
  meaning: number;
  /** The newest translation, 0 for none, and whether the source means something else since. */
  translation: number;
  older: boolean;
  state: State;
  source: Texts;
  target: Texts;
};

/** A card as it came back. */
export type CardIn = {
  card: number;
  revision: number;
  meaning: number;
  translation: number;
  /** Where it begins in the file. */
  line: number;
  fields: readonly {
    field: Exchanged;
    source: string;
    target: string;
    state: State;
    line: number;
  }[];
};

export type FileIn = { from: string; to: string; cards: readonly CardIn[] };

export type Fault = { line?: number; at: string; expected: string; found?: string };

/** A file that cannot be read: nothing of it is taken. */
export class ExchangeRefusal extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(faultText).join('\n'));
    this.name = 'ExchangeRefusal';
    this.faults = faults;
  }
}

const faultText = ({ line, at, expected, found }: Fault): string =>
  `${at}${line === undefined ? '' : ` (line ${line})`}: expected ${expected}${found === undefined ? '' : `; found ${JSON.stringify(found.slice(0, 80))}`}`;

/** What a translator is told of a field, in English. */
export function notesOf(field: Exchanged, card: CardOut): string[] {
  const most = field === 'child' || field === 'alt' ? undefined : MOST_WORDS[field];
  const source = card.source[field] ?? '';
  return [
    ...(most === undefined ? [] : [`At most ${most} words.`]),
    ...(field === 'question' ? ['One question, with one question mark.'] : []),
    ...(field === 'child' ? ['For children: at most 8 words a sentence.'] : []),
    ...(field === 'alt' ? ['What the picture shows, for people who hear the page.'] : []),
    ...(source.includes('{')
      ? [
          'Keep what stands in braces as it is: the program puts a telephone number, hours or a name there.',
        ]
      : []),
    ...(card.safety ? ['Safety: a wrong word could hurt somebody.'] : []),
    ...(card.older
      ? [
          'The source has changed since this was translated: write it anew, or set its state to translated.',
        ]
      : []),
  ];
}

/** Line ends as one character, no space around. */
export const plain = (text: string): string => text.replace(/\r\n?/g, '\n').trim();

/** The texts of words that are exchanged. */
export function textsOf(words: CardWords): Texts {
  const texts: Texts = {};
  for (const field of EXCHANGED) {
    const text = words[field];
    if (text !== undefined) texts[field] = text;
  }
  return texts;
}
