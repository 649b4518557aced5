/** One page in a browser, driven as a person would: with keys, a window and files. */
export interface Tab {
  open(url: string): Promise<void>;
  /** Follows a link, so to speak. */
  go(url: string): Promise<void>;
  back(): Promise<void>;
  /** Runs a function in the page, which sees nothing but its arguments. */
  run<R, A extends unknown[]>(inPage: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** Runs a script, which the page's policy does not concern. */
  load(script: string): Promise<void>;
  /** Types a text. A tab and a line feed are the keys. */
  type(text: string): Promise<void>;
  /** Chooses a file in the page's file input. */
  choose(path: string): Promise<void>;
  /** The window may stay wider. */
  resize(width: number, height: number): Promise<void>;
  /** A picture in PNG. */
  picture(): Promise<Uint8Array>;
  /** What the page has asked for since it was opened, itself included, where the browser tells. */
  requests(): string[] | undefined;
  close(): Promise<void>;
}

/** No window on the person's screen, and nothing to do with the person's session. */
export const ENVIRONMENT = { GDK_BACKEND: "x11", DBUS_SESSION_BUS_ADDRESS: "disabled:", NO_AT_BRIDGE: "1" };
