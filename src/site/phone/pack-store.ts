/**
 * Packs on the phone: what is held, and how another takes its place. What came over the line is kept only when
 * it is whole and ours; until then, and after every failure, the pack that is on the phone stays.
 */
import { applyDifference, readDifferenceHead } from '../../finder/pack-difference.ts';
import { PackFileError, readHeader } from '../../finder/pack-file.ts';
import { CHECKED, isKeeping, PACKS } from './kept.ts';
import { checkPack, isWhole, type PackCheck } from './pack-check.ts';

/** The whole territory has no `name`, only its code as `area`. A list without `id`s has no differences either. */
export type PackEntry = {
  area: string;
  name?: string;
  lang?: string;
  file: string;
  bytes: number;
  id?: string;
};
export type PackList = { packs?: PackEntry[]; publicKey?: string };
export type Held = {
  content: Uint8Array<ArrayBuffer>;
  /** As the list names packs. */
  id: string;
  /** ms since 1970 UTC. */
  generatedAt: number;
  checked: string;
};
export type Arrived = PackCheck | 'failed';

export const addressOf = ({ file }: Pick<PackEntry, 'file'>): string => `/packs/${file}`;
const beside = ({ file }: PackEntry, end: string): string =>
  `/packs/${file.replace(/\.whp$/, end)}`;

/** The list of packs; nothing without a network. */
export async function packList(): Promise<PackList | undefined> {
  const answer = await fetch('/packs/index.json').catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as PackList) : undefined;
}

/** The pack on the phone; nothing when there is none, or it was spoilt since. */
export async function heldPack(address: string): Promise<Held | undefined> {
  const kept = await caches.match(address, { cacheName: PACKS });
  if (!kept) return undefined;
  const content = new Uint8Array(await kept.arrayBuffer());
  try {
    if (!(await isWhole(content, crypto.subtle))) return undefined;
    return {
      content,
      id: (await sha256(content)).slice(0, 16),
      generatedAt: readHeader(content).generatedAt,
      checked: kept.headers.get(CHECKED) ?? '',
    };
  } catch {
    return undefined;
  }
}

/** Bytes of the difference between the held pack and the newest; nothing when there is none. */
export async function bytesOfChanges(entry: PackEntry, held: Held): Promise<number | undefined> {
  if (entry.id === undefined) return undefined;
  const answer = await fetch(beside(entry, '.changes.json')).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { from } = (await answer.json()) as { from?: Record<string, number> };
  return from?.[held.id];
}

/** Loads a pack whole. */
export async function loadWhole(entry: PackEntry, publicKey?: string): Promise<Arrived> {
  return arrival(async () => {
    const answer = await fetch(addressOf(entry), { cache: 'no-store' });
    return answer.ok ? keep(entry, await contentOf(answer), publicKey) : 'failed';
  });
}

/**
 * Loads what has changed and makes the newest pack of it. A server that does not know the held pack any more leads
 * to the whole one: then this gives `bad`, before anything of that is loaded.
 */
export async function loadChanges(
  entry: PackEntry,
  held: Held,
  publicKey?: string,
): Promise<Arrived> {
  return arrival(async () => {
    const from = beside(entry, `.${held.id}.whd`);
    const answer = await fetch(from, { cache: 'no-store', redirect: 'manual' });
    if (!answer.ok) return 'bad';
    const difference = await contentOf(answer);
    try {
      const made = applyDifference(difference, held.content);
      const { result } = readDifferenceHead(difference);
      if ((await sha256(made)) !== hex(result)) return 'bad';
      return await keep(entry, made, publicKey);
    } catch (error) {
      if (error instanceof PackFileError) return 'bad';
      throw error;
    }
  });
}

async function arrival(work: () => Promise<Arrived>): Promise<Arrived> {
  try {
    return await work();
  } catch {
    return 'failed';
  }
}

async function keep(
  entry: PackEntry,
  content: Uint8Array<ArrayBuffer>,
  publicKey: string | undefined,
): Promise<Arrived> {
  const check = await checkPack(content, publicKey, crypto.subtle);
  if (check === 'bad') return check;
  const headers = {
    'content-type': 'application/octet-stream',
    [CHECKED]: check,
    // The worker knows by this that another pack has come.
    date: new Date().toISOString(),
  };
  const packs = await caches.open(PACKS);
  // What is deleted from here on takes this pack with it.
  if (!(await isKeeping())) {
    await caches.delete(PACKS);
    return 'failed';
  }
  await packs.put(addressOf(entry), new Response(content, { headers }));
  return check;
}

const contentOf = async (answer: Response): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await answer.arrayBuffer());

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', content)));
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
