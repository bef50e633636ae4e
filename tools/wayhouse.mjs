#!/usr/bin/env node
// The program `wayhouse`, on the pinned Node.js.
import { join } from 'node:path';
import { root } from './node.mjs';
import { run } from './run.mjs';

run([join(root, 'src', 'main.ts'), ...process.argv.slice(2)]);
