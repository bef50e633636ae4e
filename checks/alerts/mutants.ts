/**
 * `node checks/alerts/mutants.ts [count] [seed]`: damaged alerts against our reader and against the standard's schema
 * (issue 5, "must show" 6). Prints how many each took; fails when ours throws anything but a refusal that names element
 * and expectation, or takes what the schema refuses.
 */
import fc from 'fast-check';
import { type CapAlert, CapRefusal, readCap, writeCap } from '../../src/alerts/cap/index.ts';
import { capAlerts } from '../../src/alerts/cap/testing.ts';
import { damaged } from './mutate.ts';
import { schemaFault } from './schema.ts';

export type MutantReport = {
  mutants: number;
  taken: number;
  /** Taken by the schema and refused by us: rules of the standard's text, limits, and stricter forms. */
  stricter: number;
  /** Texts on which our reader did wrong, with what it did. */
  faults: { text: string; what: string }[];
};

/** Sends `count` damaged alerts through both readers. */
export function sendMutants(count: number, seed: number): MutantReport {
  const report: MutantReport = { mutants: 0, taken: 0, stricter: 0, faults: [] };
  const wholes = fc.sample(capAlerts, { numRuns: Math.max(5, Math.floor(count / 40)), seed });
  for (const [index, whole] of wholes.entries()) {
    const text = writeCap(whole);
    const fault = schemaFault(text);
    if (fault !== undefined)
      report.faults.push({ text, what: `we wrote what the schema refuses: ${fault}` });
    for (const mutant of fc.sample(damaged(text), {
      numRuns: Math.ceil(count / wholes.length),
      seed: seed + index,
    })) {
      if (report.mutants >= count) break;
      report.mutants++;
      judge(mutant, report);
    }
  }
  return report;
}

function judge(mutant: string, report: MutantReport): void {
  let alert: CapAlert | undefined;
  try {
    alert = readCap(mutant);
  } catch (error) {
    const precise =
      error instanceof CapRefusal &&
      error.faults.length > 0 &&
      error.faults.every(({ at, expected }) => at !== '' && expected !== '');
    if (!precise) report.faults.push({ text: mutant, what: `threw ${String(error)}` });
  }
  const fault = schemaFault(mutant);
  if (alert) report.taken++;
  if (alert && fault !== undefined)
    report.faults.push({ text: mutant, what: `taken, and the schema says: ${fault}` });
  if (!alert && fault === undefined) report.stricter++;
  if (alert) {
    try {
      if (JSON.stringify(readCap(writeCap(alert))) !== JSON.stringify(alert))
        report.faults.push({ text: mutant, what: 'another alert after writing and reading' });
    } catch (error) {
      report.faults.push({ text: mutant, what: `cannot be written: ${String(error)}` });
    }
  }
}

if (import.meta.main) {
  const [count = '5000', seed = '20261122'] = process.argv.slice(2);
  const started = performance.now();
  const { faults, ...counts } = sendMutants(Number(count), Number(seed));
  process.stdout.write(
    `${JSON.stringify(counts)} in ${((performance.now() - started) / 1000).toFixed(1)} s, ${faults.length} faults\n`,
  );
  for (const { what, text } of faults.slice(0, 5))
    process.stdout.write(`${what}\n${text.slice(0, 3000)}\n\n`);
  process.exitCode = faults.length ? 1 : 0;
}
