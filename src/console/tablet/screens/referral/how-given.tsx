/** How a yes is given: a mark or a name drawn here, a thumb on paper of which only the number of the sheet is noted, or aloud before a witness. */
import { useState } from 'react';
import { useDeskState } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { teamOf } from '../../point-facts.ts';
import type { Speech } from '../../speech.tsx';
import { strokesData, textData } from './composing.ts';
import { MarkPad, type Stroke } from './mark-pad.tsx';
import { type ConsentGiven, GIVEN, type Given } from './wire.ts';

export type Way = Pick<ConsentGiven, 'given' | 'sign' | 'witness'>;

const PICTURES = {
  mark: 'note',
  signature: 'read',
  thumb: 'sign',
  witnessed_voice: 'speak',
} as const;

export function HowGiven({
  speech: { t },
  worker,
  done,
  back,
}: {
  speech: Speech;
  worker: Speech;
  done: (way: Way) => void;
  back: () => void;
}) {
  const state = useDeskState();
  const [given, setGiven] = useState<Given>();
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const [sheet, setSheet] = useState('');
  const [witness, setWitness] = useState('');
  const others = teamOf(state).filter(({ account }) => account !== state.worker.account);
  const drawn = given === 'mark' || given === 'signature';
  const number = sheet.trim();
  const ready =
    (drawn && strokes.length > 0) ||
    (given === 'thumb' && number !== '') ||
    (given === 'witnessed_voice' && witness !== '');
  const finish = (): void => {
    if (!given || !ready) return;
    done({
      given,
      ...(drawn ? { sign: { kind: 'strokes' as const, data: strokesData(strokes) } } : {}),
      ...(given === 'thumb' ? { sign: { kind: 'sheet' as const, data: textData(number) } } : {}),
      ...(given === 'witnessed_voice' ? { witness } : {}),
    });
  };
  return (
    <section>
      <h1>{t('consent.how')}</h1>
      <div className="big">
        {GIVEN.map((one) => (
          <button
            key={one}
            type="button"
            className="choice"
            aria-pressed={given === one}
            onClick={() => setGiven(one)}
          >
            <Icon name={PICTURES[one]} />
            <span>{t('consent.way', { way: one })}</span>
          </button>
        ))}
      </div>
      {drawn ? (
        <div className="part">
          <MarkPad label={t('consent.pad')} strokes={strokes} set={setStrokes} />
          <button type="button" className="btn low" onClick={() => setStrokes([])}>
            <Icon name="undo" />
            {t('consent.again')}
          </button>
        </div>
      ) : null}
      {given === 'thumb' ? (
        <label className="entry part" lang={worker.tag} dir={worker.dir}>
          {worker.t('consent.sheet')}
          <input
            value={sheet}
            maxLength={20}
            dir="ltr"
            autoComplete="off"
            onChange={({ target }) => setSheet(target.value)}
          />
          <small>{worker.t('consent.sheet_note')}</small>
        </label>
      ) : null}
      {given === 'witnessed_voice' ? (
        <div className="part" lang={worker.tag} dir={worker.dir}>
          <label className="entry">
            {worker.t('consent.witness')}
            <select value={witness} onChange={({ target }) => setWitness(target.value)}>
              <option value="">{worker.t('consent.nobody')}</option>
              {others.map(({ account, name }) => (
                <option key={account} value={account}>
                  {name}
                </option>
              ))}
            </select>
            <small>{worker.t('consent.witness_note')}</small>
          </label>
        </div>
      ) : null}
      <div className="acts part">
        <button type="button" className="btn one" onClick={finish} aria-disabled={!ready}>
          {t('consent.done')}
        </button>
        <button type="button" className="btn" onClick={back}>
          <Icon name="back" />
          {t('act.back')}
        </button>
      </div>
    </section>
  );
}
