/**
 * Whatever comes from outside as a file is shown to the operator's virus scanner before it is read or kept (ASVS 5.4.3;
 * docs/virus-scanner.md). Where a scanner is named and does not answer, nothing is taken.
 */
import type { ClamdAddress } from '../../config.ts';
import { Problem } from '../../http/problem.ts';
import { type Content, scanWithClamd } from './clamd.ts';

/**
 * Passes when nothing was found, or when no scanner is named.
 * @throws Problem `malware_found`, or `scanner_away` when there is no answer that can be believed
 */
export type Scan = (content: Content) => Promise<void>;

export type ScannerOptions = {
  /** Without an address nothing is scanned. */
  clamd?: ClamdAddress | undefined;
  /** Ms of silence; the time of a person who waits for a page by default. */
  patience?: number;
  /** Told of what was refused, without anything of the file, its name or its sender. */
  warn: (details: Record<string, unknown>, message: string) => void;
};

/** Ms: somebody waits for a page. */
const PATIENCE = 20_000;
/** Ms for large files on the command line: less than the two minutes after which clamd calls an unread rest clean. */
export const LONG_PATIENCE = 110_000;

const KEPT_NOTHING = 'Nothing of it was kept.';

export function openScanner({ clamd, patience = PATIENCE, warn }: ScannerOptions): Scan {
  if (!clamd) return async () => {};
  return async (content) => {
    const verdict = await scanWithClamd(clamd, content, patience);
    if (verdict.is === 'clean') return;
    if (verdict.is === 'found') {
      const { signature } = verdict;
      warn({ signature }, 'The virus scanner found something: an upload was refused');
      throw new Problem('malware_found', {
        field: 'file',
        detail: `The virus scanner knows what is in this file as harmful (${signature}). ${KEPT_NOTHING} Look at the machine that it came from.`,
      });
    }
    const why = verdict.is === 'away' ? verdict.why : 'longer than its StreamMaxLength';
    warn({ why }, 'The virus scanner did not answer: an upload was refused');
    throw new Problem('scanner_away', {
      field: 'file',
      detail:
        verdict.is === 'away'
          ? `The virus scanner does not answer (${why}), so this file was not taken. ${KEPT_NOTHING} Try again later, and tell the operator.`
          : `The virus scanner takes no file of this size, so it was not taken. ${KEPT_NOTHING} Tell the operator to raise StreamMaxLength and MaxFileSize in clamd.conf.`,
    });
  };
}
