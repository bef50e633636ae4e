/** When waiting for a yes would cost her life (FIRE-06, T12; chapter 30, section 4.3): one reason, and what follows from it, before it goes. */
import { EXCEPTION_WHYS } from '../../../../firewall/consent/life-saving.ts';
import { Choices } from '../../parts/choices.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import type { Why } from './wire.ts';

export function LifeSaving({
  chosen,
  choose,
}: {
  chosen: Why | undefined;
  choose: (why: Why | undefined) => void;
}) {
  const { t } = useSpeech();
  return (
    <details className="card part life" open={chosen !== undefined}>
      <summary>{t('life.title')}</summary>
      <p>{t('life.note')}</p>
      <Choices
        label={t('life.why')}
        of={EXCEPTION_WHYS.map((value) => ({ value, label: t('life.reason', { why: value }) }))}
        chosen={chosen}
        pick={(why) => choose(why === chosen ? undefined : why)}
        few
      />
      {chosen ? <Says kind="warn">{t('life.looked_at')}</Says> : null}
    </details>
  );
}
