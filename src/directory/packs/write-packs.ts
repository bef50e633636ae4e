/** The public packs of a deployment in a folder: one file a language with what changed in it, and their list. */
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../database/index.ts';
import type { NeedLabels } from '../../finder/index.ts';
import { buildTerritoryPack, type PackRequest } from './build-pack.ts';
import { type PackEntry, publish, publishPack } from './publish-pack.ts';
import { sweepPacks } from './sweep-packs.ts';

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
 * What the list does not name any more is cleared away.
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
    packs.push(
      await publishPack(folder, {
        area: territory,
        lang,
        content: bytes,
        listings,
        generatedAt: now,
      }),
    );
  }
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const list: PackList = { packs, publicKey: x };
  await publish(join(folder, 'index.json'), JSON.stringify(list));
  await sweepPacks(folder, packs, now);
  return list;
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
