/**
 * `node test/attack/tamper-log.ts [--n 10000] [--seed 1]`
 *
 * Tampers with published logs in every way we could think of and holds each against the verifier, offline, from
 * the files alone. Two attackers: a *thief*, who can change every file and sign with a key of his own; and an
 * *insider*, who has the log's own key and signs whatever he likes. The verifier knows the log's public key, a
 * checkpoint that it saw before and, where said, a slip that somebody holds. The control is the same logs,
 * untouched: each must be sound, or the attack proves nothing.
 */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { signCheckpoint, readCheckpoint, vkeyOf } from '../../src/firewall/audit/checkpoint.ts';
import { decodeBundle, encodeBundle } from '../../src/firewall/audit/entry-bundle.ts';
import { type Leaf, leafBytes, parseLeaf } from '../../src/firewall/audit/leaf.ts';
import { mapSource } from '../../src/firewall/audit/log-source.ts';
import { makeReceipt, type Receipt } from '../../src/firewall/audit/receipt.ts';
import { parseVkey } from '../../src/firewall/audit/signed-note.ts';
import {
  publishTestLog,
  testLeaves,
  testSigner,
  testTime,
} from '../../src/firewall/audit/testing-log.ts';
import type { VerifyOptions } from '../../src/firewall/audit/verify-landmarks.ts';
import { verifyLog } from '../../src/firewall/audit/verify-log.ts';

type Files = Map<string, Buffer>;
type Random = (below: number) => number;

/** A log as its attacker finds it, and what the verifier remembers of it. */
type Scene = {
  leaves: readonly Buffer[];
  files: Files;
  /** The log when the verifier last saw it, and that checkpoint. */
  seen: number;
  seenFiles: Files;
  since: Buffer;
  random: Random;
};

/** The files after the attack; `with` says what the verifier has besides key and earlier checkpoint. */
type Attack = (
  scene: Scene,
) => Promise<{ files: Files; with?: Partial<VerifyOptions>; without?: 'since' } | undefined>;

const signer = testSigner();
const thief = testSigner(2);
const key = parseVkey(vkeyOf(signer));

const pick = <T>(list: readonly T[], random: Random): T => list[random(list.length)] as T;
const entryPaths = (files: Files): string[] =>
  [...files.keys()].filter((path) => path.startsWith('tile/entries/'));
const timeOf = (files: Files): number =>
  readCheckpoint(files.get('checkpoint') as Buffer, key).time;
const change = (leaf: Buffer, by: (leaf: Leaf) => Partial<Leaf>): Buffer => {
  const parsed = parseLeaf(leaf) as Leaf;
  return leafBytes({ ...parsed, ...by(parsed) });
};
const otherHash = (random: Random): string =>
  Buffer.from(Array.from({ length: 32 }, () => random(256))).toString('base64url');

/** One bundle with its entries changed, everything else as it was. */
function inBundle(scene: Scene, edit: (entries: Buffer[]) => Buffer[]): Files {
  const path = pick(entryPaths(scene.files), scene.random);
  const entries = edit(decodeBundle(scene.files.get(path) as Buffer) as Buffer[]);
  return new Map(scene.files).set(path, encodeBundle(entries));
}

/** Published anew by somebody with the log's own key. */
const byInsider = (scene: Scene, leaves: readonly Buffer[]): Promise<Files> =>
  publishTestLog(leaves, { signer, time: timeOf(scene.files) });

/** All files of changed leaves, under the checkpoint that the true log signed. */
async function underOldSignature(scene: Scene, leaves: readonly Buffer[]): Promise<Files> {
  const files = await byInsider(scene, leaves);
  return files.set('checkpoint', scene.files.get('checkpoint') as Buffer);
}

const slipOf = ({ files }: Scene, index: number): Promise<Receipt> =>
  makeReceipt(async (path) => files.get(path), key, index);

