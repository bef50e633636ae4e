/** `wayhouse verify …` and `wayhouse follow …`: for whoever checks an audit log, with no installation of their own. */
import { type Command, InvalidArgumentError } from 'commander';
import { Problem } from '../http/problem.ts';
import type { FollowLogOptions } from './follow.ts';
import type { VerifyLogOptions } from './verify.ts';

/** The exit code of what tells nothing of a log. */
const UNTOLD = 2;

const say = (text: string): void => void process.stdout.write(text);

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

export function addLogCommands(program: Command): void {
  const verify = program
    .command('verify')
    .description('check what this or another installation has published');
  verify
    .command('log')
    .description(
      'check an audit log offline, from its published files alone (exit 0 sound, 1 broken, 2 incomplete)',
    )
    .argument('<folder>', 'the published files: checkpoint and tile/')
    .option('--key <vkey>', "the log's public key; without it no log is called sound")
    .option('--since <file>', 'a checkpoint kept from before: shows whether its past was changed')
    .option('--receipt <slip...>', 'slips that must be in the log: files, or their text')
    .option('--fresh <minutes>', 'how old the checkpoint may be', minutes)
    .option('--json', 'as JSON for programs')
    .action(async (folder: string, options: VerifyLogOptions) => {
      const { verifyLogFolder } = await import('./verify.ts');
      process.exitCode = await verifyLogFolder(folder, options, say);
    });
  verify
    .command('evidence')
    .description(
      'check what a follower kept against a log (exit 1 when it shows that the log contradicted itself, 2 when not)',
    )
    .argument('<file>', 'the evidence')
    .requiredOption('--key <vkey>', "the log's public key")
    .action(async (file: string, options: { key: string }) => {
      const { verifyEvidence } = await import('./verify.ts');
      process.exitCode = await verifyEvidence(file, options.key, say);
    });

  program
    .command('follow')
    .description('watch what another installation publishes')
    .command('log')
    .description(
      'copy an audit log to this machine as it grows, and say when its past changes (exit 0 sound, 1 broken, 2 incomplete, 3 stale)',
    )
    .argument('<address>', 'where it is published, such as https://help.example/audit/')
    .argument('<folder>', 'where to keep it; a new one, for this log alone')
    .requiredOption('--key <vkey>', "the log's public key, from somewhere else than that address")
    .option('--every <minutes>', 'from round to round', minutes, 5)
    .option('--once', 'one round, for a timer')
    .option('--whole', 'fetch all of it again and hold it against what is kept')
    .option('--fresh <minutes>', 'after how long without a new signature it is stale', minutes, 60)
    .option('--plain-http', 'take http from another machine too')
    .option('--json', 'as JSON for programs, one line for each round')
    // 1 is kept for what is wrong with the log: a timer must not take a slip of the pen for it.
    .exitOverride(({ exitCode }) => process.exit(exitCode && UNTOLD))
    .action(async (address: string, folder: string, options: FollowLogOptions) => {
      const { followLog } = await import('./follow.ts');
      process.exitCode = await followLog(address, folder, options, say).catch((error: unknown) => {
        if (error instanceof Problem) throw error;
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        return UNTOLD;
      });
    });
}
