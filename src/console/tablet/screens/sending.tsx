/** What waits to be sent and what does not go through (chapter 30, section 5.5): each with its age, a plain reason and a way out. */
import { useState } from 'react';
import type { Visit } from '../../../desk/visit.ts';
import { download } from '../download.ts';
import { useAround, useDeskState, useNow, useVisits } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { Link } from '../navigation.tsx';
import { ticketName } from '../parts/marks.tsx';
import { MendSheet } from '../parts/mend-sheet.tsx';
import { Says } from '../parts/says.tsx';
import { agoText } from '../parts/ago.ts';
import { pillOf } from '../parts/sync-pill.tsx';
import { type Speech, useSpeech, type WordId } from '../speech.tsx';
import { goingOf, shown } from '../waiting.ts';
import type { Parts, StuckAction, StuckItem } from '../store/index.ts';

const REASONS: Readonly<Record<string, WordId>> = {
  forbidden_attribute: 'stuck.forbidden',
  bad_input: 'stuck.bad_input',
  not_allowed: 'stuck.not_allowed',
  conflict: 'stuck.conflict',
  op_reused: 'stuck.conflict',
  training_lapsed: 'stuck.training',
  update_needed: 'stuck.update',
};
const NOT_TAKEN_WORDS: Readonly<Record<string, WordId>> = {
  recorded_already: 'dropped.recorded_already',
  not_so: 'dropped.not_so',
  wrong_person: 'dropped.wrong_person',
  after_loss: 'dropped.after_loss',
  make_anew: 'dropped.make_anew',
};

function reasonText({ t }: Speech, { reason, state }: StuckItem): string {
  if (state === 'dropped') return t(NOT_TAKEN_WORDS[reason] ?? 'dropped.other');
  const word = REASONS[reason.replaceAll('-', '_')];
  return t(word ?? (state === 'quarantined' ? 'stuck.quarantined' : 'stuck.other'));
}

export function SendingScreen() {
  const speech = useSpeech();
  const { t, time } = speech;
  const { desk, say } = useAround();
  const state = useDeskState();
  const now = useNow();
  const [isBusy, setBusy] = useState(false);
  const [mending, setMending] = useState<StuckItem>();
  const visitOf = useVisitOf();
  const { needsLook, oldest_ms, others, lastContact } = state;
  const waiting = goingOf(state);
  const pill = pillOf(speech, state, now);
  const sync = (): void => {
    setBusy(true);
    void desk.sync().finally(() => setBusy(false));
  };
  const act = (item: StuckItem, action: StuckAction): void => {
    const { op_id } = item;
    const fault = (): void => say(t('fault.other'));
    if (action === 'sendAgain') desk.sendAgain(op_id).then(() => say(t('say.sent_again')), fault);
    else if (action === 'giveToManager')
      desk.giveToManager(op_id).then(() => say(t('say.to_manager')), fault);
    else if (action === 'dismiss') desk.dismiss(op_id).catch(fault);
    else if (action === 'saveAsFile') desk.saveAsFile(op_id).then((file) => download(file), fault);
    else if (desk.operation(op_id)) setMending(item);
    else fault();
  };
  const mend = ({ op_id }: StuckItem, parts: Parts): void => {
    setMending(undefined);
    desk.fix(op_id, parts).then(
      () => say(t('say.sent_again')),
      () => say(t('fault.other')),
    );
  };
  const made = mending && desk.operation(mending.op_id);
  return (
    <div className="narrow">
      <h1>{t('nav.sending')}</h1>
      <p className="lead">{pill.text}</p>
      <StuckItems
        title={t('sending.needs_you')}
        items={needsLook.filter((item) => item.state === 'needs_look')}
        now={now}
        act={act}
      />
      <StuckItems
        title={t('sending.not_taken')}
        items={needsLook.filter((item) => item.state === 'dropped')}
        now={now}
        act={act}
      />
      <StuckItems
        title={t('sending.with_manager')}
        items={needsLook.filter((item) => item.state === 'quarantined')}
        now={now}
        act={act}
      />
      <section className="part card">
        <h2>{t('sending.own')}</h2>
        <p>
          {waiting
            ? t('sending.waiting', {
                n: waiting,
                age: oldest_ms === null ? '' : agoText(speech, now - oldest_ms),
              })
            : t('sending.none')}
        </p>
        <p className="hint">
          {lastContact === null
            ? t('sending.no_contact')
            : t('sending.last_contact', { time: time(lastContact) })}
        </p>
        <div className="acts">
          <button type="button" className="btn one" onClick={sync} aria-disabled={isBusy}>
            <Icon name="send" />
            {t(isBusy ? 'sending.busy' : 'sending.now')}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => void desk.saveAsFile().then(download)}
          >
            {t('sending.save')}
          </button>
        </div>
      </section>
      {others.count ? (
        <section className="part">
          <Says icon="people">
            {t('sending.others', {
              n: others.count,
              age: others.oldest_ms === null ? '' : agoText(speech, now - others.oldest_ms),
            })}
          </Says>
        </section>
      ) : null}
      <section className="part card">
        <h2>{t('sending.take')}</h2>
        <label className="btn file">
          <Icon name="plus" />
          {t('sending.file')}
          <input
            type="file"
            className="vh"
            accept=".wayhouse,application/octet-stream"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file)
                desk.importFile(file).then(
                  (n) => say(t('say.imported', { n })),
                  () => say(t('sending.bad_file')),
                );
            }}
          />
        </label>
        <p className="hint">{t('sending.file_note')}</p>
      </section>
      {mending && made ? (
        <MendSheet
          operation={made}
          reason={reasonText(speech, mending)}
          visit={visitOf(mending)}
          send={(parts) => mend(mending, parts)}
          close={() => setMending(undefined)}
        />
      ) : null}
    </div>
  );
}

/** The visit that a stuck act is of, where this tablet can still read both. */
function useVisitOf(): (item: StuckItem) => Visit | undefined {
  const { desk } = useAround();
  const visits = useVisits();
  return ({ op_id }) =>
    desk
      .operation(op_id)
      ?.events.map(({ visit_id }) => visits.get(visit_id ?? ''))
      .find(Boolean);
}

/** Whose it is, with the way there. */
function About({ visit }: { visit: Visit | undefined }) {
  const speech = useSpeech();
  return visit && shown([visit]).length ? (
    <>
      <Link to={{ screen: 'visit', visit: visit.visit_id }}>{ticketName(speech, visit)}</Link>{' '}
    </>
  ) : null;
}

/** Each with what it is, why it is here, how old it is and what can be done about it. */
function StuckItems(given: {
  title: string;
  items: readonly StuckItem[];
  now: number;
  act: (item: StuckItem, action: StuckAction) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const { title, items, now, act } = given;
  const visitOf = useVisitOf();
  if (!items.length) return null;
  return (
    <section className="part" aria-label={title}>
      <h2>{title}</h2>
      <ul className="list card">
        {items.map((item) => (
          <li key={item.op_id} className="stuck">
            <span className="grow">
              <About visit={visitOf(item)} />
              <b>
                {item.kinds.length
                  ? speech.list(item.kinds.map((kind) => t(`kind.${kind}`)))
                  : t('sending.unreadable')}
              </b>
              <br />
              {reasonText(speech, item)}
              <br />
              <span className="hint">
                {t('sending.made', { age: agoText(speech, now - item.made_at) })}
              </span>
            </span>
            {item.actions.map((action, index) => (
              <button
                key={action}
                type="button"
                className={index === 0 ? 'btn low one' : 'btn low'}
                onClick={() => act(item, action)}
              >
                {t(`stuck.act_${action}`)}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
