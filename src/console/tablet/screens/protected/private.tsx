/** Private help: somebody is handed over to trained colleagues, in words that tell nobody beside her what it is about (VUL-03, VUL-04). */
import { useRef, useState } from 'react';
import { SAME_SEX } from '../../../../desk/values.ts';
import type { Visit } from '../../../../desk/visit.ts';
import { useAround, useDeskState, useNow } from '../../desk-context.tsx';
import { useKeys } from '../../keys.ts';
import { useNavigation } from '../../navigation.tsx';
import { Choices, Part } from '../../parts/choices.tsx';
import { ticketName } from '../../parts/marks.tsx';
import { Says } from '../../parts/says.tsx';
import { TaskHead } from '../../parts/task-head.tsx';
import { standingOf, teamOf } from '../../point-facts.ts';
import { useSpeech } from '../../speech.tsx';
import { newVisitId } from '../../store/ids.ts';
import { spokenTag } from '../../waiting.ts';
import { AskedFor } from './asked-for.tsx';
import { firstWish, handOverAct, type Path, ROOM, sealTexts, type Wish } from './opening.ts';
import { Told } from './told.tsx';

const NOBODY = 'nobody';

export function PrivateScreen({ visit }: { visit: Visit }) {
  return visit.in_other_hands ? <AskedFor visit={visit} /> : <HandOver visit={visit} />;
}

function HandOver({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act, say } = useAround();
  const { go } = useNavigation();
  const state = useDeskState();
  const now = useNow();
  const [path, setPath] = useState<Path>();
  const [said, setSaid] = useState('');
  const [cameWith, setCameWith] = useState('');
  const [second, setSecond] = useState<string>();
  const [isMinor, setMinor] = useState(false);
  const [ownWish, setWish] = useState<Wish>();
  const [interpreter, setInterpreter] = useState(true);
  const { visit_id } = visit;
  const { worker, points, role_keys } = state;
  const wish = ownWish ?? firstWish(path, visit);
  const keys = role_keys.filter(({ compartment }) => compartment === path);
  const spaces = points[0]?.spaces ?? [];
  // Who stays with a child has a role that is open today.
  const colleagues = teamOf(state).filter(
    ({ account, roles }) =>
      account !== worker.account && roles.some((role) => standingOf(role, now) !== 'ended'),
  );
  const isSaving = useRef(false);
  // Two adults stay with everybody under 18, on either path.
  const asksSecond = path === 'child' || (path === 'survivor' && isMinor);
  const isReady = path !== undefined && (!asksSecond || second !== undefined);
  const save = async (): Promise<void> => {
    if (!path || !isReady || isSaving.current) return;
    isSaving.current = true;
    const named = colleagues.find(({ account }) => account === second);
    const by = {
      at: new Date().toISOString(),
      by: worker.account,
      ...(asksSecond ? { second: named?.account ?? null } : {}),
      ...(asksSecond && named ? { second_name: named.name } : {}),
    };
    const files = await sealTexts(keys, visit_id, { said, came_with: cameWith }, by);
    const given = { path, wish, interpreter, spaces, files, ref: newVisitId() };
    const sentence = t('say.private', { ticket: ticketName(speech, visit) });
    const done = await act(handOverAct(visit, given), sentence);
    isSaving.current = false;
    if (!done) return;
    // Whoever is in other hands is not taken back by a key.
    say(sentence);
    go({ screen: 'queue' });
  };
  useKeys({
    'Ctrl+Enter': () => void save(),
    Escape: () => {
      if (!said && !cameWith) go({ screen: 'visit', visit: visit_id });
    },
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.private')} />
      <p className="lead">{t('private.lead')}</p>
      <Choices<Path>
        label={t('private.who')}
        of={[
          { value: 'survivor', label: t('private.adult'), note: t('private.adult_note') },
          { value: 'child', label: t('private.child'), note: t('private.child_note') },
        ]}
        chosen={path}
        pick={setPath}
        few
      />
      {path ? (
        <>
          <div className="part">
            <Says {...(spaces.includes(ROOM[path]) ? {} : { kind: 'warn' as const })} icon="house">
              {spaces.includes(ROOM[path])
                ? t('private.goes_to', { space: t(`space.${ROOM[path]}`) })
                : t('private.no_room', { space: t(`space.${ROOM[path]}`) })}
            </Says>
          </div>
          {path === 'survivor' ? (
            <label className="switch">
              <input
                type="checkbox"
                checked={isMinor}
                onChange={({ target }) => setMinor(target.checked)}
              />
              <span>{t('private.minor')}</span>
            </label>
          ) : null}
          {asksSecond ? (
            <Part title={t('private.second')} hint={t('private.second_hint')}>
              <Choices
                label={t('private.second')}
                of={[
                  ...colleagues.map(({ account, name }) => ({ value: account, label: name })),
                  { value: NOBODY, label: t('private.nobody_yet') },
                ]}
                chosen={second}
                pick={setSecond}
              />
              {second === NOBODY ? (
                <div className="part">
                  <Says kind="warn">{t('private.call_second')}</Says>
                </div>
              ) : null}
            </Part>
          ) : null}
          <Part title={t('private.wish')}>
            <Choices<Wish>
              label={t('private.wish')}
              of={SAME_SEX.map((value) => ({ value, label: t(`welcome.${value}`) }))}
              chosen={wish}
              pick={setWish}
              few
            />
            {spokenTag(visit) ? (
              <label className="switch">
                <input
                  type="checkbox"
                  checked={interpreter}
                  onChange={({ target }) => setInterpreter(target.checked)}
                />
                <span>{t('private.interpreter')}</span>
              </label>
            ) : null}
          </Part>
          {keys.length ? (
            <>
              <Told
                label={t('private.told')}
                hint={t('private.sealed')}
                text={said}
                set={setSaid}
              />
              {path === 'child' ? (
                <Told label={t('private.came_with')} text={cameWith} set={setCameWith} />
              ) : null}
            </>
          ) : (
            <Says kind="warn">{t('private.no_key')}</Says>
          )}
          <div className="dock">
            <button
              type="button"
              className="btn one"
              onClick={() => void save()}
              aria-disabled={!isReady}
            >
              {t('private.go')} <kbd aria-hidden="true">Ctrl Enter</kbd>
            </button>
            {isReady ? null : <span className="hint">{t('private.second_first')}</span>}
          </div>
        </>
      ) : null}
    </div>
  );
}
