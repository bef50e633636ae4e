/** Reads the question aloud with a voice of this tablet, where it has one: nothing is sent to anybody for it. */
import { useEffect, useState } from 'react';
import { Icon } from '../../icon.tsx';
import type { Speech } from '../../speech.tsx';

function localVoice(code: string): SpeechSynthesisVoice | undefined {
  return globalThis.speechSynthesis
    ?.getVoices()
    .find(({ localService, lang }) => localService && lang.toLowerCase().startsWith(code));
}

export function HearIt({ speech: { code, t }, text }: { speech: Speech; text: string }) {
  const [voice, setVoice] = useState(() => localVoice(code));
  useEffect(() => {
    const voices = globalThis.speechSynthesis as SpeechSynthesis | undefined;
    const look = (): void => setVoice(localVoice(code));
    look();
    voices?.addEventListener('voiceschanged', look);
    return () => {
      voices?.removeEventListener('voiceschanged', look);
      voices?.cancel();
    };
  }, [code]);
  if (!voice) return <span className="soft">{t('welcome.no_sound')}</span>;
  return (
    <button
      type="button"
      className="btn low"
      onClick={() => {
        const said = new SpeechSynthesisUtterance(text);
        said.voice = voice;
        said.lang = voice.lang;
        speechSynthesis.cancel();
        speechSynthesis.speak(said);
      }}
    >
      <Icon name="ear" />
      {t('consent.hear')}
    </button>
  );
}
