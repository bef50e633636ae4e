/** What goes and what stays, one sentence, her yes; then it is sent, or kept as ready while there is no network (REF-01). */
import { useState } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { useAround, useDeskState } from '../../desk-context.tsx';
import { slipAct } from '../../handing.ts';
import { Icon } from '../../icon.tsx';
import { useKeys } from '../../keys.ts';
import { Link, useNavigation } from '../../navigation.tsx';
import { Choices, Part } from '../../parts/choices.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import { turnTo } from '../../turned.tsx';
import { openNeeds, spokenTag } from '../../waiting.ts';
import { requestsOf } from '../interpreter.tsx';
import { Marked, useGuard } from '../note.tsx';
import {
  ALWAYS,
  factsIn,
  firstWishes,
  LONGEST_SENTENCE,
  sameFacts,
  tellable,
  wishesOf,
  without,
} from './composing.ts';
import { Conditions } from './conditions.tsx';
import type { Draft, Drafting } from './drafts.ts';
import { factLines } from './facts.ts';
import { LifeSaving } from './life-saving.tsx';
import { toldOf } from './kept-changes.ts';
import { keepReferral, type Kept, sendKept } from './kept.ts';
import type { Network } from './network-hooks.ts';
import type { NetworkLine, Packet } from './wire.ts';

const TIMES = ['morning', 'midday', 'afternoon', 'evening', 'weekend'] as const;

/** The packet as it would go now. */
export function packetOf(draft: Draft, all: Packet, name?: string): Packet {
  const sentence = draft.sentence.normalize('NFC').trim();
  return {
    ...without(all, draft.out),
    ...(draft.times.length ? { good_times: [...draft.times] } : {}),
    ...(sentence ? { sentence } : {}),
    ...(draft.name && name ? { chosen_name: name } : {}),
  };
}

