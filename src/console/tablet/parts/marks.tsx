/** Ticket and urgency: told by shape and word; colour comes third. */
import type { Level } from '../../../desk/urgency.ts';
import type { Visit } from '../../../desk/visit.ts';
import { TICKET_PICTURES } from '../../../desk/values.ts';
import { Icon } from '../icon.tsx';
import { type Speech, useSpeech, type WordId } from '../speech.tsx';

type Picture = (typeof TICKET_PICTURES)[number];
const isPicture = (name: string): name is Picture =>
  (TICKET_PICTURES as readonly string[]).includes(name);

/** "Tree 12": callable in any language; a visit of another kind is named by its way of coming. */
export function ticketName({ t, number }: Speech, { ticket }: Visit): string {
  if (!ticket || !isPicture(ticket.picture)) return t('ticket.none');
  return t('ticket.name', {
    picture: t(`ticket.${ticket.picture}`),
    number: number(ticket.number),
  });
}

export function Arch({ visit, className = '' }: { visit: Visit; className?: string }) {
  const name =
    visit.ticket && isPicture(visit.ticket.picture) ? `t-${visit.ticket.picture}` : 'visit';
  return (
    <span className={`arch ${className}`}>
      <Icon name={name} />
    </span>
  );
}

export function Ticket({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  return (
    <span className="ticket">
      <Arch visit={visit} />
      {ticketName(speech, visit)}
    </span>
  );
}

const FILLED: Readonly<Record<Level, number>> = { now: 3, soon: 2, today: 1, any_time: 0 };
const LEVEL_WORDS = {
  now: 'level.now',
  soon: 'level.soon',
  today: 'level.today',
  any_time: 'level.any_time',
} as const satisfies Record<Level, WordId>;

export const levelText = ({ t }: Speech, level: Level): string => t(LEVEL_WORDS[level]);

/** Three, two, one, no filled steps, and always the word. */
export function Urgency({ level }: { level: Level }) {
  const speech = useSpeech();
  const filled = FILLED[level];
  return (
    <span className={`urgency ${level}`}>
      {level === 'any_time' ? null : (
        <svg viewBox="0 0 19 16" aria-hidden="true" focusable="false">
          {[7, 11, 15].map((height, step) => (
            <rect
              key={height}
              className={step < filled ? 'on' : ''}
              x={1 + step * 6.5}
              y={15.25 - height}
              width="4"
              height={height - 0.5}
              rx="1"
            />
          ))}
        </svg>
      )}
      {levelText(speech, level)}
    </span>
  );
}
