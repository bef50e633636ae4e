/**
 * `wayhouse follow log <address> <folder>`: copies the published audit log of a node to this machine, round by round, and
 * says when it does not go on from what it was. For whoever watches the node from outside; it needs no database.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  type FollowOptions,
  followRound,
  type FollowReport,
} from '../firewall/audit/follow/follow-round.ts';
import { KeptDamaged, KeptLog } from '../firewall/audit/follow/kept-log.ts';
import { logAddress, webLog, type WebLogOptions } from '../firewall/audit/follow/web-log.ts';
import { formatVkey, type NoteKey, PLAIN } from '../firewall/audit/signed-note.ts';
import { Problem } from '../http/problem.ts';
import { EXIT_CODES, keyOf } from './verify.ts';

export type FollowLogOptions = {
  /** The log's public key: `name+id+base64`. */
  key: string;
  /** Minutes from round to round. */
  every: number;
  once?: boolean;
  whole?: boolean;
  /** Minutes after which a log that signs nothing counts as stale. */
  fresh: number;
  plainHttp?: boolean;
  json?: boolean;
};

/** For tests: how the network is waited for, and when to end. */
export type FollowSettings = WebLogOptions &
  Pick<FollowOptions, 'clock' | 'secondLook' | 'roundLimit'> & {
    /** Between two rounds, ms. @returns whether to go on */
    wait?: (ms: number) => Promise<boolean>;
  };

/** As of `wayhouse verify log`, and 3 for a log that is sound and has stopped. */
export const FOLLOW_CODES = { ...EXIT_CODES, stale: 3 } as const;

const MINUTE = 60_000;
/** The longest pause after faults of the network. */
const LONGEST_PAUSE = 60 * MINUTE;

/**
 * Follows until something is broken; with `once`, for one round. Gives the exit code.
 * @throws Problem `bad_input` for address, key or folder, `conflict` while another follower has the folder
 */
export async function followLog(
  address: string,
  folder: string,
  options: FollowLogOptions,
  print: (text: string) => void,
  settings: FollowSettings = {},
): Promise<number> {
  const url = logAddress(address, options.plainHttp);
  const key: NoteKey = { ...keyOf(options.key), type: PLAIN };
  const vkey = formatVkey(key);
  const { wait = (ms) => pause(ms, true) } = settings;
  const kept = await blamed(KeptLog.open(folder, vkey));
  const web = webLog(url, settings);
  try {
    let whole = options.whole ?? false;
    for (let failures = 0; ; ) {
      const { fresh } = options;
      const report = await blamed(followRound(kept, web, { ...settings, key, vkey, fresh, whole }));
      print(options.json ? `${JSON.stringify(asJson(report))}\n` : asText(report));
      if (options.once || report.state === 'broken') return FOLLOW_CODES[report.state];
      const isUntold = report.state === 'incomplete';
      failures = isUntold ? failures + 1 : 0;
      // A full reading that was cut short is still owed.
      whole &&= isUntold;
      if (!(await wait(pauseAfter(failures, options.every)))) return FOLLOW_CODES[report.state];
    }
  } finally {
    web.close();
    kept.close();
  }
}

/** ms until the next round: twice as long after each that failed, up to an hour or what was asked for. */
export function pauseAfter(failures: number, every: number): number {
  const usual = every * MINUTE;
  return Math.min(usual * 2 ** Math.min(failures, 30), Math.max(usual, LONGEST_PAUSE));
}

function asText({ state, faults, checkpoint, added, readWhole, evidence }: FollowReport): string {
  const parts = [
    ...(checkpoint
      ? [
          `${checkpoint.size} entries kept`,
          `${added} of them new`,
          `signed ${new Date(checkpoint.time * 1000).toISOString()}`,
        ]
      : ['nothing kept yet']),
    ...(readWhole ? [`all read ${new Date(readWhole).toISOString()}`] : []),
  ];
  const lines = [
    `${state.toUpperCase()}: ${parts.join(', ')}`,
    ...faults.map(
      ({ kind, leaf, file, says }) =>
        `${kind.padEnd(11)} ${[leaf === undefined ? '' : `entry ${leaf}`, file ?? '', says].filter(Boolean).join(': ')}`,
    ),
    ...evidence.map((path) => `evidence    ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}

function asJson({ checkpoint, readWhole, ...report }: FollowReport): object {
  return {
    ...report,
    ...(readWhole && { readWhole: new Date(readWhole).toISOString() }),
    ...(checkpoint && {
      checkpoint: {
        ...checkpoint,
        root: checkpoint.root.toString('base64'),
        time: new Date(checkpoint.time * 1000).toISOString(),
      },
    }),
  };
}

/** A disk that cannot be read or written says nothing of the log. */
function blamed<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error instanceof KeptDamaged)
      throw new Problem('conflict', {
        field: 'folder',
        detail: `The copy in the folder is damaged, which says nothing of the log: ${error.message}.`,
        cause: error,
      });
    if (!error.syscall) throw error;
    throw new Problem('unavailable', { detail: error.message, cause: error });
  });
}
