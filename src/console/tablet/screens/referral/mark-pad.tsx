/** A field to draw a mark or a name in: lines as numbers, nothing else of how it was drawn. A tap is a mark too. */
import { type PointerEvent, useRef, useState } from 'react';

export type Stroke = readonly number[];
const WIDE = 1000;
const HIGH = 400;
/** More than this is no mark: the store and the line stay small. */
const MOST_NUMBERS = 6000;

export function MarkPad({
  label,
  strokes,
  set,
}: {
  label: string;
  strokes: readonly Stroke[];
  set: (strokes: Stroke[]) => void;
}) {
  const drawing = useRef(false);
  const [now, setNow] = useState<number[]>([]);
  const at = ({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>): number[] => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return [
      Math.round(((clientX - left) / width) * WIDE),
      Math.round(((clientY - top) / height) * HIGH),
    ];
  };
  const end = (): void => {
    if (!drawing.current) return;
    drawing.current = false;
    if (strokes.flat().length + now.length <= MOST_NUMBERS) set([...strokes, now]);
    setNow([]);
  };
  return (
    <svg
      className="mark-pad"
      viewBox={`0 0 ${String(WIDE)} ${String(HIGH)}`}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drawing.current = true;
        setNow(at(event));
      }}
      onPointerMove={(event) => {
        if (drawing.current) setNow([...now, ...at(event)]);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <path className="line" d={`M60 ${String(HIGH - 70)}H${String(WIDE - 60)}`} />
      {[...strokes, ...(now.length ? [now] : [])].map((stroke, index) => (
        // Strokes are only ever added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <path key={index} className="ink" d={pathOf(stroke)} />
      ))}
    </svg>
  );
}

function pathOf(stroke: Stroke): string {
  const points: string[] = [];
  for (let n = 0; n + 1 < stroke.length; n += 2)
    points.push(`${String(stroke[n])} ${String(stroke[n + 1])}`);
  // A dot is a line of no length with round ends.
  return `M${points[0] ?? '0 0'}L${(points.length > 1 ? points.slice(1) : points).join(' ')}`;
}
