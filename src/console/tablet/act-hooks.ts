/** Acts that several screens offer, each in one place. */
import { useCallback } from 'react';
import { dueAt, type Level } from '../../desk/urgency.ts';
import type { MOVE_REASONS } from '../../desk/values.ts';
import type { Visit } from '../../desk/visit.ts';
import { useAround } from './desk-context.tsx';
import { useNavigation } from './navigation.tsx';
import { levelText, ticketName } from './parts/marks.tsx';
import { useSpeech } from './speech.tsx';
import { newVisitId } from './store/ids.ts';
import { turnTo } from './turned.tsx';

export type MoveReason = (typeof MOVE_REASONS)[number];

const isoAt = (ms: number): string => new Date(ms).toISOString();

/** A new visit stands in the queue at once, so that nobody who came in is lost; screening changes her place. */
export function useNewVisit(): (turned: boolean) => void {
  const { act, desk } = useAround();
  const { go } = useNavigation();
  const speech = useSpeech();
  return useCallback(
    (turned) => {
      const visit_id = newVisitId();
      const { picture, number } = desk.nextTicket();
      const now = Date.now();
      void act(
        {
          events: [
            {
              kind: 'visit_opened',
              visit_id,
              body: {
                channel: 'walk_in',
                heads: 1,
                ticket_picture: picture,
                ticket_number: number,
              },
            },
            {
              kind: 'queue_joined',
              visit_id,
              body: { level: 'any_time', due_at: isoAt(dueAt(now, 'any_time')) },
            },
          ],
        },
        speech.t('say.opened'),
      ).then((operation) => {
        if (!operation) return;
        if (turned) turnTo(visit_id);
        go({ screen: 'welcome', visit: visit_id });
      });
    },
    [act, desk, go, speech],
  );
}

export function useCallIn(): (visit: Visit) => void {
  const { act } = useAround();
  const { go } = useNavigation();
  const speech = useSpeech();
  return useCallback(
    (visit) => {
      void act(
        { events: [{ kind: 'called', visit_id: visit.visit_id, body: {} }] },
        speech.t('say.called', { ticket: ticketName(speech, visit) }),
      ).then((operation) => {
        if (operation) go({ screen: 'visit', visit: visit.visit_id });
      });
    },
    [act, go, speech],
  );
}

export function useMove(): (visit: Visit, level: Level, reason: MoveReason) => Promise<unknown> {
  const { act } = useAround();
  const speech = useSpeech();
  return useCallback(
    (visit, level, reason) =>
      act(
        {
          events: [
            {
              kind: 'queue_moved',
              visit_id: visit.visit_id,
              body: { level, due_at: isoAt(dueAt(visit.opened_at, level)), reason },
            },
          ],
        },
        speech.t('say.moved', {
          ticket: ticketName(speech, visit),
          level: levelText(speech, level),
        }),
      ),
    [act, speech],
  );
}
