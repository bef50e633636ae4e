/** Open the point (PT-01, PT-02, VOL-04; chapter 30, section 3.1): agreement, notice, team, spaces, services of today. */
import { useState } from 'react';
import type { EventBody } from '../../../desk/kinds.ts';
import { SPACES } from '../../../desk/values.ts';
import { notUndone } from '../../../desk/visit.ts';
import { useAround, useDeskState, useNow } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { Link } from '../navigation.tsx';
import { offered } from '../offers.ts';
import { needIcon } from '../parts/queue-table.tsx';
import { Says } from '../parts/says.tsx';
import { Toggle } from '../parts/toggle.tsx';
import { NobodyAlong } from '../parts/taken-along.tsx';
import { WhichPoint } from '../parts/which-point.tsx';
import { WithoutNetwork } from '../parts/without-network.tsx';
import {
  agreementOf,
  type Colleague,
  servicesListed,
  standingOf,
  teamOf,
  type TeamRole,
} from '../point-facts.ts';
import { type Speech, useSpeech } from '../speech.tsx';

type Space = (typeof SPACES)[number];
const isSpace = (name: string): name is Space => (SPACES as readonly string[]).includes(name);

/** Roles that the desk has words for; others are shown as they are named. */
const NAMED_ROLES = [
  'desk',
  'volunteer',
  'caseworker',
  'mediator',
  'interpreter',
  'point_manager',
  'clinician',
  'administrator',
  'editor',
  'translator',
  'child',
  'survivor',
  'dpo',
  'health_worker',
  'health_volunteer',
] as const;

/** What was ticked for one point is nothing of another's. */
export function OpenScreen() {
  const { points } = useDeskState();
  return <OpenPoint key={points[0]?.point_id} />;
}

