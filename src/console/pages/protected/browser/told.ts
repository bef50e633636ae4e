/** An opened statement in the officer's words: what it is about, what stands in it, who stays with a child, when and by whom. */
import { dayFirst } from '../../../../languages/dates.ts';
import type { Statement } from '../../../../protection/statement.ts';

export type Words = {
  /** For each kind of statement what stands above it. */
  words: Record<string, string>;
  second: string;
  /** With `{who}` where the name of the colleague stands. */
  second_named: string;
  nobody: string;
  /** Whoever wrote it and works in another room. */
  somebody: string;
  /** In which words and by which clocks moments are told. */
  clock: { tag: string; digits: string; zone: string };
  /** Names of officers by account. */
  people: Record<string, string>;
};

/** How it is said that a colleague stays with the child. */
export const stays = (name: string, { second_named: said }: Words): string =>
  said.replace('{who}', name);

/** @param isOffer shown a second time, where it can be taken */
export function told(statement: Statement, texts: Words, isOffer = false): Node[] {
  const { about, text, at, by, second } = statement;
  const line = (tag: string, content: string, className = ''): HTMLElement => {
    const made = document.createElement(tag);
    made.textContent = content;
    made.className = className;
    made.dir = 'auto';
    return made;
  };
  const when = new Date(at);
  const who = texts.people[by] ?? texts.somebody;
  const { tag, digits, zone } = texts.clock;
  const moment = Number.isNaN(when.getTime())
    ? ''
    : new Intl.DateTimeFormat(dayFirst(tag), {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        calendar: 'gregory',
        numberingSystem: digits,
        timeZone: zone,
      }).format(when);
  return [
    line(isOffer ? 'h4' : 'h3', texts.words[about] ?? about),
    ...(text ? [line('p', text, 'words')] : []),
    ...(second === undefined || isOffer ? [] : secondLine(statement, texts, line)),
    line('p', [moment, who].filter(Boolean).join(' · '), 's soft'),
  ];
}

/** What somebody elsewhere asked or answered, without what fills it up. */
export function asked(text: string): Node {
  const made = document.createElement('p');
  made.className = 'words';
  made.dir = 'auto';
  made.textContent = text.trim();
  return made;
}

/** Who stays is said once, though each file of a handover holds it. */
function secondLine(
  { second, second_name: name }: Statement,
  texts: Words,
  line: (tag: string, content: string, className: string) => HTMLElement,
): Node[] {
  const who = second ?? '';
  if (document.querySelector(`[data-second="${CSS.escape(who)}"]`)) return [];
  const said = who ? (name ? stays(name, texts) : texts.second) : texts.nobody;
  const told = line('p', said, 's');
  told.dataset['second'] = who;
  return [told];
}
