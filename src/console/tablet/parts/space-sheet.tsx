/** Where she waits or is seen: areas of this point. */
import { SPACES } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDeskState } from '../desk-context.tsx';
import { digits } from '../keys.ts';
import { useSpeech } from '../speech.tsx';
import { Choices } from './choices.tsx';
import { ticketName } from './marks.tsx';
import { Sheet } from './sheet.tsx';

type Space = (typeof SPACES)[number];
const isSpace = (name: string): name is Space => (SPACES as readonly string[]).includes(name);

export function SpaceSheet({ visit, close }: { visit: Visit; close: () => void }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { points } = useDeskState();
  const spaces = (points[0]?.spaces ?? []).filter(isSpace);
  const pick = (place_kind: Space): void => {
    void act(
      { events: [{ kind: 'space_given', visit_id: visit.visit_id, body: { place_kind } }] },
      t('say.space', { ticket: ticketName(speech, visit), space: t(`space.${place_kind}`) }),
    );
    close();
  };
  return (
    <Sheet
      title={t('task.space')}
      close={close}
      keys={{
        ...digits((index) => {
          const space = spaces[index];
          if (space) pick(space);
        }, spaces.length),
        Escape: close,
      }}
    >
      {spaces.length ? (
        <Choices
          label={t('task.space')}
          of={spaces.map((value) => ({ value, label: t(`space.${value}`) }))}
          chosen={visit.space?.value.place_kind}
          pick={pick}
          numbered
        />
      ) : (
        <p>{t('space.none')}</p>
      )}
    </Sheet>
  );
}
