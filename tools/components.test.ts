import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DAYS, toMend } from './components.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const doc = read('docs/components.md');

type Component = {
  name: string;
  version: string;
  hashes?: { alg: string; content: string }[];
  licenses?: unknown[];
};
function bill(...more: string[]): {
  bomFormat: string;
  specVersion: string;
  components: Component[];
} {
  const made = spawnSync('npm', ['run', '--silent', 'sbom', ...more], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    shell: process.platform === 'win32',
  });
  return JSON.parse(made.stdout) as ReturnType<typeof bill>;
}
type Locked = { name?: string; version: string; integrity?: string; dev?: boolean };
const locked = Object.entries(
  (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages,
)
  .filter(([path]) => path !== '')
  .map(([path, one]) => ({ ...one, name: one.name ?? path.replace(/^.*node_modules\//, '') }));
const nameOf = ({ name, version }: { name: string; version: string }): string =>
  `${name}@${version}`;

describe('the bill of materials (ASVS 15.1.2)', () => {
  it('has every package of the lock file, no other, each with its hash and licence', () => {
    const { bomFormat, specVersion, components } = bill();
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.5']);
    expect([...new Set(components.map(nameOf))].toSorted()).toEqual(
      [...new Set(locked.map(nameOf))].toSorted(),
    );
    const hashes = new Map(locked.map((one) => [nameOf(one), one.integrity]));
    for (const one of components) {
      const [hash] = one.hashes ?? [];
      const integrity = `sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`;
      expect([nameOf(one), hash?.alg, integrity]).toEqual([
        nameOf(one),
        'SHA-512',
        hashes.get(nameOf(one)),
      ]);
    }
    // Its package names none (its repository BSD-2-Clause); only tests use it, behind `opening_hours`.
    const bare = components.filter(({ licenses }) => licenses?.length !== 1);
    expect(bare.map(({ name }) => name)).toEqual(['suncalc']);
    expect(locked.find(({ name }) => name === 'suncalc')?.dev).toBe(true);
  });

  it('of what runs in production has nothing of the tests', () => {
    const names = bill('--', '--omit', 'dev').components.map(nameOf);
    const productive = new Set(locked.filter(({ dev }) => !dev).map(nameOf));
    expect(names.filter((name) => !productive.has(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(100);
  });

  it('has a reason for every package that we chose ourselves', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const reasons = read('docs/dependencies.md');
    const patterns = [...reasons.matchAll(/`([^`\s]+\/[^`\s]*\*|[^`\s]+)`/g)].map(
      ([, name = '']) => name,
    );
    const isNamed = (name: string): boolean =>
      patterns.some((pattern) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
      );
    expect(
      [...Object.keys(dependencies), ...Object.keys(devDependencies)].filter(
        (name) => !isNamed(name),
      ),
    ).toEqual([]);
  });
});

describe('times for mending (ASVS 15.1.1)', () => {
  it('stand in the page as the program counts them', () => {
    const rows = [...doc.matchAll(/^\| (\w+) \| (\d+) days \|$/gm)].map(([, severity, days]) => [
      severity,
      Number(days),
    ]);
    expect(rows).toEqual(Object.entries(DAYS));
  });

  it('are given to each advisory, the most pressing first', () => {
    const audit = {
      auditReportVersion: 2,
      vulnerabilities: {
        sharp: { name: 'sharp', severity: 'low', fixAvailable: true },
        yauzl: { name: 'yauzl', severity: 'critical', fixAvailable: false },
        fastify: {
          name: 'fastify',
          severity: 'high',
          fixAvailable: { name: 'fastify', version: '6.0.0' },
        },
        ajv: { name: 'ajv', severity: 'info', fixAvailable: true },
      },
    };
    expect(toMend(audit)).toEqual([
      { name: 'yauzl', severity: 'critical', days: 3, mended: false },
      { name: 'fastify', severity: 'high', days: 7, mended: true },
      { name: 'ajv', severity: 'low', days: 90, mended: true },
      { name: 'sharp', severity: 'low', days: 90, mended: true },
    ]);
    expect(toMend({ vulnerabilities: {} })).toEqual([]);
  });

  it('are not said to be kept when nothing was answered', () => {
    for (const answer of [
      null,
      {},
      { message: '405 Method Not Allowed' },
      { error: { code: 'ENOAUDIT' } },
    ])
      expect(() => toMend(answer)).toThrow('no audit');
  });

  it('names packages that are there', () => {
    const watched = /\*\*What we watch closest\*\*[^]*$/.exec(doc)?.[0] ?? '';
    const names = [...watched.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !locked.some((one) => one.name === name))).toEqual([]);
  });
});
