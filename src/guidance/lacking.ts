/**
 * What a revision still lacks before it may be given to the public (LANG-02, INFO-07; chapter 10, sections 4.2
 * and 4.3). Pure. The database holds the same rule in `guidance.lacking`: a test compares the two.
 */
import type { Card, CardMark, CardRevision, Topic } from './card.ts';

/** Topics in which a machine's words are never shown before somebody has read them. */
export const CAREFUL_TOPICS: readonly Topic[] = [
  'health',
  'legal_help',
  'documents',
  'safety',
  'emergency',
];
const CAREFUL_KINDS = ['right', 'safety', 'emergency'];
/** Readers asked about a safety card, and how many of ten have to answer rightly. */
export const READERS_ASKED = 10;
export const READERS_RIGHT = 8;

export const LACKING = [
  'withdrawn',
  'expired',
  'returned',
  'outdated',
  'machine_draft',
  'review',
  'back_check',
  'understood',
  'audio',
] as const;
export type Lacking = (typeof LACKING)[number];

export type Considered = {
  card: Pick<
    Card,
    'topic' | 'kind' | 'safety' | 'essential' | 'sourceLang' | 'expiresOn' | 'withdrawn'
  >;
  revision: Pick<CardRevision, 'lang' | 'meaning' | 'origin'> & { by?: string };
  /** The newest meaning of the source language. */
  sourceMeaning: number;
  /** Marks of this very revision. */
  marks: readonly Pick<CardMark, 'mark' | 'by' | 'right' | 'asked'>[];
  /** Whether a recording of this meaning exists in this language. */
  audio: boolean;
  /** Why an emergency or essential card goes out without its recording. */
  override?: string;
  /** `YYYY-MM-DD` in UTC. */
  today: string;
};

/** The first thing that is missing, in the order of {@link LACKING}; nothing when it may be published. */
export function lacking(considered: Considered): Lacking | undefined {
  const { card, revision, marks, sourceMeaning, audio, override, today } = considered;
  const has = (mark: CardMark['mark']): boolean => marks.some((one) => one.mark === mark);
  if (card.withdrawn) return 'withdrawn';
  if (card.expiresOn !== undefined && card.expiresOn <= today) return 'expired';
  if (has('returned')) return 'returned';
  const isSource = revision.lang === card.sourceLang;
  if (revision.meaning < sourceMeaning && (card.safety || !isSource)) return 'outdated';
  if (revision.origin === 'machine' && isCareful(card) && !has('reviewed')) return 'machine_draft';
  const others = (mark: CardMark['mark']): string[] =>
    marks.filter((one) => one.mark === mark && one.by !== revision.by).map(({ by }) => by);
  const reviewers = others('reviewed');
  if (reviewers.length === 0) return 'review';
  if (card.safety) {
    const checkers = others('back_checked');
    if (!reviewers.some((one) => checkers.some((other) => other !== one))) return 'back_check';
    if (!marks.some(understood)) return 'understood';
  }
  if ((card.kind === 'emergency' || card.essential) && override === undefined && !audio)
    return 'audio';
  return undefined;
}

/** True where a wrong word of a machine could hurt: safety, law, health. */
export function isCareful({
  topic,
  kind,
  safety,
}: Pick<Card, 'topic' | 'kind' | 'safety'>): boolean {
  return safety || CAREFUL_TOPICS.includes(topic) || CAREFUL_KINDS.includes(kind);
}

function understood({ mark, right = 0, asked = 0 }: Considered['marks'][number]): boolean {
  return mark === 'understood' && asked >= READERS_ASKED && right * 10 >= asked * READERS_RIGHT;
}
