/** What a suite gets for one test: an empty store, and a way to look at the same data from elsewhere. Disposing it clears everything away. */
export interface Opened<Store> extends AsyncDisposable {
  store: Store;
  /** One more on the same data, as in another process or after a restart. It is closed with the rest. */
  another: () => Promise<Store>;
}

/** An adapter as the suites know it. */
export interface Registered<Subject> {
  /** The factory that it exports, by which `registry.test.ts` knows that none is missing. */
  name: string;
  open: () => Promise<Subject>;
}

/** Opens stores in `place`, which is cleared away after all of them are closed. */
export const openedOn = async <Store extends AsyncDisposable>(
  openOne: () => Promise<Store>,
  place?: AsyncDisposable,
): Promise<Opened<Store>> => {
  const stack = new AsyncDisposableStack();
  stack.use(place);
  const another = async (): Promise<Store> => stack.use(await openOne());
  return { store: await another(), another, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};
