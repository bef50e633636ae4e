/** Where c2sp.org/tlog-tiles puts things: `tile/<level>/<n>`, `tile/entries/<n>`, and `.p/<width>` while partial. */
export const TILE_WIDTH = 256;

export type TileLevel = number | 'entries';
export type TilePath = { level: TileLevel; n: number; width: number };

/** `width` from 1 to 256; 256 is a full tile. */
export function tilePath({ level, n, width }: TilePath): string {
  const digits = String(n).padStart(3 * Math.ceil(String(n).length / 3), '0');
  const parts = digits.match(/\d{3}/g) as string[];
  const index = parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join('/');
  return `tile/${level}/${index}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Undefined for anything that is not exactly such a path. */
export function parseTilePath(path: string): TilePath | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const level: TileLevel = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const n = Number((match[2] as string).replace(/[x/]/g, ''));
  const parsed: TilePath = {
    level,
    n,
    width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
  };
  return parsed.width > 0 && (level === 'entries' || level < 64) && tilePath(parsed) === path
    ? parsed
    : undefined;
}

/** How many hashes at tile level `level` a tree of `size` leaves has. */
export function levelCount(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** How wide tile `n` at `level` is in a tree of `size` leaves: 0 (not there) to 256. */
export function tileWidth(size: number, level: TileLevel, n: number): number {
  const count = levelCount(size, level === 'entries' ? 0 : level);
  return Math.max(0, Math.min(TILE_WIDTH, count - n * TILE_WIDTH));
}
