/** A text that is sealed before it is kept: no draft of it is stored, and the browser keeps its spelling help to itself. */
import { LONGEST_STATEMENT } from '../../../../protection/statement.ts';

export function Told({
  label,
  hint,
  text,
  set,
}: {
  label: string;
  hint?: string;
  text: string;
  set: (text: string) => void;
}) {
  return (
    <label className="entry part">
      {label}
      {hint ? <small>{hint}</small> : null}
      <textarea
        value={text}
        maxLength={LONGEST_STATEMENT}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => set(target.value)}
      />
    </label>
  );
}
