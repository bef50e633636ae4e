#!/usr/bin/env node
// Runs a TypeScript program of ours on the pinned Node.js: `node tools/run.mjs tools/check.ts …`.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pinnedNode } from './node.mjs';

/**
 * V8 loses count of its code pages now and then when several threads share them ("Check failed: jit_page.has_value()"),
 * and ends the whole program. Without the processor's protection keys it keeps no such count.
 */
const STEADY = '--no-memory-protection-keys';

/** Runs `args` on the pinned Node.js, hands signals on, and ends with its exit code. */
export function run(args) {
  const child = spawn(pinnedNode(), [STEADY, '--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
  });
  // From a terminal, Ctrl-C also reaches the child by itself: it takes two within half a second for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1)),
  );
}

if (process.argv[1]?.endsWith('run.mjs')) run(process.argv.slice(2));
