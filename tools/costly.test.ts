/** docs/costly.md beside the code: every costly kind of work has a row, and every bound is the one in the code (ASVS 15.1.3). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Kinds of work that cost by what somebody else sends, or much by themselves. */
const COSTLY: Readonly<Record<string, RegExp>> = {
  'a body larger or smaller than others': /\bbodyLimit:/,
  'a file of a form': /\bfileSize:/,
  'a stretched password': /from '@node-rs\/argon2'|\bscrypt\(/,
  'a picture': /^import (?!type )[^;]*from 'sharp'/m,
  'a document': /from 'mupdf'/,
  letters: /from 'harfbuzzjs'/,
  unpacking:
    /from 'yauzl'|\b(gunzip|inflate|inflateRaw|unzip|brotliDecompress|zstdDecompress)(Sync)?\b|create\w*Decompress\b/,
  packing: /\b(gzip|brotliCompress|deflate)(Sync)?\b.*from 'node:zlib'/,
  'a thread': /new Worker\(/,
  'a program': /from 'node:child_process'|\.spawn\(/,
  'a build': /^import (?!type )[^;]*from 'esbuild'/m,
};
const IN_BROWSERS =
  /^src\/(site\/phone|console\/(tablet|script)|console\/pages\/protected\/browser)\//;

const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter(
    (path) =>
      /\.tsx?$/.test(path) && !/\.test\.tsx?$|testing/.test(path) && !IN_BROWSERS.test(path),
  );
const rows = read('docs/costly.md')
  .split('\n')
  .filter((line) => line.endsWith('.ts` |'))
  .map((line) => {
    const [what = '', , , bounds = '', where = ''] = line.slice(2, -2).split(' | ');
    const marked = (cell: string): string[] =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    return { what, bounds: marked(bounds), paths: marked(where).map((path) => `src/${path}`) };
  });

describe('docs/costly.md', () => {
  it.each(Object.entries(COSTLY))('has a row wherever there is %s', (_kind, sign) => {
    const named = new Set(rows.flatMap(({ paths }) => paths));
    const found = files.filter((path) => sign.test(read(path)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((path) => !named.has(path))).toEqual([]);
  });

  it('gives every bound as the code has it', () => {
    for (const { what, bounds, paths } of rows) {
      expect([what, bounds.length > 0]).toEqual([what, true]);
      const code = paths.map(read).join('\n').replaceAll(/\s+/g, ' ');
      for (const bound of bounds) {
        const at = code.indexOf(bound);
        // "= 500" is not the beginning of another number.
        expect([
          what,
          bound,
          at >= 0 && !/\w/.test(/\d$/.test(bound) ? (code[at + bound.length] ?? '') : ''),
        ]).toEqual([what, bound, true]);
      }
    }
  });
});
