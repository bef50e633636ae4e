/** One referral in words: where it stands, until when, and one act; the others and its steps behind. */
import { useEffect, useState } from 'react';
import { useAround, useVisits } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { useNavigation } from '../../navigation.tsx';
import { Choices } from '../../parts/choices.tsx';
import { Ticket, Urgency } from '../../parts/marks.tsx';
import { Says } from '../../parts/says.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useSpeech } from '../../speech.tsx';
import { beginDraft } from './drafts.ts';
import { Elsewhere, needsElsewhere } from './elsewhere.tsx';
import { HeardByTelephone } from './heard.tsx';
import { momentText, NOT_SERVED, reasonText, stateText } from './words.ts';
import { type Answer, ask, type Detail, type Line, type Link } from './wire.ts';

export function Row({
  line,
  late,
  changed,
}: {
  line: Line;
  late: boolean;
  changed: () => Promise<void>;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const visits = useVisits();
  const [open, setOpen] = useState(false);
  const visit = line.visit_id ? visits.get(line.visit_id) : undefined;
  // After a yes no answer is waited for: the date is the one on which it is asked how it went.
  const due = line.state === 'accepted' ? null : line.next_due_at;
  return (
    <li className={late ? 'card referral-row late' : 'card referral-row'}>
      <div className="grow">
        <h3>
          <bdi>{line.to_name}</bdi>
        </h3>
        <p>
          {visit ? <Ticket visit={visit} /> : t('referral.number', { number: line.number })}{' '}
          <span className="soft">{speech.list(line.needs.map(speech.need))}</span>
        </p>
        <p>
          <Icon name={late ? 'warn' : 'clock'} /> <b>{stateText(speech, line.state)}</b>
          {due ? (
            <span className="soft">
              {' '}
              {t(late ? 'referral.was_due' : 'referral.due', { when: momentText(speech, due) })}
            </span>
          ) : null}
        </p>
        {line.appointment_at ? (
          <p>
            <Icon name="day" />{' '}
            {t('referral.at', { when: momentText(speech, line.appointment_at) })}
          </p>
        ) : null}
        {line.moved_task ? (
          <p>
            <Icon name="warn" /> <b>{t('referral.moved')}</b>
          </p>
        ) : null}
        {line.reason ? (
          <p>
            <Icon name="note" /> {reasonText(speech, line.reason)}
          </p>
        ) : null}
        {line.escalated ? <p className="soft">{t('referral.escalated')}</p> : null}
      </div>
      <Urgency level={line.level} />
      <button type="button" className={late ? 'btn one' : 'btn'} onClick={() => setOpen(true)}>
        {t('referral.act')}
      </button>
      {open ? <Acts line={line} close={() => setOpen(false)} changed={changed} /> : null}
    </li>
  );
}

const OUTCOMES = ['received', 'partly_received', 'refused', 'not_attended'] as const;
type Outcome = (typeof OUTCOMES)[number];
const NOT_COME = [
  'work',
  'transport',
  'fear',
  'childcare',
  'did_not_know',
  'no_trust',
  'moved_on',
  'unwell',
] as const;

function Acts({
  line,
  close,
  changed,
}: {
  line: Line;
  close: () => void;
  changed: () => Promise<void>;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const { desk, say } = useAround();
  const { go } = useNavigation();
  const visits = useVisits();
  const [detail, setDetail] = useState<Detail>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [words, setWords] = useState('');
  const [link, setLink] = useState<Link>();
  const [fault, setFault] = useState<string>();
  const path = `/api/referrals/${line.referral_id}`;
  const fail = (answer: Exclude<Answer<unknown>, { kind: 'ok' }>): void =>
    setFault(answer.kind === 'offline' ? 'offline' : answer.code);
  useEffect(() => {
    void ask<Detail>('GET', path).then((answer) => {
      if (answer.kind === 'ok') setDetail(answer.value);
      else fail(answer);
    });
  }, [path]);
  const act = (to: string, body: object): void => {
    void ask<{ state?: string }>('POST', to, body).then(async (answer) => {
      if (answer.kind !== 'ok') return fail(answer);
      say(t('told.referral_step', { state: stateText(speech, answer.value?.state ?? line.state) }));
      close();
      await Promise.all([changed(), desk.sync()]);
    });
  };
  const step = (body: object): void => act(`${path}/steps`, { ...body, changes: detail?.changes });
  const next = new Set(detail?.next ?? []);
  const visit = line.visit_id && visits.has(line.visit_id) ? line.visit_id : undefined;
  const elsewhere = (networkId?: string): void => {
    if (!visit) return;
    const place = networkId ? { network_id: networkId, composing: true } : {};
    beginDraft(desk, visit, { need: line.needs[0] ?? '', follows: line.referral_id, ...place });
    close();
    go({ screen: 'refer', visit });
  };
  const asking = detail?.steps.findLast(({ words: said }) => said)?.words;
  const reasons: readonly string[] =
    outcome === 'not_attended' ? NOT_COME : outcome === 'received' ? [] : NOT_SERVED;
  return (
    <Sheet title={t('referral.to', { place: line.to_name })} close={close} keys={{ Escape: close }}>
      {fault ? (
        <Says kind="bad" alert>
          {t('referral.fault', { code: fault })}
        </Says>
      ) : null}
      {!detail && !fault ? <p className="hint">{t('referral.loading')}</p> : null}
      {link ? (
        <dl className="facts">
          <dt>{t('referral.link')}</dt>
          <dd>
            <bdi className="link-text" dir="ltr">
              {link.link}
            </bdi>
          </dd>
          <dt>{t('referral.link_code')}</dt>
          <dd>
            <bdi className="aloud" dir="ltr">
              {link.code}
            </bdi>
          </dd>
        </dl>
      ) : null}
      {detail ? (
        <>
          <ol className="steps">
            {detail.steps.map(
              ({ n, step: taken, state, at, reason, appointment_at, words: said }) => (
                <li key={n}>
                  <Icon name="next" />
                  <span>
                    {taken === 'move' ? t('referral.moved_step') : stateText(speech, state)}{' '}
                    <span className="soft">{momentText(speech, at)}</span>
                    {appointment_at ? (
                      <small>
                        {' '}
                        {t('referral.at', { when: momentText(speech, appointment_at) })}
                      </small>
                    ) : null}
                    {reason ? <small> {reasonText(speech, reason)}</small> : null}
                    {said ? <q dir="auto">{said}</q> : null}
                  </span>
                </li>
              ),
            )}
          </ol>
          {detail.way.telephone ? (
            <p>
              {t('referral.telephone')}:{' '}
              <a href={`tel:${detail.way.telephone.replace(/[^+0-9]/g, '')}`}>
                <bdi dir="ltr">{detail.way.telephone}</bdi>
              </a>
            </p>
          ) : null}
          {line.moved_task ? (
            <button
              type="button"
              className="btn one"
              onClick={() =>
                void ask('POST', `/api/referrals/tasks/${line.moved_task}`).then(async (answer) => {
                  // Whoever was faster has told it.
                  if (
                    answer.kind !== 'ok' &&
                    !(answer.kind === 'problem' && answer.code === 'not_found')
                  )
                    return fail(answer);
                  say(t('referral.moved_told'));
                  close();
                  await changed();
                })
              }
            >
              {t('referral.moved_tell')}
            </button>
          ) : null}
          {detail.access?.locked ? <Says kind="warn">{t('referral.locked')}</Says> : null}
          {next.has('reply') && asking ? (
            <label className="entry">
              {t('referral.reply')}
              <textarea
                value={words}
                maxLength={280}
                dir="auto"
                onChange={({ target }) => setWords(target.value)}
              />
              <button
                type="button"
                className="btn one"
                aria-disabled={!words.trim()}
                onClick={() => {
                  if (words.trim()) step({ step: 'reply', words: words.trim() });
                }}
              >
                {t('referral.step', { step: 'reply' })}
              </button>
            </label>
          ) : null}
          <HeardByTelephone next={next} save={step} />
          {next.has('received') ? (
            <section className="part">
              <h3>{t('referral.step', { step: 'outcome' })}</h3>
              <Choices
                label={t('referral.step', { step: 'outcome' })}
                of={OUTCOMES.map((value) => ({ value, label: stateText(speech, value) }))}
                chosen={outcome}
                pick={(value) =>
                  value === 'received'
                    ? act(`${path}/outcome`, { outcome: value })
                    : setOutcome(value)
                }
                few
              />
              {outcome ? (
                <Choices
                  label={t('help.why_not')}
                  of={reasons.map((value) => ({
                    value,
                    label: reasonText(speech, value),
                  }))}
                  chosen={undefined}
                  pick={(reason) => act(`${path}/outcome`, { outcome, reason })}
                  few
                />
              ) : null}
            </section>
          ) : null}
          {needsElsewhere(line) ? (
            <Elsewhere line={line} choose={visit ? elsewhere : undefined} />
          ) : null}
          <div className="acts part">
            <button
              type="button"
              className="btn"
              onClick={() => elsewhere()}
              aria-disabled={!visit}
            >
              <Icon name="refer" />
              {t('referral.step', { step: 'elsewhere' })}
            </button>
            {detail.way.route === 'link' && detail.access ? (
              <button
                type="button"
                className="btn"
                onClick={() =>
                  void ask<Link>('POST', `${path}/link`).then((answer) => {
                    if (answer.kind === 'ok') setLink(answer.value);
                    else fail(answer);
                  })
                }
              >
                {t('referral.step', { step: 'link' })}
              </button>
            ) : null}
            {next.has('withdraw') ? (
              <button
                type="button"
                className="btn"
                onClick={() => step({ step: 'withdraw', how: 'worker' })}
              >
                {t('referral.step', { step: 'withdraw' })}
              </button>
            ) : null}
            {next.has('cancel') ? (
              <button type="button" className="btn" onClick={() => step({ step: 'cancel' })}>
                {t('referral.step', { step: 'cancel' })}
              </button>
            ) : null}
          </div>
          {visit ? null : <p className="hint">{t('referral.no_visit')}</p>}
        </>
      ) : null}
    </Sheet>
  );
}
