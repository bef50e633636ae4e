/** The few parts of a service worker's scope that ours uses; the compiler's own list clashes with that of pages. */

export type WaitingEvent = Event & { waitUntil(work: Promise<unknown>): void };
export type PageFetchEvent = WaitingEvent & {
  readonly request: Request;
  respondWith(answer: Promise<Response> | Response): void;
};
export type PageMessageEvent = WaitingEvent & { readonly data: unknown };

export type PageSyncEvent = WaitingEvent & { readonly tag: string };

export type WorkerScope = {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  /** `sync` calls the worker when there is a network again, in browsers that can. */
  readonly registration: { sync?: { register(tag: string): Promise<void> } };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'message', listener: (event: PageMessageEvent) => void): void;
  addEventListener(type: 'sync', listener: (event: PageSyncEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: PageFetchEvent) => void): void;
};
