/**
 * A guidance card: one question, one answer, one next step (INFO-04; chapter 10, section 4). The shapes
 * that the editor, the public pages and every channel share. Nothing here names a person.
 */
import type { NeedCode } from '../directory/needs.ts';

export const CARD_KINDS = [
  'right',
  'how_to',
  'safety',
  'emergency',
  'rumour_answer',
  'service_notice',
  'lesson',
] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** Topics in the order in which pages list them. */
export const TOPICS = [
  'emergency',
  'health',
  'shelter',
  'food_water',
  'children',
  'school',
  'work',
  'legal_help',
  'family',
  'documents',
  'money',
  'travel',
  'safety',
  'information',
] as const;
export type Topic = (typeof TOPICS)[number];

/** What the next step asks of the reader; exactly one. */
export const ACTIONS = ['call', 'go', 'send', 'read'] as const;
export type Action = (typeof ACTIONS)[number];

/** Whether an edit changed what the card says: only `meaning` makes translations outdated. */
export const CHANGES = ['typo', 'meaning'] as const;
export type Change = (typeof CHANGES)[number];

/** Where a text came from. `machine` is never shown for safety, law or health. */
export const ORIGINS = ['written', 'machine', 'imported'] as const;
export type Origin = (typeof ORIGINS)[number];

export type CardSource = {
  /** Who says so: an authority, a law, an organisation. */
  name: string;
  url?: string;
  /** `YYYY-MM-DD` of the source itself. */
  dated?: string;
};

/** What is true of a card in all its languages. Dates are `YYYY-MM-DD`. */
export type Card = {
  code: number;
  /** ISO 3166-1, or the demonstration's `XW`. */
  territory: string;
  /** A place of the gazetteer, when the card is true only there. */
  place?: number;
  topic: Topic;
  kind: CardKind;
  /** A wrong word could hurt somebody: three people and understanding readers before it is shown. */
  safety: boolean;
  /** One of the messages that must also exist as audio, in large type, for children (INFO-07). */
  essential: boolean;
  /** The organisation whose editors may change it. */
  ownerOrg: string;
  /** The office that answers for it ("Health information, Red Cross of Selmora"), never a person. */
  ownerRole: string;
  /** The trusted body in whose name it is published (INFO-03). */
  publisher: string;
  sourceLang: string;
  sources: readonly CardSource[];
  /** The authority that owns the fact and confirmed it. */
  confirmedBy?: string;
  confirmedOn?: string;
  checkedOn: string;
  reviewBy: string;
  expiresOn?: string;
  /** Needs whose services are found live for the reader's place. */
  needs: readonly NeedCode[];
  /** Codes of services named in it. */
  services: readonly string[];
  pictogram?: string;
  /** Why it was taken down, when it was. */
  withdrawn?: { at: string; why: WithdrawnWhy };
};

export const WITHDRAWN_WHY = [
  'not_true',
  'not_confirmed',
  'harmful',
  'no_longer_needed',
  'other',
] as const;
export type WithdrawnWhy = (typeof WITHDRAWN_WHY)[number];

/** The words of a card in one language; references like `{svc:407132.phone}` still unresolved. */
export type CardWords = {
  /** At most 12 words, one question mark. */
  question: string;
  /** At most 40 words. */
  answer: string;
  /** At most 12 words. */
  nextStep: string;
  action: Action;
  /** What the action needs: a reference, a number, a short path of this site. */
  target?: string;
  /** The same for a child: at most 8 words a sentence. */
  child?: string;
  /** What the pictogram shows, for those who hear the page. */
  alt?: string;
};

/** One saved state of the words in one language; never changed afterwards. */
export type CardRevision = CardWords & {
  card: number;
  lang: string;
  revision: number;
  /** The meaning that it states: counted up by the source's edits, copied by translations. */
  meaning: number;
  change: Change;
  origin: Origin;
  by: string;
  at: string;
};

export const MARKS = ['reviewed', 'back_checked', 'understood', 'confirmed', 'returned'] as const;
export type Mark = (typeof MARKS)[number];

/** What somebody found about a revision. `right` of `asked` readers understood, for `understood`. */
export type CardMark = {
  lang: string;
  revision: number;
  mark: Mark;
  by: string;
  at: string;
  right?: number;
  asked?: number;
  note?: string;
};

export const AUDIO_MIMES = ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/wav'] as const;

export type CardMedium = {
  id: string;
  kind: 'audio' | 'sign_video';
  mime: string;
  bytes: number;
  seconds?: number;
  /** Spoken by a program: said so wherever it can be played. */
  synthetic: boolean;
  sha256: string;
};

/** What somebody who listened to a recording found; `note` is what is wrong with one that is sent back. */
export type Hearing = {
  medium: string;
  verdict: 'right' | 'returned';
  by: string;
  at: string;
  note?: string;
};

export const ENDED_WHY = [
  'replaced',
  'withdrawn',
  'reference_lost',
  'source_changed',
  'expired',
  'not_confirmed',
] as const;
export type EndedWhy = (typeof ENDED_WHY)[number];

/**
 * What was given to the public: one language of a card at one version, with every reference resolved.
 * Named on everything made of it as "Card 210 ar, v3".
 */
export type Publication = {
  card: number;
  lang: string;
  version: number;
  revision: number;
  meaning: number;
  words: CardWords;
  /** Value of each reference at publication, by reference. */
  resolved: Readonly<Record<string, string>>;
  machine: boolean;
  /** ISO 8601. */
  issuedAt: string;
  ended?: { at: string; why: EndedWhy };
};

/** A card as the public reads it in one language. */
export type PublishedCard = {
  card: Card;
  publication: Publication;
  media: readonly CardMedium[];
  /** All languages that have a current publication, by code. */
  languages: readonly string[];
};

/** What becomes of what is shown, on every channel (INFO-03). */
export type Standing =
  | { state: 'current' }
  /** Its review is late: shown with the date. */
  | { state: 'overdue'; since: string }
  /** The source has changed its meaning since: shown with the date, never for safety cards. */
  | { state: 'outdated'; since?: string }
  | { state: 'replaced'; by?: number }
  | { state: 'withdrawn'; why?: WithdrawnWhy | EndedWhy }
  | { state: 'expired'; on: string };

/** A card in one language with how it stands; its words have every reference filled in. */
export type ShownCard = PublishedCard & { standing: Standing };

/** Which version is out, by card and language; 0 where none is any more. */
export type Prints = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a phone keeps of a card: it stands as the day of the reader says. */
export type KeptCard = PublishedCard & { sourceMeaning: number };

export const SUGGESTION_KINDS = [
  'not_true',
  'not_clear',
  'bad_words',
  'something_missing',
  'number_wrong',
] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/** `210-ar-3`: how a print, a message and a file name what they show. */
export function printCode(of: { card: number; lang: string; version: number }): string {
  return `${of.card}-${of.lang}-${of.version}`;
}

const PRINT_CODE = /^\s*(\d{1,7})[\s-]+([a-z]{2,3})[\s-]+v?(\d{1,6})\s*$/i;

/** Reads `210-ar-3`, `210 AR 3` or `210 ar v3`; nothing when it is none. */
export function readPrintCode(
  text: string,
): { card: number; lang: string; version: number } | undefined {
  const found = PRINT_CODE.exec(text);
  if (!found) return undefined;
  return {
    card: Number(found[1]),
    lang: (found[2] as string).toLowerCase(),
    version: Number(found[3]),
  };
}
