/** At which point of the house this tablet stands. A network has a hundred: those are found by a part of their name. */
import { useState } from 'react';
import { useSpeech } from '../speech.tsx';
import { Choices, Part } from './choices.tsx';

/** So many stand there at once, the chosen one first. */
const MOST = 8;

export function WhichPoint({
  points,
  chosen,
  pick,
}: {
  points: readonly { point_id: string; name: string }[];
  chosen: string | undefined;
  pick: (point: string) => void;
}) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const fitting = points
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ point_id, name }) => ({ value: point_id, label: name }))
    .toSorted(
      (a, b) =>
        Number(b.value === chosen) - Number(a.value === chosen) || a.label.localeCompare(b.label),
    );
  const more = fitting.length - MOST;
  return (
    <Part title={t('open.which')}>
      {points.length > MOST ? (
        <label className="entry">
          {t('open.find_point')}
          <input
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
      ) : null}
      <Choices label={t('open.which')} of={fitting.slice(0, MOST)} chosen={chosen} pick={pick} />
      {more > 0 || !fitting.length ? (
        <p className="hint" role="status">
          {fitting.length ? t('open.more_points', { n: more }) : t('open.no_point')}
        </p>
      ) : null}
    </Part>
  );
}
