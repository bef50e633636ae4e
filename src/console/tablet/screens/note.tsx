/** A note of at most 500 letters; the guard reads along on this tablet and names the words that say somebody's papers (FIRE-02). */
import { useEffect, useState } from 'react';
import { type Warning, watchText } from '../../../firewall/guard/index.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDeskState } from '../desk-context.tsx';
import { guardLanguages } from '../guard-languages.ts';
import { useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Says } from '../parts/says.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { ownLanguages } from '../point-facts.ts';
import { SETTINGS } from '../settings.ts';
import { useSpeech } from '../speech.tsx';
import { spokenTag } from '../waiting.ts';

type Lexicons = Parameters<typeof watchText>[0];

const LONGEST = 500;
const PAUSE_MS = 250;

export function NoteScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const [text, setText] = useState('');
  const { visit_id } = visit;
  const { warnings, ready } = useGuard(text, visit);
  const save = (): void => {
    const note = text.normalize('NFC').trim();
    if (!note) return;
    void act({ events: [{ kind: 'note_written', visit_id, body: {}, note }] }, t('say.note')).then(
      (operation) => {
        if (operation) go({ screen: 'visit', visit: visit_id });
      },
    );
  };
  useKeys({
    'Ctrl+Enter': save,
    Escape: () => {
      if (!text) go({ screen: 'visit', visit: visit_id });
    },
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.note')} />
      <p className="lead">{t('note.lead')}</p>
      <label className="entry">
        {t('note.label')}
        <textarea
          value={text}
          maxLength={LONGEST}
          dir="auto"
          aria-describedby="note-left note-warned"
          onChange={({ target }) => setText(target.value)}
        />
        <small id="note-left">{t('note.left', { n: LONGEST - text.length })}</small>
      </label>
      <div id="note-warned" aria-live="polite">
        {warnings.length ? (
          <Says kind="warn">
            {[...new Set(warnings.map(({ message }) => message))].map((message) => (
              <p key={message}>
                <b>{speech.guard(message)}</b>
              </p>
            ))}
            <p>{t('note.words', { n: warnings.length })}</p>
            <p className="warned-words" dir="auto">
              <Marked text={text} warnings={warnings} />
            </p>
            <p>{speech.guard('guard.why')}</p>
          </Says>
        ) : null}
      </div>
      {ready ? null : <p className="hint">{t('note.no_guard')}</p>}
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!text.trim()}>
          {t(warnings.length ? 'note.save_anyway' : 'act.save_go_on')}{' '}
          <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}

/** The text with the words that the guard means, so that nobody has to look for them. */
export function Marked({ text, warnings }: { text: string; warnings: readonly Warning[] }) {
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const { from, to } of warnings) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}

const loaded = new Map<string, Promise<Lexicons[number]>>();

function lexiconOf(code: string): Promise<Lexicons[number]> {
  const path = SETTINGS.lexicons[code] ?? '';
  let file = loaded.get(path);
  if (!file) {
    file = fetch(path).then((answer) => answer.json() as Promise<Lexicons[number]>);
    loaded.set(path, file);
    file.catch(() => loaded.delete(path));
  }
  return file;
}

/** @returns undefined when a lexicon of a language that was asked for is not here */
async function watcherOf(asked: readonly string[], more: readonly string[]) {
  const files = await Promise.all(asked.map(lexiconOf)).catch(() => undefined);
  if (!files) return undefined;
  const others = await Promise.allSettled(more.map(lexiconOf));
  return watchText([
    ...files,
    ...others.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
  ]);
}

/**
 * Reads along after each pause, in every language that somebody may write here: of the tablet, the visitor and whoever is signed in,
 * English, in which colleagues of different languages write to each other, and all that are written in the letters of the text.
 * Nothing of it leaves the tablet.
 */
export function useGuard(
  text: string,
  visit: Visit | undefined,
): { warnings: Warning[]; ready: boolean } {
  const speech = useSpeech();
  const tags = [
    speech.code,
    (visit && spokenTag(visit)) ?? '',
    ...ownLanguages(useDeskState()),
    'en',
  ];
  const [watch, setWatch] = useState<(text: string) => Warning[]>();
  const [warnings, setWarnings] = useState<Warning[]>([]);
  const { asked, more } = guardLanguages(text, tags, Object.keys(SETTINGS.lexicons));
  const [base, others] = [asked.join(' '), more.join(' ')];
  useEffect(() => {
    let gone = false;
    void watcherOf(base.split(' '), others.split(' ').filter(Boolean)).then((made) => {
      // What it read with so far is better than nothing.
      if (!gone && made) setWatch(() => made);
    });
    return () => {
      gone = true;
    };
  }, [base, others]);
  useEffect(() => {
    if (!watch) return undefined;
    const timer = setTimeout(() => setWarnings(watch(text)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [watch, text]);
  return { warnings, ready: watch !== undefined };
}
