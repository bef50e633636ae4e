/**
 * The keystore: a folder with one file for each living epoch, holding its key wrapped under the root.
 * These keys are never in a database: what is deleted here is in no backup, no WAL and no dead row.
 * A journaling or copying file system may still hold old blocks; they are wrapped under the root.
 */
import { randomBytes } from 'node:crypto';
import { access, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../http/problem.ts';
import { FIRST_FORM, type Form } from './forms.ts';
import { derive, KEY_BYTES, unwrap, wrap } from './hierarchy.ts';
import { openRoot, type RootOptions, syncFolder, writeNew } from './root.ts';

export type Keystore = {
  /** Numbers of the epochs whose keys are here, oldest first. */
  epochs(): Promise<number[]>;
  /** A copy of an epoch's key, which the caller wipes. @throws Problem `unavailable` when it is not here. */
  epochKey(epoch: number): Promise<Buffer>;
  /** Makes the key of an epoch unless it is here, and wraps it in the form of that epoch. */
  makeEpoch(epoch: number, form?: Form): Promise<void>;
  /** Puts a known key in: recovery. */
  putEpoch(epoch: number, key: Buffer, form?: Form): Promise<void>;
  /** Overwrites and removes the key of an epoch; twice does nothing. */
  destroyEpoch(epoch: number): Promise<void>;
  /** What the holders of shares can open; undefined before the first `keys shares`. */
  recovery(): Promise<Recovery | undefined>;
  setRecovery(recovery: Recovery): Promise<void>;
  readonly folder: string;
  /** A secret of this node for one use, named by `label`: 32 bytes, the same as long as the root is. */
  derived(label: string): Buffer;
  /** Wipes the root from memory. */
  close(): void;
};

/** An age recipient, and its identity wrapped under the secret that was split into shares (base64url). */
export type Recovery = { recipient: string; identity: string };

const FILE = /^epoch-([1-9][0-9]{0,8})\.key$/;
const RECOVERY = 'recovery.json';

/** Whether shares were ever made for the keystore in this folder; it is not opened. */
export const hasRecovery = (folder: string): Promise<boolean> =>
  access(join(folder, RECOVERY)).then(
    () => true,
    () => false,
  );

/** @throws Problem as `openRoot`. */
export async function openKeystore(options: RootOptions): Promise<Keystore> {
  const root = await openRoot(options);
  const wrapping = derive(root, 'epochs');
  const labels = derive(root, 'labels');
  root.fill(0);
  const { folder } = options;
  const fileOf = (epoch: number): string => join(folder, `epoch-${epoch}.key`);
  const isHere = async (epoch: number): Promise<boolean> => (await epochs()).includes(epoch);
  async function epochs(): Promise<number[]> {
    return (await readdir(folder))
      .flatMap((file) => Number(FILE.exec(file)?.[1] ?? []))
      .filter((epoch) => epoch > 0)
      .sort((a, b) => a - b);
  }
  const putEpoch = async (epoch: number, key: Buffer, form: Form = FIRST_FORM): Promise<void> => {
    const wrapped = wrap(wrapping, `epoch|${epoch}`, key, form);
    await writeNew(fileOf(epoch), `${wrapped.toString('base64url')}\n`);
  };
  return {
    folder,
    epochs,
    putEpoch,
    async epochKey(epoch) {
      const text = await readFile(fileOf(epoch), 'utf8').catch(() => '');
      const key = unwrap(wrapping, `epoch|${epoch}`, Buffer.from(text.trim(), 'base64url'));
      if (key) return key;
      throw new Problem('unavailable', {
        detail: `The keystore ${folder} ${text ? 'cannot open' : 'does not hold'} the key of epoch ${epoch}. It belongs to another database or was lost: see wayhouse keys recover.`,
      });
    },
    async makeEpoch(epoch, form) {
      if (await isHere(epoch)) return;
      const key = randomBytes(KEY_BYTES);
      await putEpoch(epoch, key, form);
      key.fill(0);
    },
    async destroyEpoch(epoch) {
      if (!(await isHere(epoch))) return;
      const file = await open(fileOf(epoch), 'r+');
      const { size } = await file.stat();
      await file.write(randomBytes(size), 0, size, 0);
      await file.sync();
      await file.close();
      await rm(fileOf(epoch), { force: true });
      await syncFolder(folder);
    },
    async recovery() {
      const text = await readFile(join(folder, RECOVERY), 'utf8').catch(() => '');
      return text ? (JSON.parse(text) as Recovery) : undefined;
    },
    setRecovery: (recovery) => writeNew(join(folder, RECOVERY), `${JSON.stringify(recovery)}\n`),
    derived: (label) => derive(labels, label),
    close() {
      wrapping.fill(0);
      labels.fill(0);
    },
  };
}
