/** How a visit ended, and why somebody left without being seen (PT-05): asked of one visit, and of several at once. */
import { useState } from 'react';
import type { EventBody } from '../../../desk/kinds.ts';
import { LEFT_REASONS } from '../../../desk/values.ts';
import { digits, type Keys } from '../keys.ts';
import { useSpeech } from '../speech.tsx';
import { Choices, Part } from './choices.tsx';

const OUTCOMES = ['done', 'next_step', 'left'] as const;
type Outcome = (typeof OUTCOMES)[number];
type Left = (typeof LEFT_REASONS)[number];

export type Ending = {
  outcome: Outcome | undefined;
  why: Left | undefined;
  setOutcome(value: Outcome): void;
  setWhy(value: Left): void;
  /** What the event says; undefined until all is answered. */
  body: EventBody<'visit_closed'> | undefined;
  /** Digits that pick. */
  keys: Keys;
  /** Takes the answer back. @returns whether there was one */
  back(): boolean;
};

export function useEnding(): Ending {
  const [outcome, setOutcome] = useState<Outcome>();
  const [why, setWhy] = useState<Left>();
  const isLeft = outcome === 'left';
  return {
    outcome,
    why,
    setOutcome,
    setWhy,
    body:
      outcome === undefined || (isLeft && why === undefined)
        ? undefined
        : { outcome, ...(isLeft && why ? { left_without: why } : {}) },
    keys: isLeft
      ? digits((index) => setWhy(LEFT_REASONS[index]), LEFT_REASONS.length)
      : digits((index) => setOutcome(OUTCOMES[index]), OUTCOMES.length),
    back() {
      setOutcome(undefined);
      return outcome !== undefined;
    },
  };
}

export function HowEnded({ ending }: { ending: Ending }) {
  const { t } = useSpeech();
  const { outcome, why, setOutcome, setWhy } = ending;
  return (
    <>
      <Part title={t('end.how')}>
        <Choices
          label={t('end.how')}
          of={OUTCOMES.map((value) => ({
            value,
            label: t(`end.${value}`),
            note: t(`end.${value}_note`),
          }))}
          chosen={outcome}
          pick={setOutcome}
          numbered={outcome !== 'left'}
        />
      </Part>
      {outcome === 'left' ? (
        <Part title={t('end.why')} hint={t('end.why_hint')}>
          <Choices
            label={t('end.why')}
            of={LEFT_REASONS.map((value) => ({ value, label: t(`left.${value}`) }))}
            chosen={why}
            pick={setWhy}
            numbered
          />
        </Part>
      ) : null}
    </>
  );
}