export function Compose({
  visit,
  entry,
  known,
  drafting: { draft, set, change, end },
}: {
  visit: Visit;
  entry: NetworkLine;
  known: Network;
  drafting: Drafting;
}) {
  const speech = useSpeech();
  const { t, time } = speech;
  const { act, desk, say, pointId } = useAround();
  const { go } = useNavigation();
  const { online } = useDeskState();
  const [busy, setBusy] = useState(false);
  const { visit_id } = visit;
  const need = draft.need ?? '';
  const profile = known.profiles.find(({ service_type }) => service_type === entry.service_type);
  const person = visit.subject ? desk.person(visit.subject) : undefined;
  const all = tellable(visit, need, profile, person);
  const packet = packetOf(draft, all, person?.name);
  const { warnings } = useGuard(draft.sentence, visit);
  const joined = requestsOf(visit).filter(({ now }) => now === 'joined' || now === 'ended');
  const others = openNeeds(visit).filter(({ code }) => code !== need).length;
  const { told, asked } = draft;
  const consent =
    draft.consent && sameFacts(draft.consent.packet, packet) ? draft.consent : undefined;
  // Only what must be now goes without a yes.
  const life = packet.level === 'now' && !consent ? draft.life : undefined;
  const facts = factsIn(packet);

  const slip = (): void => {
    if (visit.handles.length) return go({ screen: 'slip', visit: visit_id });
    void act(slipAct(visit, '', spokenTag(visit) ?? undefined), t('say.slip')).then((made) => {
      if (made) go({ screen: 'slip', visit: visit_id });
    });
  };
  const turn = (): void => {
    if (told) turnTo(visit_id);
  };
  const send = (): void => {
    const subject = visit.subject;
    const yes = consent?.given ?? (life && { grant_id: crypto.randomUUID(), exception: life });
    if (!yes || !subject || busy) return;
    setBusy(true);
    const one: Kept = {
      input: {
        referral_id: crypto.randomUUID(),
        network_id: entry.network_id,
        subject,
        point_id: visit.point_id || pointId,
        visit_id,
        ...(draft.follows ? { follows: draft.follows } : {}),
        level: packet.level,
        packet,
        ...(packet.chosen_name ? { ticked: ['chosen_name' as const] } : {}),
      },
      consent: yes,
      wishes: wishesOf(visit, need, draft.wishes ?? firstWishes(visit)),
      packet_id: crypto.randomUUID(),
      to_name: entry.to_name,
      route: entry.route,
      telephone: entry.telephone,
      made_at: Date.now(),
      state: 'ready',
      told: toldOf(entry, draft.checked),
    };
    keepReferral(desk, one)
      .then(() => sendKept(desk, one))
      .then(
        (left) => {
          end();
          if (!left) {
            say(t('say.referred', { place: entry.to_name }));
            go({ screen: 'visit', visit: visit_id });
          } else if (left.state === 'sent') say(t('say.referred', { place: entry.to_name }));
          else if (left.state === 'ready' && !left.fault) say(t('say.referral_ready'));
        },
        () => say(t('fault.other')),
      )
      .finally(() => setBusy(false));
  };
  useKeys({ 'Ctrl+Enter': consent || life ? send : turn, KeyT: turn });
  const tick = (field: string): void =>
    change({
      out: draft.out.includes(field)
        ? draft.out.filter((one) => one !== field)
        : [...draft.out, field],
    });
  return (
    <>
      <p className="lead">
        {t('referral.to', { place: entry.to_name })}{' '}
        <button type="button" className="link" onClick={() => set({ composing: false })}>
          {t('referral.another')}
        </button>
      </p>
      <div className="two">
        <div>
          <section className="card lintel">
            <h2>{t('referral.goes')}</h2>
            <ul className="facts-list">
              <li>
                <Icon name="yes" />
                <span>{t('referral.code_goes')}</span>
              </li>
              {factLines(speech, all).map(({ field, label, value }) => (
                <li key={field}>
                  <label className="switch">
                    <input
                      type="checkbox"
                      checked={!draft.out.includes(field)}
                      disabled={(ALWAYS as readonly string[]).includes(field)}
                      onChange={() => tick(field)}
                    />
                    <span>
                      {label}: <b dir="auto">{value}</b>
                    </span>
                  </label>
                </li>
              ))}
            </ul>
            <label className="entry">
              {t('referral.sentence')}
              <textarea
                value={draft.sentence}
                maxLength={LONGEST_SENTENCE}
                rows={2}
                dir="auto"
                aria-describedby="sentence-left sentence-warned"
                onChange={({ target }) => change({ sentence: target.value })}
              />
              <small id="sentence-left">
                {t('note.left', { n: LONGEST_SENTENCE - draft.sentence.length })}
              </small>
            </label>
            <div id="sentence-warned" aria-live="polite">
              {warnings.length ? (
                <Says kind="warn">
                  {[...new Set(warnings.map(({ message }) => message))].map((message) => (
                    <p key={message}>
                      <b>{speech.guard(message)}</b>
                    </p>
                  ))}
                  <p className="warned-words" dir="auto">
                    <Marked text={draft.sentence} warnings={warnings} />
                  </p>
                  <p>{speech.guard('guard.why')}</p>
                </Says>
              ) : null}
            </div>
            <Part title={t('referral.field', { field: 'good_times' })}>
              <Choices
                label={t('referral.field', { field: 'good_times' })}
                of={TIMES.map((value) => ({ value, label: t('referral.value', { code: value }) }))}
                chosen={draft.times as (typeof TIMES)[number][]}
                pick={(value) =>
                  change({
                    times: draft.times.includes(value)
                      ? draft.times.filter((one) => one !== value)
                      : [...draft.times, value],
                  })
                }
                few
              />
            </Part>
          </section>
        </div>
        <div>
          <section className="card">
            <h2>{t('referral.stays')}</h2>
            <ul className="facts-list">
              {[
                ...(person?.name && !draft.name ? [t('referral.stays_name')] : []),
                t('referral.stays_reach'),
                ...(others ? [t('referral.stays_needs', { n: others })] : []),
                t('referral.stays_notes'),
                ...factLines(speech, all)
                  .filter(({ field }) => draft.out.includes(field))
                  .map(({ label }) => label),
              ].map((line) => (
                <li key={line}>
                  <Icon name="lock" />
                  <span>{line}</span>
                </li>
              ))}
            </ul>
          </section>
          <section className="card part">
            <h2>{t('referral.known')}</h2>
            {draft.checked ? (
              <Conditions lines={draft.checked.conditions} />
            ) : (
              <Says kind="warn">{t('referral.unchecked')}</Says>
            )}
          </section>
        </div>
      </div>
      <Part title={t('consent.how_told')} hint={t('consent.how_told_hint')}>
        <div className="choices few" role="group" aria-label={t('consent.how_told')}>
          <button
            type="button"
            className="choice"
            aria-pressed={told === 'shared'}
            onClick={() => change({ told: 'shared' })}
          >
            <Icon name="speak" />
            <span className="grow">{t('consent.shared')}</span>
          </button>
          {joined.map(({ ref, setting }) => (
            <button
              key={ref}
              type="button"
              className="choice"
              aria-pressed={typeof told === 'object' && told.interpreter_ref === ref}
              onClick={() => change({ told: { interpreter_ref: ref } })}
            >
              <Icon name="interpreter" />
              <span className="grow">
                {t('consent.interpreter')} <small>{t(`interpreter.${setting}`)}</small>
              </span>
            </button>
          ))}
        </div>
        {joined.length ? null : (
          <Link to={{ screen: 'interpreter', visit: visit_id }}>
            {t('consent.ask_interpreter')}
          </Link>
        )}
      </Part>
      {packet.level === 'now' && !consent ? (
        <LifeSaving chosen={draft.life} choose={(why) => set({ life: why })} />
      ) : null}
      <div role="status" className="part">
        {consent ? (
          <Says>
            {t('consent.is_given', {
              how: consent.given.given,
              language: speech.languageName(consent.given.notice_lang),
              time: time(consent.at),
            })}
          </Says>
        ) : draft.consent ? (
          <Says kind="warn">{t('consent.changed')}</Says>
        ) : asked === 'no' ? (
          <Says kind="warn">{t('consent.said_no')}</Says>
        ) : asked === 'later' ? (
          <Says kind="warn">{t('consent.said_later')}</Says>
        ) : null}
        {online === 'no' ? <Says kind="warn">{t('referral.will_wait')}</Says> : null}
      </div>
      <div className="dock">
        {consent || life ? (
          <button
            type="button"
            className="btn one"
            onClick={send}
            aria-disabled={busy || !visit.subject}
          >
            <Icon name="send" />
            {t(life ? 'life.send' : 'referral.send', { n: facts })}{' '}
            <kbd aria-hidden="true">Ctrl Enter</kbd>
          </button>
        ) : (
          <button
            type="button"
            className={asked === 'no' ? 'btn' : 'btn one'}
            onClick={turn}
            aria-disabled={!told}
          >
            <Icon name="people" />
            {t('consent.turn')} <kbd aria-hidden="true">T</kbd>
          </button>
        )}
        <button type="button" className={asked === 'no' ? 'btn one' : 'btn'} onClick={slip}>
          <Icon name="print" />
          {t('referral.slip')}
        </button>
      </div>
    </>
  );
}
