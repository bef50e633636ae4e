import { expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

const BOUNDS = { timeoutMs: 10_000, mostBytes: 100_000 };

it('hands bytes over and back, whatever a shell would make of them', async () => {
  const text = '$(echo ran) `id` "; echo ran # ሰላም';
  expect((await runProgram('cat', [], BOUNDS, text)).toString('utf8')).toBe(text);
  expect((await runProgram('printf', ['%s', text], BOUNDS)).toString('utf8')).toBe(text);
});

it('gives a program nothing of our surroundings but its path', async () => {
  process.env['WAYHOUSE_TEST_SECRET'] = 'kept';
  const seen = (await runProgram('env', [], BOUNDS)).toString('utf8');
  delete process.env['WAYHOUSE_TEST_SECRET'];
  expect(seen).not.toContain('WAYHOUSE_TEST_SECRET');
  expect(seen).toContain('PATH=');
});

it.each([
  ['says which program is not there', 'no-such-program', [], 'missing'],
  ['kills what takes too long', 'sleep', ['60'], 'too_slow'],
  ['kills what writes without end', 'yes', [], 'too_large'],
  ['says when one failed', 'false', [], 'failed'],
] as const)('%s', async (_, program, args, why) => {
  await expect(
    runProgram(program, args, { ...BOUNDS, timeoutMs: why === 'too_slow' ? 200 : 10_000 }),
  ).rejects.toMatchObject({ why, program });
});
