/**
 * Opening the store of a worker on this tablet (chapter 30, section 5.2): a passkey, four words, or the code of a badge and its PIN.
 * A PIN alone is not offered: offline it could be tried a million times.
 */
import { type FormEvent, useEffect, useState } from 'react';
import { Says } from './parts/says.tsx';
import { WhoseTablet } from './parts/whose-tablet.tsx';
import { asciiDigits } from '../../languages/dates.ts';
import { useSpeech, type WordId } from './speech.tsx';
import { DeskError } from './store/desk.ts';
import type { Desk, Way } from './store/index.ts';
import { openedBy } from './opened-by.ts';

type Form = 'choose' | 'words' | 'badge' | 'first';

const FAULTS: Readonly<Record<string, WordId>> = {
  'no-contact': 'unlock.no_contact',
  'wrong-way': 'unlock.wrong',
  wait: 'unlock.wait',
  'lease-ended': 'unlock.lease_ended',
  'signed-out': 'unlock.signed_out',
  revoked: 'fault.revoked',
  'no-role': 'notice.no_role',
  'others-tablet': 'unlock.others_tablet',
  'open-elsewhere': 'unlock.elsewhere',
  'too-old': 'fault.too_old',
  damaged: 'unlock.damaged',
};

export function Unlock({
  open,
  stopped,
}: {
  open: (desk: Desk) => void;
  /** The house took this tablet out of use. */
  stopped: () => void;
}) {
  const { t } = useSpeech();
  const [form, setForm] = useState<Form>('choose');
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [hasCome] = useState(cameIn);
  const isIn = hasCome && fault !== 'signed-out';
  const [words, setWords] = useState('');
  const [badge, setBadge] = useState('');
  const [pin, setPin] = useState('');
  /** Asked of whoever uses this browser first; a shared one is the careful answer. */
  const [isFirst, setFirst] = useState<boolean>();
  const [shared, setShared] = useState(true);
  useEffect(() => {
    import('./real-desk.ts')
      .then(({ isFirstUse }) => isFirstUse())
      .then(setFirst, () => setFirst(false));
  }, []);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const enter = async (make: () => Promise<Way | undefined>, anew = false): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const { openReal } = await import('./real-desk.ts');
      const way = await make();
      const { desk, close } = await openReal(way, {
        anew,
        ...(isFirst ? { shared } : {}),
      });
      openedBy(way?.kind, close);
      open(desk);
    } catch (error) {
      const code = error instanceof DeskError ? error.code : 'other';
      if (code === 'revoked') stopped();
      setFault(code);
    } finally {
      setBusy(false);
    }
  };
  const wrong = (): never => {
    throw new DeskError('wrong-way', 'These are not words of the list.');
  };
  const byWords = (event: FormEvent): void => {
    event.preventDefault();
    void enter(async () => (await import('./ways.ts')).wordsWay(words) ?? wrong());
  };
  const byBadge = (event: FormEvent): void => {
    event.preventDefault();
    void enter(() => Promise.resolve(badgeWay(badge, pin) ?? wrong()));
  };
  /** Where the browser gives a passkey's own secret; elsewhere nothing comes back, and the other ways stay. */
  const byPasskey = (): void => {
    void enter(async () => (await (await import('./ways.ts')).passkeyWay()) ?? wrong());
  };
  const begin = async (): Promise<void> => {
    const { newFourWords } = await import('./ways.ts');
    setFresh(newFourWords());
    setForm('first');
  };
  const found = fault === undefined ? undefined : (FAULTS[fault] ?? 'fault.other');
  const whose = isFirst ? (
    <section className="part">
      <h2>{t('use.title')}</h2>
      <WhoseTablet shared={shared} say={setShared} />
      <p className="hint">{t('use.later')}</p>
    </section>
  ) : null;
  const signIn = (one: boolean) => (
    <a className={one ? 'btn one' : 'btn'} href="/staff/sign-in">
      {t('entry.sign_in')}
    </a>
  );
  const first = (one: boolean) => (
    <button type="button" className={one ? 'btn one' : 'btn'} onClick={() => void begin()}>
      {t('unlock.first')}
    </button>
  );
  const back = (
    <button type="button" className="btn" onClick={() => setForm('choose')}>
      {t('act.back')}
    </button>
  );
  // Buttons that change their places would be pressed by mistake.
  if (isIn && isFirst === undefined) return null;
  return (
    <>
      {found ? (
        <Says kind="warn" alert>
          <p>{t(found)}</p>
        </Says>
      ) : null}
      {form === 'choose' ? (
        <>
          {isIn ? (
            <p className="lead" role="status">
              {t('entry.signed_in')}
            </p>
          ) : (
            <>
              {signIn(true)}
              <p className="hint">{t('unlock.note')}</p>
            </>
          )}
          {isIn && isFirst ? first(true) : null}
          <button
            type="button"
            className={isIn && !isFirst ? 'btn one' : 'btn'}
            onClick={() => setForm('words')}
          >
            {t('unlock.words')}
          </button>
          <button type="button" className="btn" onClick={() => setForm('badge')}>
            {t('unlock.badge')}
          </button>
          {'PublicKeyCredential' in globalThis ? (
            <button type="button" className="btn" onClick={byPasskey} aria-disabled={isBusy}>
              {t('unlock.passkey')}
            </button>
          ) : null}
          {isIn && isFirst ? null : first(false)}
          {isIn ? signIn(false) : null}
        </>
      ) : null}
      {form === 'words' ? (
        <form onSubmit={byWords} className="opening">
          <label className="entry">
            {t('unlock.words_label')}
            <input
              value={words}
              onChange={({ target }) => setWords(target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              lang="en"
              dir="ltr"
            />
            <small>{t('unlock.words_hint')}</small>
          </label>
          <button className="btn one" aria-disabled={isBusy}>
            {t('cover.open')}
          </button>
          {back}
        </form>
      ) : null}
      {form === 'badge' ? (
        <form onSubmit={byBadge} className="opening">
          <label className="entry">
            {t('unlock.badge_label')}
            <input
              value={badge}
              onChange={({ target }) => setBadge(target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              dir="ltr"
            />
            <small>{t('unlock.badge_hint')}</small>
          </label>
          <label className="entry">
            {t('cover.pin')}
            <input
              value={pin}
              onChange={({ target }) => setPin(target.value)}
              type="password"
              inputMode="numeric"
              autoComplete="off"
            />
          </label>
          {whose}
          <button className="btn one" aria-disabled={isBusy}>
            {t('cover.open')}
          </button>
          {back}
        </form>
      ) : null}
      {form === 'first' ? (
        <>
          <p>{t('unlock.fresh')}</p>
          <p className="secret" lang="en" dir="ltr">
            <b>{fresh.join(' ')}</b>
          </p>
          <p className="hint">{t('unlock.fresh_note')}</p>
          {whose}
          <button
            type="button"
            className="btn one"
            aria-disabled={isBusy}
            onClick={() => void enter(() => Promise.resolve({ kind: 'words', words: fresh }))}
          >
            {t('unlock.fresh_go')}
          </button>
          {fault === 'wrong-way' ? (
            <button
              type="button"
              className="btn"
              onClick={() =>
                void enter(() => Promise.resolve({ kind: 'words', words: fresh }), true)
              }
            >
              {t('unlock.anew')}
            </button>
          ) : null}
          {back}
        </>
      ) : null}
    </>
  );
}

/** Whether the house's door has just led here; asked once, since it says nothing of later. */
function cameIn(): boolean {
  if (location.hash !== '#in') return false;
  history.replaceState(null, '', location.pathname);
  return true;
}

/** The badge's 16 bytes as base64url, and six digits in whatever script they were typed. */
function badgeWay(code: string, typed: string): Way | undefined {
  const pin = asciiDigits(typed).replace(/\s/g, '');
  if (!/^[\w-]{22}$/.test(code.trim()) || !/^\d{6}$/.test(pin)) return undefined;
  const raw = atob(code.trim().replaceAll('-', '+').replaceAll('_', '/'));
  return { kind: 'badge', badge: Uint8Array.from(raw, (sign) => sign.charCodeAt(0)), pin };
}
