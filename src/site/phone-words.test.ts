import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { loadLanguages } from '../languages/catalogues.ts';
import { NOT_ON_PHONE, phoneWords } from './phone-words.ts';
import { SETTINGS } from './testing.ts';

test('a phone has the words of every page that it can make', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, 'phone/worker.ts')],
    bundle: true,
    write: false,
    metafile: true,
    treeShaking: true,
    logLevel: 'silent',
  });
  const used = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes('src/site'))
    .map(([path]) => path);
  expect(used.length).toBeGreaterThan(10);
  const languages = loadLanguages();
  for (const spoken of languages.offered) {
    const { catalogue } = phoneWords(
      spoken,
      languages.english.catalogue,
      SETTINGS,
      () => ({ css: '', hash: '' }),
      '/x.js',
    );
    const missing = used.flatMap((path) => {
      const source = readFileSync(path, 'utf8').replace(/^import .*|\/\*[\s\S]*?\*\//gm, '');
      // Ids written out, and beginnings of ids that are put together.
      return [...source.matchAll(/['`"]([a-z]+\.[\w.]*)/g)]
        .map(([, id = '']) => id)
        .filter((id) => id in languages.english.catalogue || NOT_ON_PHONE.test(id))
        .filter((id) => !(id in catalogue))
        .map((id) => `${path}: ${id}`);
    });
    expect(missing).toEqual([]);
  }
});