function OpenPoint() {
  const speech = useSpeech();
  const { t, day } = speech;
  const { act, desk } = useAround();
  const state = useDeskState();
  const now = useNow();
  const { points } = state;
  const point = points[0];
  const agreement = agreementOf(point, now);
  const opened = notUndone(desk.events(), 'point_opened').at(-1);
  const closed = notUndone(desk.events(), 'point_closed').at(-1);
  const isOpen = opened !== undefined && (closed === undefined || closed.at < opened.at);
  const before = opened?.body as EventBody<'point_opened'> | undefined;
  const team = teamOf(state);
  const listed = offered(undefined, servicesListed(state));
  const [spaces, setSpaces] = useState<readonly Space[]>(
    before?.spaces ?? (point?.spaces ?? []).filter(isSpace),
  );
  const [services, setServices] = useState<readonly string[]>(before?.services ?? listed);
  const [present, setPresent] = useState<readonly string[]>(
    before?.present ?? [state.worker.account],
  );
  const mayBeHere = team.filter(({ roles }) =>
    roles.some((role) => standingOf(role, now) !== 'ended'),
  );
  const open = (): void => {
    void act(
      {
        events: [
          {
            kind: 'point_opened',
            body: {
              agreement_seen: agreement.state === 'live',
              spaces: [...spaces],
              services: [...services],
              present: present.filter((account) =>
                mayBeHere.some((one) => one.account === account),
              ),
            },
          },
        ],
      },
      t('say.point_opened'),
    );
  };
  useKeys({ 'Ctrl+Enter': open });
  const live = agreement.state === 'live';
  return (
    <div className="column">
      <div className="head">
        <h1>{t(isOpen && opened ? 'nav.open' : 'open.title')}</h1>
        <Link to={{ screen: 'close' }} className="btn push">
          {t('close.title')}
        </Link>
      </div>
      <p className="lead">
        {isOpen && opened
          ? t('open.is_open', { time: speech.time(opened.at) })
          : t('open.is_closed')}
      </p>
      <WithoutNetwork quiet />
      <NobodyAlong />
      {points.length > 1 ? (
        <WhichPoint
          points={points}
          chosen={state.pointChosen ? point?.point_id : undefined}
          pick={(picked) => void desk.choosePoint(picked)}
        />
      ) : null}
      <div className="grid pairs">
        <section className={live ? 'card lintel' : 'card lintel none'}>
          <h2>{t('open.agreement')}</h2>
          <p>
            <b>
              {agreement.state === 'live'
                ? t('agreement.live_until', { day: day(agreement.until) })
                : agreement.state === 'ended'
                  ? t('agreement.ended')
                  : t(agreement.state === 'none' ? 'agreement.none' : 'agreement.unknown')}
            </b>
          </p>
          <p className="hint">{t('open.notice')}</p>
          <p>
            {t(
              live
                ? 'open.notice_live'
                : agreement.state === 'ended'
                  ? 'open.notice_ended'
                  : 'open.notice_none',
            )}
          </p>
          {live ? null : <Says kind="warn">{t('open.no_guarantee')}</Says>}
        </section>
        <section className="card lintel">
          <h2>{t('open.team')}</h2>
          <ul className="list">
            {team.map((one) => (
              <Member
                key={one.account}
                colleague={one}
                now={now}
                isHere={present.includes(one.account)}
                set={(here) =>
                  setPresent((all) =>
                    here ? [...all, one.account] : all.filter((account) => account !== one.account),
                  )
                }
              />
            ))}
          </ul>
        </section>
        <section className="card lintel">
          <h2>{t('open.spaces')}</h2>
          {SPACES.filter((space) => space === 'open' || point?.spaces.includes(space)).map(
            (space) => (
              <Toggle
                key={space}
                on={spaces.includes(space)}
                set={(on) =>
                  setSpaces((all) => (on ? [...all, space] : all.filter((one) => one !== space)))
                }
              >
                {t(`space.${space}`)}
              </Toggle>
            ),
          )}
        </section>
        <section className="card lintel">
          <h2>{t('open.services')}</h2>
          <div className="toggles">
            {[...new Set([...listed, ...services])].map((code) => (
              <Toggle
                key={code}
                on={services.includes(code)}
                set={(on) =>
                  setServices((all) => (on ? [...all, code] : all.filter((one) => one !== code)))
                }
              >
                <Icon name={needIcon(code)} />
                {speech.need(code)}
              </Toggle>
            ))}
          </div>
        </section>
      </div>
      <div className="dock">
        <button type="button" className="btn one" onClick={open}>
          {t(isOpen ? 'open.again' : live ? 'open.open' : 'open.open_without')}{' '}
          <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
        <span className="hint">
          {t('open.count', { services: services.length, people: present.length })}
        </span>
      </div>
    </div>
  );
}

/** "Desk", "Desk, until 1 December", "Desk, ended". */
function badgeText(
  { t, day }: Speech,
  { role, until }: TeamRole,
  standing: 'ok' | 'ending' | 'ended',
): string {
  const known = NAMED_ROLES.find((one) => one === role);
  const name = known ? t(`role.${known}`) : role;
  if (standing === 'ended') return t('role.ended', { role: name });
  return standing === 'ending' && until !== undefined
    ? t('role.until', { role: name, day: day(until) })
    : name;
}

function Member({
  colleague,
  now,
  isHere,
  set,
}: {
  colleague: Colleague;
  now: number;
  isHere: boolean;
  set: (here: boolean) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const { name, roles } = colleague;
  const lapsed = roles.length > 0 && roles.every((role) => standingOf(role, now) === 'ended');
  return (
    <li>
      <span className="grow">
        <bdi>
          <b>{name}</b>
        </bdi>{' '}
        {roles.map((role) => {
          const standing = standingOf(role, now);
          return (
            <span key={role.role} className={`badge ${standing}`}>
              <Icon name={standing === 'ok' ? 'yes' : standing === 'ending' ? 'clock' : 'no'} />
              {badgeText(speech, role, standing)}
            </span>
          );
        })}
        {lapsed ? <small className="hint"> {t('role.lapsed')}</small> : null}
      </span>
      {lapsed ? null : (
        <Toggle on={isHere} set={set}>
          {t('open.here')}
        </Toggle>
      )}
    </li>
  );
}