/** An entry after the seen part, for which a later one of the same producer exists. */
function droppable({ leaves, seen, random }: Scene): number | undefined {
  const last = new Map<number, number>();
  for (const [index, leaf] of leaves.entries()) last.set((parseLeaf(leaf) as Leaf).producer, index);
  const fit = leaves
    .keys()
    .filter((index) => index >= seen)
    .filter(
      (index) => (last.get((parseLeaf(leaves[index] as Buffer) as Leaf).producer) ?? 0) > index,
    )
    .toArray();
  return fit.length ? pick(fit, random) : undefined;
}

export const ATTACKS: Record<string, Attack> = {
  'thief: a file dropped': async ({ files, random }) => {
    const left = new Map(files);
    left.delete(pick([...files.keys()], random));
    return { files: left };
  },
  'thief: an entry dropped': async (scene) => ({
    files: inBundle(scene, (entries) => entries.toSpliced(scene.random(entries.length), 1)),
  }),
  'thief: an entry dropped, tiles made anew': async (scene) => ({
    files: await underOldSignature(
      scene,
      scene.leaves.toSpliced(scene.random(scene.leaves.length), 1),
    ),
  }),
  'thief: an entry put in': async (scene) => ({
    files: inBundle(scene, (entries) =>
      entries.toSpliced(scene.random(entries.length), 0, pick(scene.leaves, scene.random)),
    ),
  }),
  'thief: two entries swapped': async (scene) => ({
    files: inBundle(scene, (entries) => swapped(entries, scene.random)),
  }),
  'thief: two entries swapped, tiles made anew': async (scene) => ({
    files: await underOldSignature(scene, swapped(scene.leaves, scene.random)),
  }),
  'thief: two files swapped': async ({ files, random }) => {
    const [a, b] = [pick([...files.keys()], random), pick([...files.keys()], random)];
    return { files: new Map(files).set(a, files.get(b) as Buffer).set(b, files.get(a) as Buffer) };
  },
  'thief: a bit flipped': async ({ files, random }) => {
    const path = pick([...files.keys()], random);
    const bytes = Buffer.from(files.get(path) as Buffer);
    bytes[random(bytes.length)]! ^= 1 << random(8);
    return { files: new Map(files).set(path, bytes) };
  },
  'thief: an entry edited, tiles made anew': async (scene) => ({
    files: await underOldSignature(scene, edited(scene, scene.random(scene.leaves.length))),
  }),
  'thief: a file truncated': async ({ files, random }) => {
    const path = pick([...files.keys()], random);
    const bytes = files.get(path) as Buffer;
    return { files: new Map(files).set(path, bytes.subarray(0, random(bytes.length))) };
  },
  'thief: the log truncated': async (scene) => ({
    files: await underOldSignature(scene, scene.leaves.slice(0, scene.random(scene.leaves.length))),
  }),
  'thief: signed again with another key': async (scene) => ({
    files: await publishTestLog(edited(scene, scene.random(scene.leaves.length)), {
      signer: thief,
      time: timeOf(scene.files),
    }),
  }),
  'thief: untouched, but signed by another key': async (scene) => ({
    files: await publishTestLog(scene.leaves, { signer: thief, time: timeOf(scene.files) }),
  }),
  'thief: rolled back behind what was seen': async (scene) => {
    const size = scene.random(scene.seen);
    return { files: await publishTestLog(scene.leaves.slice(0, size), { time: testTime(size) }) };
  },
  'thief: stale checkpoint put back, files left': async (scene) => {
    const size = scene.random(scene.leaves.length);
    const old = await publishTestLog(scene.leaves.slice(0, size), { time: testTime(size) });
    const checkpoint = old.get('checkpoint') as Buffer;
    return {
      files: new Map([...old, ...scene.files]).set('checkpoint', checkpoint),
      without: 'since',
    };
  },
  'thief: stale log, held against the clock': async (scene) => {
    const size = scene.seen + scene.random(scene.leaves.length - scene.seen);
    // Checkpoints of one second cannot be told apart by their time.
    if (testTime(size) === timeOf(scene.files)) return undefined;
    return {
      files: await publishTestLog(scene.leaves.slice(0, size), { time: testTime(size) }),
      with: { notBefore: timeOf(scene.files) },
    };
  },
  'insider: forked before what was seen': async (scene) => ({
    files: await byInsider(scene, edited(scene, scene.random(scene.seen))),
  }),
  'insider: rewritten against a slip': async (scene) => {
    const index = scene.seen + scene.random(scene.leaves.length - scene.seen);
    return {
      files: await byInsider(scene, edited(scene, index)),
      with: { receipts: [await slipOf(scene, scene.random(scene.leaves.length))] },
    };
  },
  'insider: rolled back behind a slip': async (scene) => {
    const size = scene.seen + scene.random(scene.leaves.length - scene.seen);
    return {
      files: await publishTestLog(scene.leaves.slice(0, size), { time: timeOf(scene.files) }),
      with: { receipts: [await slipOf(scene, scene.random(size || 1))] },
    };
  },
  'insider: an act dropped (producer gap)': async (scene) => {
    const index = droppable(scene);
    if (index === undefined) return undefined;
    return { files: await byInsider(scene, scene.leaves.toSpliced(index, 1)) };
  },
  'insider: an act renumbered': async (scene) => {
    const index = scene.random(scene.leaves.length);
    return {
      files: await byInsider(
        scene,
        scene.leaves.with(
          index,
          change(scene.leaves[index] as Buffer, ({ n }) => ({ n: n + 1 + scene.random(5) })),
        ),
      ),
    };
  },
  'insider: an act doubled': async (scene) => {
    const index = scene.random(scene.leaves.length);
    const leaf = scene.leaves[index] as Buffer;
    return { files: await byInsider(scene, scene.leaves.toSpliced(index, 0, leaf)) };
  },
  'insider: a leaf before its time': async (scene) => {
    const before = scene.seen + scene.random(scene.leaves.length - scene.seen);
    // The first leaf has nothing to be before.
    if (before === 0) return undefined;
    const t = `2026-11-01T07:5${scene.random(10)}Z`;
    return {
      files: await byInsider(
        scene,
        scene.leaves.with(
          before,
          change(scene.leaves[before] as Buffer, () => ({ t })),
        ),
      ),
    };
  },
  'insider: a checkpoint before the one seen': async (scene) => ({
    files: await publishTestLog(scene.leaves, {
      time: readCheckpoint(scene.since, key).time - 1 - scene.random(100_000),
    }),
  }),
  'insider: a checkpoint before its entries': async (scene) => ({
    files: await publishTestLog(scene.leaves, { time: testTime(0) - 60 - scene.random(100_000) }),
    without: 'since',
  }),
  'insider: a leaf with a name in it': async (scene) => {
    const index = scene.random(scene.leaves.length);
    const text = String(scene.leaves[index]).replace('{', '{"name":"Nadia",');
    return { files: await byInsider(scene, scene.leaves.with(index, Buffer.from(text))) };
  },
  'insider: another root signed': async (scene) => {
    const { size, time } = readCheckpoint(scene.files.get('checkpoint') as Buffer, key);
    const root = Buffer.from(otherHash(scene.random), 'base64url');
    const checkpoint = await signCheckpoint(signer, { size, root, time });
    return { files: new Map(scene.files).set('checkpoint', checkpoint) };
  },
};

