/** What was done, for ten seconds, with the way back. Read out politely; never the only proof. */
import { useAround } from '../desk-context.tsx';
import { useSpeech } from '../speech.tsx';

export function StatusLine() {
  const { said } = useAround();
  const { t } = useSpeech();
  return (
    <div className={`spoken noprint${said?.bad ? ' bad' : ''}`} role="status" hidden={!said}>
      {said ? (
        <>
          <span className="text" key={said.nth}>
            {said.text}
          </span>
          {said.undo ? (
            <button type="button" onClick={said.undo}>
              {t('say.undo')} <kbd>Ctrl Z</kbd>
            </button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
