/** The recordings of a card in a language as its screen shows them. Pure. */
import {
  type CardDesk,
  isAudible,
  isHeard,
  listenersFor,
  listenersOf,
  mayConfirm,
  type Recording,
  type RecordingState,
  sameWords,
  standingOfRecording,
} from '../guidance/index.ts';

export type ShownRecording = {
  recording: Recording;
  state: RecordingState;
  /** The public hears it now. */
  audible: boolean;
  /** People other than its author who found it right, and how many there have to be. */
  listeners: number;
  needed: number;
  /** Whether the reader may say that it is right. */
  may: 'yes' | 'own' | 'done';
  mine: boolean;
  /** Why it was sent back. */
  why: readonly string[];
};

/** The newest first. @param me the number of whoever reads the screen */
export function recordingsOf(desk: CardDesk, lang: string, me: string): ShownRecording[] {
  const of = weighing(desk, lang);
  return desk.media
    .filter((one) => one.lang === lang && one.kind === 'audio')
    .toReversed()
    .map((recording) => {
      const weighed = { ...of, recording };
      return {
        recording,
        state: standingOfRecording(weighed),
        audible: isAudible(weighed),
        listeners: listenersOf(weighed),
        needed: listenersFor(desk.card),
        may: mayConfirm(weighed, me),
        mine: recording.by === me,
        why: desk.hearings.flatMap(({ medium, note }) =>
          medium === recording.id && note !== undefined ? [note] : [],
        ),
      };
    });
}

/** Whether a computer's draft of the newest words waits for its first listener: a second one would be the same. */
export const draftWaits = (recordings: readonly ShownRecording[]): boolean =>
  recordings.some(
    ({ recording, state, listeners }) =>
      recording.synthetic && state === 'waiting' && listeners === 0,
  );

/** Whether a recording of the newest words was heard by enough people (INFO-07). */
export function hasSound(desk: CardDesk, lang: string): boolean {
  const of = weighing(desk, lang);
  const newest = Math.max(0, ...of.revisions.map(({ revision }) => revision));
  return desk.media.some(
    (recording) =>
      recording.lang === lang &&
      recording.kind === 'audio' &&
      isHeard({ ...of, recording }) &&
      sameWords(of.revisions, recording.revision, newest),
  );
}

function weighing({ card, hearings, revisions, publications }: CardDesk, lang: string) {
  const out = publications.find((one) => one.lang === lang && one.endedAt === undefined);
  return {
    card,
    hearings,
    revisions: revisions.filter((one) => one.lang === lang),
    ...(out ? { out } : {}),
  };
}
