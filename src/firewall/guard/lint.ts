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

export type TreeFinding = { path: string; line: number; text: string; concept: string };

/** An exception holds for a whole file (`text` absent) or for one name or message. */
export type TreeException = { path: string; text?: string; why: string };

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
export function lintTexts(path: string, value: unknown, labels: boolean): TreeFinding[] {
  if (typeof value === 'string') return textFindings(path, value, labels);
  if (Array.isArray(value)) return value.flatMap((one) => lintTexts(path, one, labels));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...names(path, 0, [key]),
    ...lintTexts(path, inner, labels),
  ]);
}

function textFindings(path: string, text: string, labels: boolean): TreeFinding[] {
  const at = { path, line: 0, text };
  const stopping = judgeTerms(text).find((one) => one.stops);
  if (stopping) return [{ ...at, concept: stopping.why }];
  if (conditionSpans(text).length > 0) return [{ ...at, concept: 'condition_of_help' }];
  const judged =
    labels && text.length <= LONGEST_LABEL ? judgeQuestionIn(lexicon(), text) : undefined;
  return judged ? [{ ...at, concept: `${judged.concept}: ${judged.word}` }] : [];
}

function names(path: string, line: number, words: readonly string[]): TreeFinding[] {
  return words.flatMap((text) => {
    const judged = judgeIdentifier(text);
    return judged ? [{ path, line, text, concept: judged.concept }] : [];
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
    exception.path === finding.path &&
    (exception.text === undefined || exception.text === finding.text);
  return {
    open: findings.filter((finding) => !exceptions.some((one) => covers(one, finding))),
    idle: exceptions.filter((one) => !findings.some((finding) => covers(one, finding))),
  };
}
