/** The small scripts that run on the phone: built from `phone/` by esbuild when the server starts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

export type PhoneScript = {
  /** Address with the hash of its content, so that it can be kept for ever. */
  path: string;
  body: Buffer;
  /** Bytes on the line, brotli. */
  bytes: number;
};
/** `packs` is loaded by `enhance`, where packs are kept. */
export type PhoneScripts = Record<'enhance' | 'worker' | 'map' | 'packs', PhoneScript>;

const FOLDER = join(import.meta.dirname, 'phone');

/** Modules of which a worker needs less than a server, and what stands in for them in `phone/instead`. */
const INSTEAD: Readonly<Record<string, string>> = {
  'src/http/problem-codes.ts': 'problem-codes.ts',
  'src/site/asked-shapes.ts': 'asked-shapes.ts',
  'src/finder/stop-words.ts': 'stop-words.ts',
  '@noble/hashes/sha2.js': 'sha2.ts',
};

const instead: Plugin = {
  name: 'instead',
  setup(building) {
    building.onLoad(
      { filter: /(?:problem-codes\.ts|asked-shapes\.ts|stop-words\.ts|sha2\.js)$/ },
      ({ path }) => {
        const name = Object.keys(INSTEAD).find((end) => path.replaceAll('\\', '/').endsWith(end));
        const file = name && INSTEAD[name];
        if (!file || path.includes('instead')) return undefined;
        const stand = join(FOLDER, 'instead', file);
        return { contents: readFileSync(stand, 'utf8'), loader: 'ts', resolveDir: dirname(stand) };
      },
    );
  },
};

const MODULES: readonly string[] = ['map.ts', 'packs.ts'];

async function bundle(
  entry: string,
  { plugins = [], define = {} }: { plugins?: Plugin[]; define?: Record<string, string> } = {},
): Promise<Buffer> {
  const result = await build({
    entryPoints: [join(FOLDER, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: MODULES.includes(entry) ? 'esm' : 'iife',
    target: 'es2020',
    // The files are sent as UTF-8: no letter needs to be written as an escape.
    charset: 'utf8',
    plugins,
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

let built: Promise<PhoneScripts> | undefined;

/** Builds all, once for the program. @throws Error from esbuild, naming file and line, when a script cannot be built */
export function buildPhoneScripts(): Promise<PhoneScripts> {
  built ??= buildAll();
  return built;
}

async function buildAll(): Promise<PhoneScripts> {
  const [worker, map, packs] = await Promise.all([
    bundle('worker.ts', { plugins: [instead] }),
    bundle('map.ts'),
    bundle('packs.ts', { plugins: [instead] }).then((body) => script('packs', body)),
  ]);
  const define = { PACKS_SCRIPT: JSON.stringify(packs.path) };
  return {
    enhance: script('enhance', await bundle('enhance.ts', { define })),
    worker: { ...script('worker', worker), path: '/sw.js' },
    map: script('map', map),
    packs,
  };
}

/** A file of the map library. */
export function readMapFile(name: string): Buffer {
  return readFileSync(
    join(import.meta.dirname, '../../node_modules/maplibre-gl/dist', MAP_FILES[name] ?? name),
  );
}
