/** Answers to pick from: whole tiles, nothing preselected, the first nine with a digit. */
import type { ReactNode } from 'react';
import { Icon } from '../icon.tsx';
import { useSpeech } from '../speech.tsx';

export type Choice<T extends string> = {
  value: T;
  label: string;
  icon?: string;
  note?: string;
};

export function Choices<T extends string>({
  label,
  of,
  chosen,
  pick,
  few = false,
  numbered = false,
  from = 0,
}: {
  /** Names the group. */
  label: string;
  of: readonly Choice<T>[];
  chosen: T | readonly T[] | undefined;
  pick: (value: T) => void;
  few?: boolean;
  /** Shows the digits that pick. */
  numbered?: boolean;
  from?: number;
}) {
  const { number } = useSpeech();
  const isChosen = (value: T): boolean =>
    Array.isArray(chosen) ? chosen.includes(value) : chosen === value;
  return (
    <div className={few ? 'choices few' : 'choices'} role="group" aria-label={label}>
      {of.map(({ value, label: text, icon, note }, index) => (
        <button
          key={value}
          type="button"
          className="choice"
          aria-pressed={isChosen(value)}
          onClick={() => pick(value)}
        >
          {icon ? <Icon name={icon} /> : null}
          <span className="grow">
            {text}
            {note ? <small>{note}</small> : null}
          </span>
          {numbered && index + from < 9 ? (
            <kbd aria-hidden="true">{number(index + from + 1)}</kbd>
          ) : null}
        </button>
      ))}
    </div>
  );
}

/** A heading with its part of a form. */
export function Part({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <section className="part">
      <h2>{title}</h2>
      {hint ? <p className="hint">{hint}</p> : null}
      {children}
    </section>
  );
}
