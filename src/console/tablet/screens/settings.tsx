/** Habits of this tablet: language, light, keys; and the way out. */
import { useEffect, useState } from 'react';
import { useDesk, useDeskState } from '../desk-context.tsx';
import { remember, remembered } from '../device-memory.ts';
import { Languages } from '../entry.tsx';
import { Link } from '../navigation.tsx';
import { Choices, Part } from '../parts/choices.tsx';
import { Says } from '../parts/says.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { TakenAlong } from '../parts/taken-along.tsx';
import { Toggle } from '../parts/toggle.tsx';
import { WhoseTablet } from '../parts/whose-tablet.tsx';
import { WithoutNetwork } from '../parts/without-network.tsx';
import { isPractice, leavePractice } from '../practice-mark.ts';
import { chooseTheme } from '../shell.tsx';
import { signOutWholly } from '../sign-out.ts';
import { useSpeech } from '../speech.tsx';
import { goingOf } from '../waiting.ts';

const THEMES = ['', 'light', 'dark', 'sun', 'contrast', 'contrast-dark'] as const;
type Theme = (typeof THEMES)[number];
const WORDS = {
  '': 'theme.device',
  light: 'theme.light',
  dark: 'theme.dark',
  sun: 'theme.sun',
  contrast: 'theme.contrast',
  'contrast-dark': 'theme.contrast_dark',
} as const;

export function SettingsScreen() {
  const { t, draft } = useSpeech();
  const desk = useDesk();
  const { waiting, needsLook, worker, shared, alone } = useDeskState();
  const practice = isPractice();
  const [theme, setTheme] = useState<string>(() => remembered('theme') ?? '');
  const [keys, setKeys] = useState(() => remembered('keys') !== 'off');
  const [leaving, setLeaving] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [kept, setKept] = useState(0);
  const going = practice ? 0 : goingOf({ waiting, needsLook });
  const stuck = practice ? 0 : needsLook.filter(({ actions }) => actions.includes('fix')).length;
  useEffect(() => {
    // Referrals are no sealed acts: nobody but she can send them, and they go with what she can read.
    if (leaving)
      desk.readOwn('referrals').then(
        (found) => setKept(Array.isArray(found) ? found.length : 0),
        () => setKept(0),
      );
  }, [desk, leaving]);
  const out = (): void => {
    if (practice) leavePractice();
    else if (!isBusy) {
      setBusy(true);
      void signOutWholly(desk).then((to) => location.assign(to));
    }
  };
  return (
    <div className="narrow">
      <h1>{t('nav.settings')}</h1>
      <p className="lead">
        <bdi>{worker.name}</bdi>
      </p>
      <Part title={t('settings.language')}>
        <Languages />
        {draft ? <p className="hint">{t('settings.draft')}</p> : null}
      </Part>
      <Part title={t('settings.theme')}>
        <Choices
          label={t('settings.theme')}
          of={THEMES.map((value) => ({ value, label: t(WORDS[value]) }))}
          chosen={theme as Theme}
          pick={(value) => {
            chooseTheme(value);
            setTheme(value);
          }}
        />
      </Part>
      <Part title={t('settings.keys')}>
        <Toggle
          on={keys}
          set={(on) => {
            remember('keys', on ? 'on' : 'off');
            setKeys(on);
          }}
        >
          {t('settings.keys_on')}
        </Toggle>
        <p className="hint">{t('key.note')}</p>
      </Part>
      <Part title={t('kept.title')}>
        <WithoutNetwork />
      </Part>
      {practice ? null : <TakenAlong />}
      {practice ? null : (
        <Part title={t('settings.tablet')}>
          <WhoseTablet
            shared={shared}
            alone={alone}
            say={(is) => void desk.shareTablet(is).catch(() => undefined)}
          />
        </Part>
      )}
      {practice ? null : (
        <Part title={t('settings.console')}>
          <div className="acts">
            <a className="btn" href="/staff/mine">
              {t('settings.mine')}
            </a>
            {worker.roles.includes('point_manager') ? (
              <a className="btn" href="/staff/point">
                {t('settings.point')}
              </a>
            ) : null}
          </div>
        </Part>
      )}
      <Part title={t('settings.out')}>
        {going ? <Says>{t('settings.out_waiting', { n: going })}</Says> : null}
        <div className="acts">
          <button type="button" className="btn" onClick={() => desk.lock()}>
            {t('settings.lock')}
          </button>
          <button type="button" className="btn" onClick={() => setLeaving(true)}>
            {t(practice ? 'practice.leave' : 'settings.sign_out')}
          </button>
        </div>
      </Part>
      {leaving ? (
        <Sheet
          title={t(practice ? 'practice.leave' : 'settings.sign_out')}
          close={() => setLeaving(false)}
          keys={{ Escape: () => setLeaving(false) }}
        >
          <p>{t(practice ? 'practice.leave_note' : 'settings.out_note')}</p>
          {going ? <Says>{t('settings.out_waiting', { n: going })}</Says> : null}
          {stuck ? (
            <Says kind="bad" alert>
              <p>{t('settings.out_stuck', { n: stuck })}</p>
              <p>
                <Link to={{ screen: 'sending' }}>{t('nav.sending')}</Link>
              </p>
            </Says>
          ) : null}
          {kept ? (
            <Says kind="bad" alert>
              <p>{t('settings.out_referrals', { n: kept })}</p>
              <p>
                <Link to={{ screen: 'referrals' }}>{t('nav.referrals')}</Link>
              </p>
            </Says>
          ) : null}
          <div className="acts">
            <button type="button" className="btn one" onClick={out} aria-disabled={isBusy}>
              {t(practice ? 'practice.leave' : 'settings.sign_out')}
            </button>
            <button type="button" className="btn" onClick={() => setLeaving(false)}>
              {t('act.cancel')}
            </button>
          </div>
          <p className="hint" role="status">
            {isBusy ? t('settings.out_busy') : null}
          </p>
        </Sheet>
      ) : null}
    </div>
  );
}
