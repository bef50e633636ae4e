/** From committed leaves to published files: tiles first, then the checkpoint that covers them. */
import { type Checkpoint, readCheckpoint, signCheckpoint, vkeyOf } from './checkpoint.ts';
import type { LogFolder } from './log-folder.ts';
import { type NoteKey, type NoteSigner, parseVkey } from './signed-note.ts';
import { type LogFile, TileTree } from './tile-tree.ts';

/** The database and the published files do not tell the same past. Nothing more is signed until a person looks. */
export class ForkRefused extends Error {
  override name = 'ForkRefused';
}

/** The clock stands before what is already signed or logged. */
export class ClockWentBack extends Error {
  override name = 'ClockWentBack';
}

/** Leaves from index `from` to before `to`, in order. */
export type ReadLeaves = (from: number, to: number) => AsyncIterable<Buffer>;

/** An idle log is signed anew this often, so that an old checkpoint can be told from a quiet log. */
const HEARTBEAT_SECONDS = 60;
const FILES_AT_ONCE = 64;

export class Publisher {
  #log: LogFolder;
  #signer: NoteSigner;
  #key: NoteKey;
  #tree: TileTree | undefined;

  constructor(log: LogFolder, signer: NoteSigner) {
    this.#log = log;
    this.#signer = signer;
    this.#key = parseVkey(vkeyOf(signer));
  }

  /**
   * The checkpoint that is published now; undefined before the first.
   * @throws ForkRefused when another key signed it.
   */
  async published(): Promise<Checkpoint | undefined> {
    const bytes = await this.#log.read('checkpoint');
    try {
      return bytes && readCheckpoint(bytes, this.#key);
    } catch (error) {
      const says = `the published checkpoint is not ours: ${(error as Error).message}`;
      throw new ForkRefused(says, { cause: error });
    }
  }

  /**
   * Publishes all `size` leaves at time `now` (ms). Whatever a crash left half done is done again: files that
   * are there stay, the tree is taken up from its right edge, or, where that is lost, made anew from the leaves.
   * @throws ForkRefused, ClockWentBack, RewriteRefused; then nothing new was signed.
   */
  async publish(size: number, leaves: ReadLeaves, now: number): Promise<Checkpoint> {
    const time = Math.floor(now / 1000);
    const last = await this.published();
    if (last && time < last.time)
      throw new ClockWentBack(`it is ${iso(time)}, the checkpoint is of ${iso(last.time)}`);
    if (last && size < last.size)
      throw new ForkRefused(`${last.size} leaves are published, the database holds ${size}`);
    const tree = await this.#treeOf(last, leaves);
    if (last?.size === size && time - last.time < HEARTBEAT_SECONDS) {
      this.#tree = tree;
      return last;
    }
    const full = await this.#extend(tree, leaves, size);
    await this.#log.writeOnce(tree.partial());
    const root = tree.root();
    await this.#log.writeCheckpoint(await signCheckpoint(this.#signer, { size, root, time }));
    for (const path of full) await this.#log.dropPartials(path);
    this.#tree = tree;
    return { origin: this.#signer.name, size, root, time };
  }

  async #treeOf(last: Checkpoint | undefined, leaves: ReadLeaves): Promise<TileTree> {
    const kept = this.#tree;
    this.#tree = undefined;
    if (!last) return new TileTree();
    const same = (tree: TileTree | undefined): tree is TileTree =>
      tree?.size === last.size && tree.root().equals(last.root);
    if (same(kept)) return kept;
    const restored = await TileTree.restore(this.#log.read, last.size);
    if (same(restored)) return restored;
    const anew = new TileTree();
    await this.#extend(anew, leaves, last.size);
    if (!same(anew))
      throw new ForkRefused(`the first ${last.size} leaves are not those that were signed`);
    await this.#log.writeOnce(anew.partial());
    return anew;
  }

  /** Appends leaves up to `size` and writes the files that become full; gives their paths. */
  async #extend(tree: TileTree, leaves: ReadLeaves, size: number): Promise<string[]> {
    const paths: string[] = [];
    let files: LogFile[] = [];
    const write = async (): Promise<void> => {
      await this.#log.writeOnce(files);
      paths.push(...files.map(({ path }) => path));
      files = [];
    };
    if (tree.size < size)
      for await (const leaf of leaves(tree.size, size)) {
        files.push(...tree.append(leaf));
        if (files.length >= FILES_AT_ONCE) await write();
      }
    await write();
    if (tree.size !== size)
      throw new ForkRefused(`leaf ${tree.size} of ${size} is missing in the database`);
    return paths;
  }

  /**
   * Writes again, from the leaves, every file of the published log that is missing. Gives how many leaves it
   * read. @throws ForkRefused when the leaves are not those that were signed, RewriteRefused as `publish`.
   */
  async rebuild(leaves: ReadLeaves): Promise<number> {
    const last = await this.published();
    if (!last) return 0;
    const tree = new TileTree();
    await this.#extend(tree, leaves, last.size);
    if (!tree.root().equals(last.root))
      throw new ForkRefused(`the first ${last.size} leaves are not those that were signed`);
    await this.#log.writeOnce(tree.partial());
    return tree.size;
  }
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
