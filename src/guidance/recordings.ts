/**
 * When a recording of a card is heard (INFO-07, LANG-02; chapter 10, sections 4.1 and 4.3): after people other than whoever
 * brought it have listened, and only as long as the words and values that it reads are those that are out. Pure. The database
 * holds the same rule in the views `guidance.recording` and `guidance.pub_medium`: a test compares the two.
 */
import type { Card, CardMedium, CardRevision, Hearing, Publication } from './card.ts';

/** A recording as its editors see it. */
export type Recording = CardMedium & {
  lang: string;
  /** The saved words that it reads. */
  revision: number;
  /** The value of each reference as it is said. */
  spoken: Readonly<Record<string, string>>;
  /** Whoever brought it, or asked the computer for it. */
  by?: string;
  at: string;
  /** Its sound was taken out: it said an address that may be hidden now. */
  emptied: boolean;
};

/**
 * `emptied` and `returned`: somebody has to make a new one. `other_words`: the newest words mean something else. `other_values`:
 * an hour or a number that it says has changed. `waiting`: for a listener. `heard`: enough people found it right.
 */
export const RECORDING_STATES = [
  'emptied',
  'returned',
  'other_words',
  'other_values',
  'waiting',
  'heard',
] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

export type Weighed = {
  card: Pick<Card, 'safety'>;
  recording: Pick<Recording, 'id' | 'revision' | 'spoken' | 'by' | 'emptied'>;
  hearings: readonly Pick<Hearing, 'medium' | 'verdict' | 'by'>[];
  /** All revisions of its language. */
  revisions: readonly Pick<CardRevision, 'revision' | 'change'>[];
  /** What is out in its language. */
  out?: Pick<Publication, 'revision' | 'resolved'>;
};

/** How many people other than its author listen: three people in all for safety, as for its words. */
export const listenersFor = ({ safety }: Pick<Card, 'safety'>): 1 | 2 => (safety ? 2 : 1);

/** People other than the author who found it right. */
export function listenersOf({
  recording,
  hearings,
}: Pick<Weighed, 'recording' | 'hearings'>): number {
  return hearings.filter(
    ({ medium, verdict, by }) =>
      medium === recording.id && verdict === 'right' && by !== recording.by,
  ).length;
}

/** Whether enough people found it right and nobody sent it back, whatever has changed since. */
export function isHeard({
  card,
  recording,
  hearings,
}: Omit<Weighed, 'revisions' | 'out'>): boolean {
  return (
    !recording.emptied &&
    !hearings.some(({ medium, verdict }) => medium === recording.id && verdict === 'returned') &&
    listenersOf({ recording, hearings }) >= listenersFor(card)
  );
}

/** How a recording stands for whoever works on the card. The first thing that is true of it. */
export function standingOfRecording(weighed: Weighed): RecordingState {
  const { recording, hearings, revisions, out } = weighed;
  if (recording.emptied) return 'emptied';
  if (hearings.some(({ medium, verdict }) => medium === recording.id && verdict === 'returned'))
    return 'returned';
  const newest = Math.max(...revisions.map(({ revision }) => revision));
  if (!sameWords(revisions, recording.revision, newest)) return 'other_words';
  if (
    out &&
    sameWords(revisions, recording.revision, out.revision) &&
    !sameValues(out.resolved, recording.spoken)
  )
    return 'other_values';
  return isHeard(weighed) ? 'heard' : 'waiting';
}

/** Whether the public hears it now: what is out is what it says, even where newer words are being written. */
export function isAudible(weighed: Weighed): boolean {
  const { recording, revisions, out } = weighed;
  return (
    out !== undefined &&
    isHeard(weighed) &&
    sameWords(revisions, recording.revision, out.revision) &&
    sameValues(out.resolved, recording.spoken)
  );
}

/** Whether somebody may say that a recording is right; everybody may send it back. */
export function mayConfirm(
  { recording, hearings }: Pick<Weighed, 'recording' | 'hearings'>,
  me: string,
): 'yes' | 'own' | 'done' {
  if (recording.by === me) return 'own';
  const done = hearings.some(
    ({ medium, verdict, by }) => medium === recording.id && verdict === 'right' && by === me,
  );
  return done ? 'done' : 'yes';
}

/** What a card's recordings ask of its editors: somebody to listen, a new one, or nothing. */
export function recordingsAsk(states: readonly RecordingState[]): 'listen' | 'record' | undefined {
  if (states.includes('waiting')) return 'listen';
  return states.length > 0 && !states.includes('heard') ? 'record' : undefined;
}

/** True when nothing but spelling changed between two revisions of a language. */
export function sameWords(revisions: Weighed['revisions'], a: number, b: number): boolean {
  const [from, to] = a < b ? [a, b] : [b, a];
  return !revisions.some(
    ({ revision, change }) => revision > from && revision <= to && change === 'meaning',
  );
}

function sameValues(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
