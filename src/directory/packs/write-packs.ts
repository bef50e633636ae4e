/** The public packs of a deployment in a folder: one file a language, packed, and their list. */
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Database } from '../../database/index.ts';
import type { NeedLabels } from '../../finder/index.ts';
import { buildTerritoryPack, type PackRequest } from './build-pack.ts';

export type PackEntry = {
  area: string;
  lang: string;
  file: string;
  /** What the phone loads, in bytes. */
  bytes: number;
  listings: number;
  /** ms since 1970 UTC. */
  generatedAt: number;
};

/** `index.json`: the packs, and the key under which their headers are signed (raw Ed25519, base64url). */
export type PackList = { packs: PackEntry[]; publicKey: string };

export type WritePacksOptions = {
  folder: string;
  territory: string;
  languages: readonly { lang: string; tag: string }[];
  labels: NeedLabels;
  now: number;
  /** Further documents of a language, by its code. */
  more?: Readonly<Record<string, PackRequest['more']>>;
};

/**
 * Builds the packs of all `languages` and publishes them together: a reader sees the old list or the new one.
 * Holds its thread for seconds; a program that answers people uses `runPacks`.
 */
export async function writePacks(
  database: Database,
  options: WritePacksOptions,
): Promise<PackList> {
  const { folder, territory, languages, labels, now, more } = options;
  await mkdir(folder, { recursive: true });
  const key = await packKey(folder);
  const packs: PackEntry[] = [];
  for (const { lang, tag } of languages) {
    const { bytes, listings } = await buildTerritoryPack(database, {
      territory,
      lang,
      tag,
      labels,
      now,
      ...(more?.[lang] ? { more: more[lang] } : {}),
      sign: (header) => signBytes(null, header, key),
    });
    // Here and not in the pool of threads that packs answers: this thread may wait, they may not.
    const packed = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    const file = `${territory}-${lang}.whp`;
    await publish(join(folder, file), bytes);
    await publish(join(folder, `${file}.br`), packed);
    packs.push({ area: territory, lang, file, bytes: packed.length, listings, generatedAt: now });
  }
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const list: PackList = { packs, publicKey: x };
  await publish(join(folder, 'index.json'), JSON.stringify(list));
  return list;
}

async function publish(path: string, content: Uint8Array | string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, content);
  await rename(draft, path);
}

/** The publishing key of this installation; made once, readable by its owner only, never served. */
async function packKey(folder: string): Promise<ReturnType<typeof createPrivateKey>> {
  const path = join(folder, '..', 'pack-key.pem');
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept) return createPrivateKey(kept);
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(path, pem, { mode: 0o600, flag: 'wx' }).catch(() => {});
  return createPrivateKey(await readFile(path, 'utf8'));
}
