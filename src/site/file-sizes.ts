/** How many bytes a file has that goes from phone to phone: known without packing it anew for each view of the page that says so. */
import { compress } from '../http/packing.ts';

/**
 * @param of which file: of what, in which language
 * @param words all that its words are made of; another string is another file
 * @returns bytes, packed
 */
export type FileSizes = (of: string, words: string, make: () => Buffer) => Promise<number>;

export function openFileSizes(): FileSizes {
  const kept = new Map<string, { words: string; bytes: Promise<number> }>();
  const packed = async (make: () => Buffer): Promise<number> =>
    (await compress(make(), 'br')).length;
  return (of, words, make) => {
    const known = kept.get(of);
    if (known?.words === words) return known.bytes;
    const bytes = packed(make);
    kept.set(of, { words, bytes });
    // What failed is tried again by the next one.
    bytes.catch(() => kept.get(of)?.bytes === bytes && kept.delete(of));
    return bytes;
  };
}
