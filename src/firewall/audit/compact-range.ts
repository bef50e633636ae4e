import { EMPTY_ROOT, nodeHash } from './tree-hash.ts';

/**
 * The least that is needed to go on appending to a tree and to know its root: the hashes of the whole
 * subtrees, largest first, one for each 1 in the binary form of the size.
 */
export class CompactRange {
  #size = 0;
  #nodes: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  /** Takes the hash of the next leaf. */
  append(leaf: Buffer): void {
    this.#nodes.push(leaf);
    this.#size++;
    for (let rest = this.#size; rest % 2 === 0; rest /= 2) this.#join();
  }

  /** The Merkle tree hash of all leaves so far (RFC 6962, section 2.1). */
  root(): Buffer {
    return foldRight(this.#nodes);
  }

  #join(): void {
    const right = this.#nodes.pop() as Buffer;
    const left = this.#nodes.pop() as Buffer;
    this.#nodes.push(nodeHash(left, right));
  }
}

/** The root over whole subtrees given largest first. */
export function foldRight(nodes: readonly Buffer[]): Buffer {
  return nodes.length === 0
    ? EMPTY_ROOT
    : nodes.reduceRight((right, left) => nodeHash(left, right));
}
