/**
 * The scripts of the staff web app, bundled by esbuild. Libraries are fixed by the lock file and our own files by their
 * content; when neither changed, the bundle of last time is read from disk (0.4 s less at each start).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Metafile, type Plugin, version } from 'esbuild';

export const TABLET_FOLDER = join(import.meta.dirname, 'tablet');
const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/wayhouse/tablet.json');

export type Bundle = {
  /** Address of the first script. */
  main: string;
  /** Scripts that it imports at once. */
  first: readonly string[];
  /** Scripts that the store of a tablet needs beside them. */
  store: readonly string[];
  parts: readonly { path: string; text: string }[];
  /** The worker, without its list of files. */
  worker: string;
};

type Kept = { inputs: string[]; key: string; bundle: Bundle };

/** Packages of which a tablet needs less, and what stands in for them. */
const INSTEAD: Readonly<Record<string, string>> = {
  typebox: 'type.ts',
  'typebox/compile': 'compile.ts',
  '@noble/post-quantum/hybrid.js': 'other-keys.ts',
  '@noble/curves/nist.js': 'other-keys.ts',
};

/** Our own modules do nothing when they are only imported: what is not used of them is left out. */
const shaken: Plugin = {
  name: 'shaken',
  setup(building) {
    building.onResolve({ filter: /^(typebox|@noble)/ }, ({ path, importer }) => {
      const file = importer.includes('instead') ? undefined : INSTEAD[path];
      return file ? { path: join(TABLET_FOLDER, 'instead', file), sideEffects: false } : undefined;
    });
    building.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const file = resolve(resolveDir, path);
      const ours = file.startsWith(join(ROOT, 'src')) && existsSync(file);
      return ours && kind !== 'entry-point' ? { path: file, sideEffects: false } : undefined;
    });
  },
};

const COMMON = {
  bundle: true,
  minify: true,
  write: false,
  target: ['chrome111', 'firefox115', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [shaken],
} as const;

/** @throws Error from esbuild, naming file and line */
export async function bundleTablet(): Promise<Bundle> {
  const kept = readKept();
  if (kept && kept.key === keyOf(kept.inputs)) return kept.bundle;
  const [app, worker] = await Promise.all([
    build({
      ...COMMON,
      plugins: [shaken],
      target: [...COMMON.target],
      entryPoints: { main: join(TABLET_FOLDER, 'main.tsx') },
      format: 'esm',
      splitting: true,
      outdir: '/desk/assets',
      entryNames: '[name]-[hash]',
      chunkNames: 'part-[hash]',
    }),
    build({
      ...COMMON,
      plugins: [shaken],
      target: [...COMMON.target],
      entryPoints: [join(TABLET_FOLDER, 'worker.ts')],
      format: 'iife',
      outdir: '/desk',
    }),
  ]);
  const bundle = bundleOf(app, worker.outputFiles[0]?.text ?? '');
  const inputs = [app.metafile, worker.metafile].flatMap(ownInputs);
  writeKept({ inputs, key: keyOf(inputs), bundle });
  return bundle;
}

function bundleOf(
  {
    metafile,
    outputFiles,
  }: { metafile: Metafile; outputFiles: readonly { path: string; text: string }[] },
  worker: string,
): Bundle {
  const address = (path: string): string => `/desk/assets/${path.replace(/^.*[\\/]/, '')}`;
  const outputs = Object.entries(metafile.outputs);
  const entry = (end: string): string => {
    const found = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith(end))?.[0];
    if (!found) throw new Error(`${end} gave no script.`);
    return found;
  };
  const withImports = (path: string, known = new Set<string>()): Set<string> => {
    if (known.has(path)) return known;
    known.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') withImports(next, known);
    return known;
  };
  const [main, store] = [entry('/main.tsx'), entry('/real-desk.ts')];
  const first = [...withImports(main)].filter((path) => path !== main);
  return {
    main: address(main),
    first: first.map(address),
    store: [...withImports(store)].map(address),
    parts: outputFiles.map(({ path, text }) => ({ path: address(path), text })),
    worker,
  };
}

/** Our own files of a bundle, relative to the root; libraries are named by the lock file. */
const ownInputs = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs)
    .map((path) => relative(ROOT, resolve(path)).replaceAll('\\', '/'))
    .filter((path) => path.startsWith('src/'));

function keyOf(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(`${version}\n`);
  const files = ['package-lock.json', 'src/console/tablet-bundle.ts', ...inputs];
  for (const file of files) {
    const path = join(ROOT, file);
    hash.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

function readKept(): Kept | undefined {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

/** Written beside and put in place, so that another program that starts now reads it whole. A folder that cannot be written is no fault. */
function writeKept(kept: Kept): void {
  try {
    mkdirSync(join(KEPT, '..'), { recursive: true });
    const beside = `${KEPT}.${String(process.pid)}`;
    writeFileSync(beside, JSON.stringify(kept));
    renameSync(beside, KEPT);
  } catch {
    // The next start builds again.
  }
}
