/** What comes over the web stays in a folder of its own until the scanner has seen it, and while it is read. */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scan } from '../../../firewall/files/index.ts';
import type { Input } from './bounds.ts';

/** `input`, fetched once and scanned. @throws what `scan` throws, and what the source does; nothing is left behind then */
export async function scanned(input: Input, scan: Scan): Promise<Input> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-scanned-'));
  const close = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    await input.close();
  };
  try {
    const files: Input['files'] = [];
    for (const [n, file] of input.files.entries()) {
      const path = join(folder, String(n));
      const handle = await open(path, 'wx', 0o600);
      let size = 0;
      try {
        for await (const chunk of file.open()) {
          await handle.writeFile(chunk);
          size += chunk.length;
        }
      } finally {
        await handle.close();
      }
      const read = () => createReadStream(path) as AsyncIterable<Uint8Array>;
      await scan(read());
      files.push({ name: file.name, size, open: read });
    }
    return { files, close };
  } catch (error) {
    await close();
    throw error;
  }
}