function swapped(entries: readonly Buffer[], random: Random): Buffer[] {
  const [a, b] = [random(entries.length), random(entries.length)];
  return entries.with(a, entries[b] as Buffer).with(b, entries[a] as Buffer);
}

function edited({ leaves, random }: Scene, index: number): Buffer[] {
  const edits: ((leaf: Leaf) => Partial<Leaf>)[] = [
    () => ({ ca: otherHash(random) }),
    () => ({ cs: otherHash(random) }),
    ({ purpose }) => ({ purpose: purpose === 'tally' ? 'statistics' : 'tally' }),
    () => ({ act: 'close' }),
    () => ({ org: '00000000-0000-4000-8000-000000000002' }),
    () => ({ store: 'legal' }),
  ];
  return leaves.with(index, change(leaves[index] as Buffer, pick(edits, random)));
}

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Sizes around the widths of tiles, so that every edge is met. */
const SIZES = [1, 2, 40, 255, 256, 257, 300, 511, 512, 513, 700];

async function sceneOf(round: number, random: Random): Promise<Scene> {
  const size = SIZES[round % SIZES.length] as number;
  const leaves = [...testLeaves(size, random(1_000_000))];
  const seen = Math.max(1, Math.floor((size * (1 + random(9))) / 10)) - Number(size === 1);
  const [files, seenFiles] = await Promise.all(
    [size, seen].map((upTo) => publishTestLog(leaves.slice(0, upTo), { time: testTime(upTo) })),
  );
  const since = (seenFiles as Files).get('checkpoint') as Buffer;
  return { leaves, files: files as Files, seen, seenFiles: seenFiles as Files, since, random };
}

