/** The small scripts that run on the phone: built from `phone/` by esbuild when the server starts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

export type PhoneScript = {
  /** Address with the hash of its content, so that it can be kept for ever. */
  path: string;
  body: Buffer;
  /** Bytes on the line, brotli. */
  bytes: number;
};
export type PhoneScripts = { enhance: PhoneScript; worker: PhoneScript; map: PhoneScript };

const FOLDER = join(import.meta.dirname, 'phone');

async function bundle(entry: string, define: Record<string, string> = {}): Promise<Buffer> {
  const result = await build({
    entryPoints: [join(FOLDER, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: entry === 'map.ts' ? 'esm' : 'iife',
    target: 'es2020',
    define,
    legalComments: 'none',
    external: ['/site/*'],
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error(`${entry} gave no output.`);
  return Buffer.from(file.contents);
}

function compressedSize(body: Buffer): number {
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
}

function script(name: string, body: Buffer): PhoneScript {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  return { path: `/site/${name}-${hash}.js`, body, bytes: compressedSize(body) };
}

/** Files of the map library that a tap on "Show the map" loads, by the name under `/site/`. */
export const MAP_FILES: Readonly<Record<string, string>> = {
  'maplibre-gl.mjs': 'maplibre-gl.mjs',
  'maplibre-gl-worker.mjs': 'maplibre-gl-worker.mjs',
  'maplibre-gl-shared.mjs': 'maplibre-gl-shared.mjs',
  'maplibre-gl.css': 'maplibre-gl.css',
};

/** Builds all. @throws Error from esbuild, naming file and line, when a script cannot be built */
export async function buildPhoneScripts(): Promise<PhoneScripts> {
  const [enhance, worker, map] = await Promise.all([
    bundle('enhance.ts'),
    bundle('worker.ts'),
    bundle('map.ts'),
  ]);
  return {
    enhance: script('enhance', enhance),
    worker: { ...script('worker', worker), path: '/sw.js' },
    map: script('map', map),
  };
}

/** A file of the map library. */
export function readMapFile(name: string): Buffer {
  return readFileSync(
    join(import.meta.dirname, '../../node_modules/maplibre-gl/dist', MAP_FILES[name] ?? name),
  );
}
