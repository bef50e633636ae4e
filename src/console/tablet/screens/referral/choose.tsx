/** A need, what is asked of the service, and the services of the network: those that fit first, each with what is known of it. */
import { useState } from 'react';
import { NEVER_OF_A_PERSON } from '../../../../desk/values.ts';
import type { Visit } from '../../../../desk/visit.ts';
import { asksForWoman } from '../../waiting.ts';
import { useDesk } from '../../desk-context.tsx';
import { digits, useKeys } from '../../keys.ts';
import { useNeedSearch } from '../../need-search.ts';
import { favourites } from '../../offers.ts';
import { Choices, Part } from '../../parts/choices.tsx';
import { needIcon } from '../../parts/queue-table.tsx';
import { useSpeech } from '../../speech.tsx';
import { firstWishes, referable, sameBranch, type Wish, wishesOf, WISHES } from './composing.ts';
import type { Drafting } from './drafts.ts';
import { isChecked, type Network, useChecks } from './network-hooks.ts';
import { Service } from './service.tsx';
import type { Condition } from './wire.ts';

const isUnknown = ({ verdict }: Condition): boolean => verdict === 'unknown';
/** Checked at once; a house seldom has more for one kind of need. */
const MOST = 12;

export function Choose({
  visit,
  known,
  drafting: { draft, change },
}: {
  visit: Visit;
  known: Network;
  drafting: Drafting;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const desk = useDesk();
  const [typed, setTyped] = useState('');
  const searched = useNeedSearch(speech.code, typed);
  const reached = (code: string): boolean =>
    known.network.some(({ service_type }) => sameBranch(code, service_type));
  const usual = referable(visit, favourites([], desk.events(), []).filter(reached)).slice(0, 9);
  const needs = (searched ?? usual).filter((code) => !NEVER_OF_A_PERSON.includes(code));
  const { need } = draft;
  const wishes = draft.wishes ?? firstWishes(visit);
  const asked = need ? wishesOf(visit, need, wishes) : undefined;
  const entries = need
    ? known.network.filter(({ service_type }) => sameBranch(need, service_type)).slice(0, MOST)
    : [];
  const checks = useChecks(
    entries.map(({ network_id }) => network_id),
    asked,
  );
  const rank = (id: string): number => {
    const check = checks.get(id);
    if (!isChecked(check)) return 2;
    return check.blocked || check.suspended ? 3 : check.conditions.some(isUnknown) ? 1 : 0;
  };
  const sorted = entries.toSorted((a, b) => rank(a.network_id) - rank(b.network_id));
  useKeys(
    need
      ? {}
      : digits((index) => {
          const code = needs[index];
          if (code) change({ need: code });
        }, needs.length),
  );
  const toggle = (wish: Wish): void =>
    change({
      wishes: wishes.includes(wish) ? wishes.filter((one) => one !== wish) : [...wishes, wish],
    });
  return (
    <>
      <Part title={t('referral.need')}>
        <Choices
          label={t('referral.need')}
          of={(need && !needs.includes(need) ? [need, ...needs] : needs).map((code) => ({
            value: code,
            label: speech.need(code),
            icon: needIcon(code),
          }))}
          chosen={need}
          pick={(code) => change(code === need ? { need: '' } : { need: code })}
          numbered={!need}
        />
        <label className="entry part">
          {t('help.search')}
          <input
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            dir="auto"
            autoComplete="off"
          />
        </label>
      </Part>
      {need ? (
        <>
          <Part title={t('referral.wishes')} hint={t('referral.wishes_hint')}>
            <Choices
              label={t('referral.wishes')}
              of={WISHES.filter((wish) => wish !== 'same_sex' || asksForWoman(visit)).map(
                (wish) => ({ value: wish, label: t('referral.condition', { name: wish }) }),
              )}
              chosen={wishes}
              pick={toggle}
              few
            />
          </Part>
          <Part title={t('referral.services')}>
            {sorted.length ? null : <p className="card">{t('referral.no_service')}</p>}
            <ul className="services">
              {sorted.map((entry) => (
                <Service
                  key={entry.network_id}
                  entry={entry}
                  check={checks.get(entry.network_id) ?? 'loading'}
                  network={known.network}
                  choose={(network_id) => {
                    const check = checks.get(network_id);
                    change({
                      network_id,
                      composing: true,
                      wishes,
                      ...(isChecked(check) ? { checked: check } : {}),
                    });
                  }}
                />
              ))}
            </ul>
          </Part>
        </>
      ) : null}
    </>
  );
}
