/** The slip of one entry, as text for its QR code, as soon as the log is signed that far. */
import { readFolder } from './log-folder.ts';
import { encodeReceipt, makeReceipt, ReceiptError } from './receipt.ts';
import { parseVkey } from './signed-note.ts';

export type PublishedLog = { folder: string; vkey: string };

/**
 * Waits at most `patience` ms for the sequencer.
 * @param leaf asked again at each try: the entry is only known once it is in the tree
 * @returns the text (`WHL1:…`); undefined when it is not there yet: ask again in a few seconds.
 */
export async function slipOf(
  { folder, vkey }: PublishedLog,
  leaf: () => Promise<number | undefined>,
  patience = 3_000,
): Promise<string | undefined> {
  const read = readFolder(folder);
  const key = parseVkey(vkey);
  for (let waited = 0; ; waited += TRY_EVERY) {
    const index = await leaf();
    try {
      if (index !== undefined) return encodeReceipt(await makeReceipt(read, key, index));
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
    }
    if (waited >= patience) return undefined;
    await new Promise((done) => setTimeout(done, TRY_EVERY));
  }
}

const TRY_EVERY = 1_000;
