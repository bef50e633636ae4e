import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

describe('types are compared and converted on purpose alone (ASVS 15.3.5)', () => {
  it('the compiler is as strict as it can be told', () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
      compilerOptions: Record<string, unknown>;
    };
    for (const flag of ['strict', 'exactOptionalPropertyTypes', 'noUncheckedIndexedAccess'])
      expect([flag, compilerOptions[flag]]).toEqual([flag, true]);
  });

  it.each([
    ['two equal signs', 'export const same = (a: string, b: string): boolean => a == b;', 'eqeqeq'],
    ['any', 'export const any = (a: any): unknown => a;', 'no-explicit-any'],
  ])('the check refuses %s', (_what, text, rule) => {
    const folder = mkdtempSync(join(tmpdir(), 'wayhouse-lint-'));
    const file = join(folder, 'wrong.ts');
    writeFileSync(file, `${text}\n`);
    const { status, stdout } = spawnSync(
      join(root, 'node_modules/.bin/oxlint'),
      ['--config', join(root, '.oxlintrc.json'), '--deny-warnings', file],
      { encoding: 'utf8', cwd: root },
    );
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toContain(rule);
  });
});
