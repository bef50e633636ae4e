/** A picture beside a word: the page carries the shapes of all of them once. */
const FLIPPED = new Set([
  'leave',
  'back',
  'next',
  'walk',
  'interpreter',
  'lang',
  'find',
  'refer',
  'speak',
  'undo',
]);

export function Icon({ name }: { name: string }) {
  return (
    <svg className={FLIPPED.has(name) ? 'i f' : 'i'} aria-hidden="true" focusable="false">
      <use href={`#${name}`} />
    </svg>
  );
}