const same = (a: Files, b: Files): boolean =>
  a.size === b.size && [...a].every(([path, bytes]) => b.get(path)?.equals(bytes));

export type TamperReport = {
  /** For each kind: how often it was tried, how often the verifier said broken or incomplete, what escaped. */
  kinds: Record<string, { tried: number; broken: number; incomplete: number; missed: string[] }>;
  tried: number;
  caught: number;
  /** Untouched logs, and how many of them were called sound: must be all. */
  controls: number;
  sound: number;
};

/** Runs at least `n` tamperings, as many of each kind; an attack that changed nothing is not counted. */
export async function tamper(n: number, seed = 1): Promise<TamperReport> {
  const random = randomOf(seed);
  const report: TamperReport = { kinds: {}, tried: 0, caught: 0, controls: 0, sound: 0 };
  for (const name of Object.keys(ATTACKS))
    report.kinds[name] = { tried: 0, broken: 0, incomplete: 0, missed: [] };
  const each = Math.ceil(n / Object.keys(ATTACKS).length);
  const due = (): string[] =>
    Object.keys(ATTACKS).filter((name) => (report.kinds[name]?.tried ?? 0) < each);
  for (let round = 0; due().length > 0; round++) {
    const scene = await sceneOf(round, random);
    const slip = await slipOf(scene, random(scene.leaves.length));
    const control = await verifyLog(mapSource(scene.files), {
      key,
      since: scene.since,
      receipts: [slip],
      notBefore: timeOf(scene.files),
    });
    report.controls++;
    if (control.state === 'sound') report.sound++;
    for (const name of due()) {
      const kind = report.kinds[name] as TamperReport['kinds'][string];
      const attack = await attempt(name, scene);
      if (!attack || same(attack.files, scene.files)) continue;
      const { state } = await verifyLog(mapSource(attack.files), {
        key,
        ...(attack.without !== 'since' && { since: scene.since }),
        ...attack.with,
      });
      kind.tried++;
      report.tried++;
      if (state === 'sound') kind.missed.push(`round ${round}, ${scene.leaves.length} entries`);
      else kind[state]++;
      if (state !== 'sound') report.caught++;
    }
  }
  return report;
}

/** Some attacks need something that a tiny log has not: then there is none. */
function attempt(name: string, scene: Scene): ReturnType<Attack> {
  const { seen, leaves } = scene;
  if (seen === 0 && /seen|stale|slip/.test(name)) return Promise.resolve(undefined);
  if (leaves.length === seen) return Promise.resolve(undefined);
  return (ATTACKS[name] as Attack)(scene);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const started = performance.now();
  const { kinds, tried, caught, controls, sound } = await tamper(
    Number(values.n),
    Number(values.seed),
  );
  const lines = Object.entries(kinds).map(
    ([name, { tried: times, broken, incomplete, missed }]) =>
      `| ${name} | ${times} | ${broken} | ${incomplete} | ${missed.length}${missed[0] ? ` (${missed[0]})` : ''} |`,
  );
  process.stdout.write(
    [
      '| Tampering | tried | broken | incomplete | missed |',
      '| --- | --: | --: | --: | --: |',
      ...lines,
      '',
      `${caught} of ${tried} tamperings caught; ${sound} of ${controls} untouched logs sound; ${((performance.now() - started) / 1000).toFixed(0)} s.`,
      '',
    ].join('\n'),
  );
  process.exitCode = caught === tried && sound === controls ? 0 : 1;
}
