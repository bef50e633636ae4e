/**
 * Screens whose code comes when they are first opened. React's own `lazy` with `Suspense` holds a screen back for 300 ms
 * after an empty place was shown in its stead, once for each that waits: almost a second before the first press.
 */
import { type ComponentType, useEffect, useState } from 'react';

/** A component that is nothing until its code is here. A code that does not come is thrown where the component stands. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let here: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [Part, setPart] = useState(() => here);
    const [failed, setFailed] = useState<{ error: unknown }>();
    useEffect(() => {
      if (Part) return;
      load().then(
        (part) => {
          here = part;
          setPart(() => part);
        },
        (error: unknown) => setFailed({ error }),
      );
    }, [Part]);
    if (failed) throw failed.error;
    return Part ? <Part {...props} /> : null;
  };
}
