/** A quiet, a warning or a bad notice, with its picture. */
import type { ReactNode } from 'react';
import { Icon } from '../icon.tsx';

export function Says({
  kind = 'plain',
  icon,
  children,
  alert = false,
}: {
  kind?: 'plain' | 'warn' | 'bad';
  icon?: string;
  children: ReactNode;
  alert?: boolean;
}) {
  const name = icon ?? (kind === 'plain' ? 'yes' : 'warn');
  return (
    <div className={`says ${kind}`} {...(alert ? { role: 'alert' } : {})}>
      <Icon name={name} />
      <div>{children}</div>
    </div>
  );
}
