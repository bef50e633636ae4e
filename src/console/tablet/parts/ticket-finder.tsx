/** `/`: a ticket by its picture's name or number, a need or a language among today's visits, or the code of a slip. */
import { useState } from 'react';
import { readSpokenCode } from '../../../desk/spoken-code.ts';
import { asciiDigits } from '../../../languages/dates.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useDesk, useVisits } from '../desk-context.tsx';
import { useNavigation } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';
import { shown, spokenTag } from '../waiting.ts';
import { Ticket, ticketName, Urgency } from './marks.tsx';
import { Sheet } from './sheet.tsx';

const fold = (text: string): string =>
  asciiDigits(text.normalize('NFKC')).replace(/[⁦-⁩]/g, '').toLowerCase().trim();

export function TicketFinder({ close }: { close: () => void }) {
  const speech = useSpeech();
  const { t } = speech;
  const visits = useVisits();
  const desk = useDesk();
  const { go } = useNavigation();
  const [typed, setTyped] = useState('');
  const wanted = fold(typed);
  const words = (visit: Visit): string =>
    fold(
      [
        ticketName(speech, visit),
        ...visit.needs.map(({ code }) => speech.need(code)),
        spokenTag(visit) ? speech.languageName(spokenTag(visit) ?? '') : '',
        visit.subject ? (desk.person(visit.subject)?.name ?? '') : '',
      ].join(' '),
    );
  const found = wanted
    ? shown(visits.values())
        .filter((visit) => words(visit).includes(wanted))
        .sort((a, b) => b.opened_at - a.opened_at)
        .slice(0, 8)
    : [];
  const looksLikeCode = /^[0-9a-z]{4}[\s-]?[0-9a-z]{4}[\s-]?[0-9a-z]{3}$/i.test(typed.trim());
  const open = (visit: Visit | undefined): void => {
    if (!visit) return;
    close();
    const waits = visit.state === 'waiting' || visit.state === 'arrived';
    go({ screen: waits ? 'queue' : 'visit', visit: visit.visit_id });
  };
  return (
    <Sheet title={t('find.title')} close={close} keys={{ Escape: close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open(found[0]);
        }}
      >
        <label className="entry">
          {t('find.label')}
          <input
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
          />
          <small>{t('find.hint')}</small>
        </label>
      </form>
      <ul className="list" aria-live="polite">
        {found.map((visit) => (
          <li key={visit.visit_id}>
            <button type="button" className="choice grow" onClick={() => open(visit)}>
              <Ticket visit={visit} />
              <span className="push">
                {visit.state === 'closed' ? (
                  t('visits.closed')
                ) : (
                  <Urgency level={visit.queue?.level ?? 'any_time'} />
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {wanted && !found.length ? (
        <p className="hint">
          {looksLikeCode
            ? t(readSpokenCode(typed) ? 'find.code_elsewhere' : 'find.code_wrong')
            : t('find.none')}
        </p>
      ) : null}
    </Sheet>
  );
}
