/** Puts a section into docs/benchmarks.md in place of the one with the same heading; other sections stay. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md');

export function writeSection(heading: string, text: string): void {
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '# Benchmarks\n';
  const sections = before.split(/^(?=## )/m);
  const section = `## ${heading}\n\n${text.trim()}\n`;
  const at = sections.findIndex((one) => one.startsWith(`## ${heading}\n`));
  if (at < 0) sections.push(`\n${section}`);
  else sections[at] = at === sections.length - 1 ? section : `${section}\n`;
  writeFileSync(FILE, sections.join('').replace(/\n{3,}/g, '\n\n'));
}
