import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { exportHsds } from '../directory/index.ts';
import type { ExportOptions } from './options.ts';

/** `wayhouse export hsds`: the listed directory, on standard output or into a file. */
export async function exportHsdsTo(
  config: Config,
  { version, form, profile, output }: ExportOptions,
): Promise<void> {
  const house = await openHouse(config);
  try {
    const source = Readable.from(exportHsds(house.database, { version, form, profile }));
    await pipeline(source, output ? createWriteStream(output) : process.stdout, {
      end: Boolean(output),
    });
  } catch (error) {
    // The reader has had enough (`| head`).
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  } finally {
    await house.close();
  }
}
