/** One service of the network: whether it fits in a sentence, what is known behind it, and others where it does not. */
import { Icon } from '../../icon.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import { conditionName, Conditions } from './conditions.tsx';
import { type Check, isChecked } from './network-hooks.ts';
import type { NetworkLine } from './wire.ts';

export function Service({
  entry,
  check,
  network,
  choose,
}: {
  entry: NetworkLine;
  check: Check;
  network: readonly NetworkLine[];
  choose: (network_id: string) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const checked = isChecked(check) ? check : undefined;
  const stops = entry.suspended_at !== null || checked?.suspended === true;
  const blocked = stops || checked?.blocked === true || !entry.agreement_live;
  const named = (verdict: string): string =>
    speech.list(
      (checked?.conditions ?? [])
        .filter((line) => line.verdict === verdict)
        .map(({ name }) => conditionName(speech, name)),
    );
  const unknown = named('unknown');
  const [picture, kind, sentence] = stops
    ? (['no', 'does_not', t('referral.suspended')] as const)
    : !entry.agreement_live
      ? (['no', 'does_not', t('referral.no_agreement')] as const)
      : checked?.blocked
        ? (['no', 'does_not', t('referral.does_not', { what: named('does_not') })] as const)
        : check === 'loading'
          ? (['clock', 'unknown', t('referral.checking')] as const)
          : !checked
            ? (['unknown', 'unknown', t('referral.unchecked')] as const)
            : unknown
              ? (['unknown', 'unknown', t('referral.not_known', { what: unknown })] as const)
              : (['yes', 'fits', t('referral.fits_all')] as const);
  return (
    <li className={`card service ${kind}`}>
      <h3>
        <bdi>{entry.to_name}</bdi>
      </h3>
      <p className={`verdict ${kind}`}>
        <Icon name={picture} />
        <span>{sentence}</span>
      </p>
      <p className="hint">
        {t('referral.route', { route: entry.route })}{' '}
        {entry.answer_hours ? <bdi>{entry.answer_hours}</bdi> : null}
      </p>
      {checked ? (
        <details>
          <summary>{t('referral.known')}</summary>
          <Conditions lines={checked.conditions} />
        </details>
      ) : null}
      {blocked ? (
        checked?.alternatives.length ? (
          <div className="alternatives">
            <p>{t('referral.instead')}</p>
            <ul>
              {checked.alternatives.map(({ listing_code, network_id }) => {
                const other = network.find((one) => one.network_id === network_id);
                return (
                  <li key={listing_code}>
                    {other ? (
                      <button
                        type="button"
                        className="btn"
                        onClick={() => choose(other.network_id)}
                      >
                        <bdi>{other.to_name}</bdi>
                      </button>
                    ) : (
                      <a
                        href={`/${speech.code}/s/${listing_code}`}
                        target="_blank"
                        rel="noreferrer"
                      >
                        {t('referral.listed', { code: listing_code })}
                      </a>
                    )}
                  </li>
                );
              })}
            </ul>
          </div>
        ) : checked ? (
          <Says>{t('referral.no_other')}</Says>
        ) : null
      ) : (
        <div className="acts">
          <button
            type="button"
            className={kind === 'fits' ? 'btn one' : 'btn'}
            aria-disabled={check === 'loading'}
            onClick={() => {
              if (check !== 'loading') choose(entry.network_id);
            }}
          >
            {t('referral.choose', { place: entry.to_name })}
          </button>
        </div>
      )}
    </li>
  );
}
