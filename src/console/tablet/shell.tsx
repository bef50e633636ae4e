/** The frame of the desk (chapter 70, section 4): top bar, rooms, work, keys. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Address } from './addresses.ts';
import { useDesk, useDeskState, useNow } from './desk-context.tsx';
import { remember, remembered } from './device-memory.ts';
import { Icon } from './icon.tsx';
import { useKeys } from './keys.ts';
import { Link, useNavigation } from './navigation.tsx';
import { Says } from './parts/says.tsx';
import { Sheet } from './parts/sheet.tsx';
import { StatusLine } from './parts/status-line.tsx';
import { SyncPill } from './parts/sync-pill.tsx';
import { useTakingAlong } from './parts/taken-along.tsx';
import { agreementOf } from './point-facts.ts';
import { leavePractice, isPractice } from './practice-mark.ts';
import { REFERRALS_WAITING } from './screens/referral/slot.ts';
import { useSpeech, type WordId } from './speech.tsx';
import { UpdateReady } from './update-ready.tsx';

const ROOMS: readonly { to: Address; icon: string; word: WordId; also: readonly string[] }[] = [
  { to: { screen: 'queue' }, icon: 'queue', word: 'nav.queue', also: [] },
  { to: { screen: 'visits' }, icon: 'visit', word: 'nav.visits', also: ['visit'] },
  { to: { screen: 'referrals' }, icon: 'refer', word: 'nav.referrals', also: ['refer'] },
  { to: { screen: 'open' }, icon: 'day', word: 'nav.open', also: ['close'] },
  { to: { screen: 'sending' }, icon: 'send', word: 'nav.sending', also: [] },
  { to: { screen: 'settings' }, icon: 'gear', word: 'nav.settings', also: [] },
];

/** Keys that are the same everywhere, as the list behind `?` names them. */
const KEY_WORDS: readonly [string, WordId][] = [
  ['N', 'key.new'],
  ['/', 'key.find'],
  ['↑ ↓', 'key.move'],
  ['Enter', 'key.call'],
  ['E', 'key.help'],
  ['S', 'key.screening'],
  ['R', 'key.refer'],
  ['I', 'key.interpreter'],
  ['U', 'key.urgency'],
  ['T', 'key.turn'],
  ['C', 'key.cover'],
  ['?', 'key.all'],
];
const MORE_KEYS: readonly [string, WordId][] = [
  ['1 – 9', 'key.pick'],
  ['Ctrl Enter', 'key.save'],
  ['Esc', 'key.back'],
  ['Ctrl Z', 'key.undo'],
  ['G Q', 'key.go_queue'],
  ['G V', 'key.go_visits'],
  ['G R', 'key.go_referrals'],
  ['G O', 'key.go_open'],
  ['F6', 'key.region'],
];

export function Shell({
  children,
  wide = false,
  fresh,
}: {
  children: ReactNode;
  /** The screen brings its own columns. */
  wide?: boolean;
  /** Changes with the screen: the work area takes the focus. */
  fresh: string;
}) {
  const { t } = useSpeech();
  const desk = useDesk();
  const { address, go } = useNavigation();
  const work = useRef<HTMLElement>(null);
  const [keysShown, showKeys] = useState(false);
  const going = useGoing(go);
  useTakingAlong();
  const practice = isPractice();
  useKeys({
    ...going,
    KeyC: () => desk.cover(),
    Question: () => showKeys(true),
    F6: () => nextRegion(),
  });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else work.current?.focus({ preventScroll: true });
    work.current?.scrollTo({ top: 0 });
  }, [fresh]);
  return (
    <div className="desk">
      <TopBar />
      {practice ? (
        <section className="practice noprint" aria-label={t('practice.leave')}>
          <Icon name="warn" />
          <span>{t('practice.mark')}</span>
          <button type="button" className="btn low" onClick={leavePractice}>
            {t('practice.leave')}
          </button>
        </section>
      ) : null}
      <nav className="rail noprint" aria-label={t('nav.label')} data-region>
        <ul>
          {ROOMS.map(({ to, icon, word, also }) => {
            const here =
              address.screen === to.screen ||
              also.includes(address.screen) ||
              (to.screen === 'visits' &&
                'visit' in address &&
                !['queue', 'refer'].includes(address.screen));
            return (
              <li key={to.screen}>
                <Link to={to} {...(here ? { 'aria-current': 'page' as const } : {})}>
                  <Icon name={icon} />
                  {t(word)}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <main
        id="main"
        ref={work}
        tabIndex={-1}
        className={wide ? 'work queue-page' : 'work'}
        data-region
      >
        <UpdateReady />
        <Notices />
        {children}
      </main>
      <footer className="keybar noprint" aria-hidden="true">
        {remembered('keys') === 'off' ? (
          <span>{t('key.off')}</span>
        ) : (
          <>
            <span className="some">
              {KEY_WORDS.slice(0, -1).map(([key, word]) => (
                <Key key={key} name={key} does={t(word)} />
              ))}
            </span>
            <Key name="?" does={t('key.all')} />
          </>
        )}
      </footer>
      <StatusLine />
      {keysShown ? (
        <Sheet title={t('key.title')} close={() => showKeys(false)}>
          <ul className="list">
            {[...KEY_WORDS, ...MORE_KEYS].map(([key, word]) => (
              <li key={key}>
                <span className="grow">{t(word)}</span>
                <kbd>{key}</kbd>
              </li>
            ))}
          </ul>
          <p className="hint">{t('key.note')}</p>
        </Sheet>
      ) : null}
    </div>
  );
}

function Key({ name, does }: { name: string; does: string }) {
  return (
    <span className="key">
      <kbd>{name}</kbd>
      {does}
    </span>
  );
}

/** `G`, then the letter of a room within two seconds. */
function useGoing(go: (to: Address) => void) {
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setWaiting(false), 2000);
    return () => clearTimeout(timer);
  }, [waiting]);
  const to = (address: Address) => () => {
    setWaiting(false);
    go(address);
  };
  return waiting
    ? {
        KeyQ: to({ screen: 'queue' }),
        KeyV: to({ screen: 'visits' }),
        KeyR: to({ screen: 'referrals' }),
        KeyO: to({ screen: 'open' }),
        KeyS: to({ screen: 'sending' }),
        KeyD: to({ screen: 'close' }),
      }
    : { KeyG: () => setWaiting(true) };
}

function nextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null || region.getClientRects().length > 0,
  );
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + 1) % regions.length];
  const inside = next?.querySelector<HTMLElement>('a[href], button, [tabindex="0"], input');
  (next?.tabIndex === -1 && !next.matches('nav, header') ? next : (inside ?? next))?.focus();
}

function TopBar() {
  const { t, day } = useSpeech();
  const desk = useDesk();
  const { worker, points } = useDeskState();
  const now = useNow();
  const point = points[0];
  const agreement = agreementOf(point, now);
  const live = agreement.state === 'live';
  const sun = useTheme();
  return (
    <header className="top noprint" data-region>
      <Link to={{ screen: 'queue' }} className="point">
        <Icon name="mark" />
        <bdi>{point?.name ?? t('app.name')}</bdi>
      </Link>
      <span className={live ? 'mark agreement' : 'mark agreement warned'}>
        <Icon name={live ? 'yes' : agreement.state === 'unknown' ? 'unknown' : 'warn'} />
        <span className="words">
          {agreement.state === 'live'
            ? t('agreement.live_until', { day: day(agreement.until) })
            : agreement.state === 'ended'
              ? t('agreement.ended')
              : agreement.state === 'none'
                ? t('agreement.none')
                : t('agreement.unknown')}
        </span>
      </span>
      <SyncPill />
      <button type="button" className="btn low" onClick={sun.toggle} aria-pressed={sun.on}>
        <Icon name="sun" />
        <span className="vh">{t('theme.sun')}</span>
      </button>
      <button type="button" className="btn low" onClick={() => desk.cover()}>
        <Icon name="cover" />
        <span className="text">{t('cover.button')}</span>
      </button>
      <span className="who">
        <bdi>{worker.name}</bdi>
      </span>
    </header>
  );
}

/** The theme of this tablet: that of the device, or the one chosen. */
export function useTheme(): { on: boolean; toggle: () => void } {
  const [theme, setTheme] = useState(() => document.documentElement.dataset['theme'] ?? '');
  const on = theme === 'sun';
  return {
    on,
    toggle() {
      const own = remembered('theme') ?? '';
      applyTheme(on ? (own === 'sun' ? '' : own) : 'sun');
      setTheme(document.documentElement.dataset['theme'] ?? '');
    },
  };
}

export function applyTheme(theme: string): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  // Letters may have another size now: what measures itself looks again.
  dispatchEvent(new Event('resize'));
}

export function chooseTheme(theme: string): void {
  remember('theme', theme);
  applyTheme(theme);
}

/** What concerns every screen: sign in again, a newer app, a store that is nearly full. */
function Notices() {
  const { t } = useSpeech();
  const { signedOut, noRole, tooOld, storage, points, pointChosen } = useDeskState();
  return (
    <>
      {noRole ? (
        <Says kind="warn" alert>
          {t('notice.no_role')}
        </Says>
      ) : null}
      {signedOut ? (
        <Says kind="warn" alert>
          <p>{t('notice.signed_out')}</p>
          <p>
            <a href="/staff/sign-in">{t('notice.sign_in')}</a>
          </p>
        </Says>
      ) : null}
      <REFERRALS_WAITING />
      {pointChosen ? null : (
        <Says kind="warn">
          <p>{t('notice.which_point', { point: points[0]?.name ?? '' })}</p>
          <p>
            <Link to={{ screen: 'open' }}>{t('open.which')}</Link>
          </p>
        </Says>
      )}
      {tooOld ? (
        <Says kind="warn" alert>
          {t('notice.too_old')}
        </Says>
      ) : null}
      {storage === 'fine' ? null : (
        <Says kind={storage === 'full' ? 'bad' : 'warn'} alert>
          {t(storage === 'full' ? 'notice.storage_full' : 'notice.storage_tight')}
        </Says>
      )}
    </>
  );
}
