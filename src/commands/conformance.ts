/** `wayhouse conformance firewall`: for an outside auditor; plain text or JSON, with the hashes of program and schema. */
import { spawnSync } from 'node:child_process';
import Fastify from 'fastify';
import packageFile from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import { openConfigured } from '../database/open.ts';
import { type Conformance, conform } from '../firewall/conformance/index.ts';
import { firewallRoutes } from '../firewall/index.ts';
import { JOBS } from '../staff/may-issue.ts';
import { Problem } from '../http/problem.ts';

export type Verdict = Conformance & {
  program: { version: string; git: string };
  routes: string[];
  jobs: string[];
  passed: boolean;
};

/** @returns the exit code: 0 when everything holds and every attempt was refused. */
export async function conformance(
  config: Config,
  options: { json?: boolean },
  print: (text: string) => void,
): Promise<number> {
  const opened = await openConfigured(config);
  try {
    const found = await conform(opened.database);
    const passed =
      found.seen.every(({ holds }) => holds) && found.attempts.every(({ refused }) => refused);
    const verdict: Verdict = {
      program: { version: packageFile.version, git: gitHash() },
      ...found,
      routes: await routes(),
      jobs: Object.entries(JOBS).map(([name, { purpose }]) => `${name} for ${purpose}`),
      passed,
    };
    print(options.json ? `${JSON.stringify(verdict, null, 2)}\n` : asText(verdict));
    return passed ? 0 : 1;
  } finally {
    await opened.close();
  }
}

function gitHash(): string {
  const asked = spawnSync('git', ['rev-parse', 'HEAD'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return asked.status === 0 ? asked.stdout.trim() : 'not a git checkout';
}

/** Every way into the firewall over HTTP. Nothing answers here: the routes are only listed. */
async function routes(): Promise<string[]> {
  const app = Fastify();
  const found: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') found.push(`${one} ${url}`);
  });
  const shut = async (): Promise<never> => {
    throw new Problem('unavailable');
  };
  await app.register(firewallRoutes, { door: { worker: shut, holder: shut } as never });
  await app.ready();
  await app.close();
  return found.sort();
}

/** The same as lines to read: attempts are counted by part, those that were not refused stand in full. */
export function asText({
  program,
  schema,
  seen,
  attempts,
  routes: ways,
  jobs,
  passed,
}: Verdict): string {
  const parts = [...new Set(attempts.map(({ part }) => part))];
  return [
    'CONFORMANCE OF THE FIREWALL: can this installation be made to serve immigration enforcement?',
    `program  ${program.version}, git ${program.git}`,
    `schema   sha256 ${schema}`,
    '',
    'SEEN',
    ...seen.map(
      ({ part, what, holds, says }) => `  ${holds ? 'holds ' : 'BROKEN'} ${part}: ${what}: ${says}`,
    ),
    '',
    'TRIED, as the owner of the database, past all policies, rolled back',
    ...parts.map((part) => {
      const some = attempts.filter((attempt) => attempt.part === part);
      return `  ${part}: ${some.length} attempts, ${some.filter(({ refused }) => refused).length} refused`;
    }),
    ...attempts
      .filter(({ refused }) => !refused)
      .map(({ part, tried }) => `  NOT REFUSED ${part}: ${tried}`),
    '',
    'WAYS IN over HTTP: a recipient is always an organisation above',
    ...ways.map((way) => `  ${way}`),
    'JOBS: none sends anything anywhere',
    ...jobs.map((job) => `  ${job}`),
    '',
    'NOT SHOWN HERE: what an owner of the database could change afterwards (compare the schema hash), agreed code words, what a partner does',
    'with what it lawfully received. The log: wayhouse verify log. A backup: restore it, and run this on the restored database.',
    '',
    passed ? 'PASSED' : 'FAILED',
    '',
  ].join('\n');
}
