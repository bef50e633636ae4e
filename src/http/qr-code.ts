/** QR codes (ISO/IEC 18004) as a path for SVG, made on the server, so that no text in them travels to anybody else. */
import { encode } from 'uqr';

const QUIET = 4;

/**
 * The code of a text: `path` for one filled SVG path in a square of `size` units, the quiet edge included.
 * Capital letters and digits take little more than half the room (alphanumeric mode).
 * @param level L where the picture is printed large and the text is long, M where it is photographed from a screen
 * @throws RangeError when no code holds the text
 */
export function qrPath(text: string, level: 'L' | 'M'): { path: string; size: number } {
  const { size, data } = encode(text, { ecc: level, border: 0, boostEcc: false });
  let path = '';
  for (const [y, row] of data.entries())
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      path += `M${from + QUIET} ${y + QUIET}h${x - from + 1}v1h${from - x - 1}z`;
    }
  return { path, size: size + 2 * QUIET };
}

/** The code as SVG, black on white whatever the theme, at most as wide as a small phone. */
export function qrSvg(text: string, level: 'L' | 'M'): string {
  const { path, size } = qrPath(text, level);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="320" height="320" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}
