/**
 * Gate 5: our own tree is judged like everybody else's forms (chapter 20, section 11): names, enum values and
 * comments of migrations, keys and texts of locales and demonstration data, names in schemas. Pure; what is meant
 * stands in `lint-exceptions.json` with its reason.
 */
import { judgeIdentifier } from './database-words.ts';
import { conditionSpans } from './judge-all.ts';
import { judgeQuestionIn } from './judge.ts';
import { lexicon } from './lexicons.ts';
import { judgeTerms } from './judge-terms.ts';

export type TreeFinding = {
  path: string;
  line: number;
  text: string;
  concept: string;
  /** Of a message: its name, the same in all languages. */
  key?: string;
};

/**
 * An exception holds for a whole file (`text` and `key` absent), for one name, or for one message. `*` in its path
 * stands for any folder: a message that may stand in one language may stand in all.
 */
export type TreeException = { path: string; text?: string; key?: string; why: string };

/** Whether an exception is about the file. */
export function isAbout({ path }: TreeException, file: string): boolean {
  const [before = '', after] = path.split('*');
  if (after === undefined) return path === file;
  const folder = file.slice(before.length, file.length - after.length);
  return file.startsWith(before) && file.endsWith(after) && !folder.includes('/');
}

/** A migration: every identifier, every quoted value, every comment. */
export function lintMigration(path: string, sql: string): TreeFinding[] {
  return lines(sql).flatMap(({ line, text }) => {
    const [code = '', ...comment] = text.split('--');
    const words = [
      ...[...code.matchAll(/'([^']{1,80})'/g)].map((match) => match[1] ?? ''),
      ...[...code.replaceAll(/'[^']*'/g, '').matchAll(/"([^"]+)"|([\p{L}_][\p{L}\p{N}_]*)/gu)].map(
        (match) => match[1] ?? match[2] ?? '',
      ),
      ...(comment.length > 0 ? [comment.join('--').trim()] : []),
    ];
    return names(path, line, words);
  });
}

/** Names that schemas declare, so those of requests, answers and OpenAPI. */
export function lintSchemas(path: string, source: string): TreeFinding[] {
  return lines(source).flatMap(({ line, text }) =>
    names(
      path,
      line,
      [...text.matchAll(/['"]?([\p{L}_][\p{L}\p{N}_]*)['"]?\s*:\s*(?:Type|Nullable)\b/gu)].map(
        (match) => match[1] ?? '',
      ),
    ),
  );
}

const LONGEST_LABEL = 120;

/**
 * A file of texts: its keys as names, its texts for hurtful terms and conditions of help; by the rules for labels too
 * when they are words of our pages (`labels`), which descriptions of services are not. The second reader reads labels
 * of forms, and pages are mostly sentences.
 */
export function lintTexts(
  path: string,
  value: unknown,
  labels: boolean,
  key?: string,
): TreeFinding[] {
  if (typeof value === 'string') return textFindings(path, value, labels, key);
  if (Array.isArray(value)) return value.flatMap((one) => lintTexts(path, one, labels, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...names(path, 0, [name]),
    ...lintTexts(path, inner, labels, key === undefined ? name : `${key}.${name}`),
  ]);
}

function textFindings(
  path: string,
  text: string,
  labels: boolean,
  key: string | undefined,
): TreeFinding[] {
  const at = { path, line: 0, text, ...(key !== undefined && { key }) };
  const stopping = judgeTerms(text).find((one) => one.stops);
  if (stopping) return [{ ...at, concept: stopping.why }];
  if (conditionSpans(text).length > 0) return [{ ...at, concept: 'condition_of_help' }];
  const judged =
    labels && text.length <= LONGEST_LABEL ? judgeQuestionIn(lexicon(), text) : undefined;
  return judged ? [{ ...at, concept: `${judged.concept}: ${judged.word}` }] : [];
}

/** Names recur in every language and migration. */
const namesKnown = new Map<string, string | undefined>();

function names(path: string, line: number, words: readonly string[]): TreeFinding[] {
  return words.flatMap((text) => {
    if (!namesKnown.has(text)) namesKnown.set(text, judgeIdentifier(text)?.concept);
    const concept = namesKnown.get(text);
    return concept ? [{ path, line, text, concept }] : [];
  });
}

function lines(text: string): { line: number; text: string }[] {
  return text.split('\n').map((one, i) => ({ line: i + 1, text: one }));
}

/** Findings that no exception names, and exceptions that nothing needs any more. */
export function judged(
  findings: readonly TreeFinding[],
  exceptions: readonly TreeException[],
): { open: TreeFinding[]; idle: TreeException[] } {
  const covers = (exception: TreeException, finding: TreeFinding): boolean =>
    isAbout(exception, finding.path) &&
    (exception.text === undefined || exception.text === finding.text) &&
    (exception.key === undefined || exception.key === finding.key);
  return {
    open: findings.filter((finding) => !exceptions.some((one) => covers(one, finding))),
    idle: exceptions.filter((one) => !findings.some((finding) => covers(one, finding))),
  };
}
