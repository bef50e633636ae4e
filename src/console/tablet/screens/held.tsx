/** "Show me what you hold" (FIRE-09; J1 step 6): every line in plain words, to be read with her, each can be taken out. */
import { useEffect, useState } from 'react';
import type { Line, Visit } from '../../../desk/visit.ts';
import { useAround, useDesk, useNow } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Says } from '../parts/says.tsx';
import { heldText } from '../parts/side-panel.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useSpeech } from '../speech.tsx';
import { told } from '../../../desk/told.ts';

export function HeldScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const now = useNow();
  const { act } = useAround();
  const desk = useDesk();
  const { go } = useNavigation();
  const person = visit.subject ? desk.person(visit.subject) : undefined;
  const takeOut = ({ event }: Line): void => {
    void act(
      {
        events: [
          {
            kind: 'voided',
            visit_id: visit.visit_id,
            supersedes: event.event_id,
            body: { why: 'person_asked' },
          },
        ],
      },
      t('say.taken_out'),
    );
  };
  useKeys({ Escape: () => go({ screen: 'visit', visit: visit.visit_id }) });
  const mayTakeOut = ({ event }: Line): boolean =>
    !['visit_opened', 'voided', 'corrected'].includes(event.kind);
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.held')} />
      <Says icon="eye">
        <p>{heldText(speech, visit, now)}</p>
        <p>{person?.name ? t('held.name', { name: person.name }) : t('held.no_name')}</p>
        <p>{t('held.never')}</p>
      </Says>
      <ReadAloud
        lines={visit.lines.filter(({ struck }) => !struck).map(({ event }) => told(speech, event))}
      />
      <section className="card lintel part">
        <Timeline
          visit={visit}
          acts={(line) =>
            mayTakeOut(line) ? (
              <button
                type="button"
                className="link"
                aria-label={t('held.take_out_of', { line: told(speech, line.event) })}
                onClick={() => takeOut(line)}
              >
                {t('held.take_out')}
              </button>
            ) : null
          }
        />
      </section>
      <p className="hint part">{t('held.how')}</p>
    </div>
  );
}

/** Only a voice that speaks on this device: others send the text to somebody. Said to be a computer's. */
function ReadAloud({ lines }: { lines: readonly string[] }) {
  const { t, tag } = useSpeech();
  const voice = useLocalVoice(tag);
  const [isOn, setOn] = useState(false);
  useEffect(() => () => globalThis.speechSynthesis?.cancel(), []);
  if (!voice) return <p className="hint">{t('held.no_voice')}</p>;
  const read = (): void => {
    speechSynthesis.cancel();
    if (isOn) {
      setOn(false);
      return;
    }
    setOn(true);
    lines.forEach((line, index) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = voice;
      said.lang = voice.lang;
      if (index === lines.length - 1) said.addEventListener('end', () => setOn(false));
      speechSynthesis.speak(said);
    });
  };
  return (
    <div className="acts">
      <button type="button" className="btn" onClick={read} aria-pressed={isOn}>
        <Icon name="speak" />
        {t(isOn ? 'held.stop' : 'held.listen')}
      </button>
    </div>
  );
}

function useLocalVoice(tag: string): SpeechSynthesisVoice | undefined {
  const [voice, setVoice] = useState<SpeechSynthesisVoice>();
  useEffect(() => {
    const synthesis = globalThis.speechSynthesis as SpeechSynthesis | undefined;
    const look = (): void => {
      setVoice(
        synthesis
          ?.getVoices()
          .find(({ localService, lang }) => localService && lang.slice(0, 2) === tag.slice(0, 2)),
      );
    };
    look();
    synthesis?.addEventListener('voiceschanged', look);
    return () => synthesis?.removeEventListener('voiceschanged', look);
  }, [tag]);
  return voice;
}
