/** Whose tablet this is, with what follows from it: asked at its first use, and changed under Settings. */
import { useSpeech } from '../speech.tsx';
import { LOCKS_AFTER } from '../store/touched.ts';
import { Choices } from './choices.tsx';

const MINUTE = 60_000;

export function WhoseTablet({
  shared,
  say,
  alone = true,
}: {
  shared: boolean;
  say: (shared: boolean) => void;
  /** Nobody else keeps work here; else it cannot be one person's own. */
  alone?: boolean;
}) {
  const { t } = useSpeech();
  return (
    <Choices
      label={t('use.title')}
      of={[
        {
          value: 'shared' as const,
          label: t('use.shared'),
          note: t('use.shared_note', { n: LOCKS_AFTER.shared / MINUTE }),
        },
        {
          value: 'own' as const,
          label: t('use.own'),
          note: alone ? t('use.own_note', { n: LOCKS_AFTER.own / MINUTE }) : t('use.not_alone'),
        },
      ]}
      chosen={shared ? 'shared' : 'own'}
      pick={(picked) => {
        if (picked === 'shared' || alone) say(picked === 'shared');
      }}
    />
  );
}
