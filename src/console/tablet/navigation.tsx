/** Moving between addresses with the History API: links work, Back works, a reload shows the same. */
import {
  type AnchorHTMLAttributes,
  createContext,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { type Address, addressOf, pathOf } from './addresses.ts';

type Navigation = {
  address: Address;
  go(to: Address): void;
  /** Takes the place of the present address, so that Back does not come here again. */
  replace(to: Address): void;
  back(): void;
};

const Place = createContext<Navigation | undefined>(undefined);

export function NavigationProvider({ children }: { children: ReactNode }) {
  const [path, setPath] = useState(() => location.pathname);
  useEffect(() => {
    const read = () => setPath(location.pathname);
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const go = useCallback((to: Address) => {
    const next = pathOf(to);
    if (next !== location.pathname) history.pushState(null, '', next);
    setPath(next);
  }, []);
  const replace = useCallback((to: Address) => {
    history.replaceState(null, '', pathOf(to));
    setPath(pathOf(to));
  }, []);
  const value = useMemo<Navigation>(
    () => ({ address: addressOf(path), go, replace, back: () => history.back() }),
    [path, go, replace],
  );
  return <Place value={value}>{children}</Place>;
}

export function useNavigation(): Navigation {
  const found = useContext(Place);
  if (!found) throw new Error('There is no navigation around this part.');
  return found;
}

/** A real link that stays inside the app. */
export function Link({
  to,
  children,
  ...rest
}: { to: Address } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const { go } = useNavigation();
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={pathOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
