/** Record help: a need, then what was given for it; at most two choices, with a search behind (chapter 30, section 3.6). */
import { useState } from 'react';
import { NEED_HOW, REFUSALS } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDeskState } from '../desk-context.tsx';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { favourites, itemOf, offered, openedServices, servicesFor } from '../offers.ts';
import { useNeedSearch } from '../need-search.ts';
import { Choices, Part } from '../parts/choices.tsx';
import { needIcon } from '../parts/queue-table.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { servicesListed } from '../point-facts.ts';
import { helpAct, type How, type Outcome, type Refusal } from '../recording.ts';
import { useSpeech } from '../speech.tsx';
import { itemName } from '../../../desk/told.ts';
import { openNeeds } from '../waiting.ts';

export function HelpScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act, desk } = useAround();
  const { go } = useNavigation();
  const state = useDeskState();
  const events = desk.events();
  const today = offered(openedServices(events), servicesListed(state));
  const seen = openNeeds(visit).map(({ code }) => code);
  const [need, setNeed] = useState<string>();
  const [how, setHow] = useState<How>('said');
  const [service, setService] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [quantity, setQuantity] = useState(1);
  const [refusal, setRefusal] = useState<Refusal>();
  const [typed, setTyped] = useState('');
  const found = useNeedSearch(speech.code, typed);
  const needs = found ?? favourites(seen, events, today).slice(0, 9);
  const services = servicesFor(need, today).slice(0, 9);
  const item = service ? itemOf(service) : undefined;
  const pickService = (code: string): void => {
    setService(code);
    setOutcome('given');
    setQuantity(itemOf(code) ? visit.heads : 1);
  };
  const ready =
    need !== undefined &&
    (outcome === 'later' ||
      outcome === undefined ||
      (service !== undefined && (outcome === 'given' || refusal !== undefined)));
  const save = (): void => {
    if (!need || !ready) return;
    const given = { need, how, service, outcome: outcome ?? 'later', quantity, refusal };
    void act(
      helpAct(visit, given),
      service && outcome === 'given'
        ? t('say.given', { service: speech.need(service) })
        : t('say.need', { need: speech.need(need) }),
    ).then((operation) => {
      if (operation) go({ screen: visit.called ? 'visit' : 'queue', visit: visit.visit_id });
    });
  };
  useKeys({
    ...digits(
      (index) => {
        const code = need ? services[index] : needs[index];
        if (!code) return;
        if (need) pickService(code);
        else setNeed(code);
      },
      need ? services.length : needs.length,
    ),
    'Ctrl+Enter': save,
    Escape: () => (need ? setNeed(undefined) : go({ screen: 'visit', visit: visit.visit_id })),
  });
  const needChoice = (code: string) => ({
    value: code,
    label: speech.need(code),
    icon: needIcon(code),
    ...(seen.includes(code) ? { note: t('help.seen') } : {}),
  });
  return (
    <div className="column">
      <TaskHead visit={visit} title={t('task.help')} />
      <div className="two">
        <Part title={t('help.need')} hint={t('help.need_hint')}>
          <Choices
            label={t('help.need')}
            of={(need && !needs.includes(need) ? [need, ...needs] : needs).map(needChoice)}
            chosen={need}
            pick={(code) => setNeed(code === need ? undefined : code)}
            numbered={!need}
          />
          {found?.length === 0 ? <p className="hint">{t('help.no_need')}</p> : null}
          <label className="entry part">
            {t('help.search')}
            <input
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              dir="auto"
              autoComplete="off"
            />
          </label>
          {need ? (
            <Part title={t('help.how')}>
              <Choices
                label={t('help.how')}
                of={NEED_HOW.map((value) => ({ value, label: t(`help.${value}`) }))}
                chosen={how}
                pick={setHow}
                few
              />
            </Part>
          ) : null}
        </Part>
        <Part title={t('help.service')} hint={t(need ? 'help.service_hint' : 'help.need_first')}>
          <Choices
            label={t('help.service')}
            of={services.map((code) => ({
              value: code,
              label: speech.need(code),
              icon: needIcon(code),
            }))}
            chosen={service}
            pick={(code) => {
              if (code === service) {
                setService(undefined);
                setOutcome(undefined);
              } else pickService(code);
            }}
            numbered={need !== undefined}
          />
          {service ? (
            <>
              {item && outcome !== 'not_given' ? (
                <Part title={t('help.quantity', { item: itemName(speech, item) })}>
                  <Amount value={quantity} set={setQuantity} />
                </Part>
              ) : null}
              <Part title={t('help.outcome')}>
                <Choices
                  label={t('help.outcome')}
                  of={(['given', 'not_given', 'later'] as const).map((value) => ({
                    value,
                    label: t(`help.${value}`),
                  }))}
                  chosen={outcome}
                  pick={setOutcome}
                  few
                />
              </Part>
            </>
          ) : null}
          {outcome === 'not_given' ? (
            <Part title={t('help.why_not')}>
              <Choices
                label={t('help.why_not')}
                of={(Object.keys(REFUSALS) as Refusal[]).map((value) => ({
                  value,
                  label: t(`refusal.${value}`),
                }))}
                chosen={refusal}
                pick={setRefusal}
              />
            </Part>
          ) : null}
        </Part>
      </div>
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!ready}>
          {t('act.save_go_on')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
        <span className="hint">
          {need ? (service ? '' : t('help.need_only')) : t('help.pick_need')}
        </span>
      </div>
    </div>
  );
}

function Amount({ value, set }: { value: number; set: (value: number) => void }) {
  const { t, number } = useSpeech();
  return (
    <span className="amount">
      <button
        type="button"
        className="btn"
        aria-label={t('help.less')}
        onClick={() => set(Math.max(1, value - 1))}
      >
        −
      </button>
      <output aria-live="polite">{number(value)}</output>
      <button
        type="button"
        className="btn"
        aria-label={t('help.more')}
        onClick={() => set(Math.min(10_000, value + 1))}
      >
        +
      </button>
    </span>
  );
}
