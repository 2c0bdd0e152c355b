/** A program that runs in a thread: what frames its calls. Its other methods are those that can be called from outside. */
export interface Program {
  /** Begins a transaction. @param methods what will be called in it. */
  begin(methods: readonly string[]): void;
  commit(): void;
  rollback(): void;
  /** Whether the transaction has ended already: a statement of a handler can end it. */
  hasEnded?(): boolean;
  /** How many notifications the last transaction received, if the program receives any. */
  received?(): number;
  /** Does work that can be deferred until nothing has been called for a while. */
  whenIdle?(): void;
  /** Milliseconds until `sync` has to be called; `undefined` if everything committed has been synced. */
  syncDueIn?(): number | undefined;
  /** Syncs everything that has been committed, by the end of the transaction. */
  sync?(): void;
  /** Examines the error that a transaction failed with, after its rollback. @returns what to do with its calls. */
  afterFailure?(error: unknown): Advice;
  /** What the operator has to know, as sentences, since the last time. */
  notices?(): string[];
  /** Checks once a second whether the program can go on. @throws Error if it cannot; then the thread ends. */
  watch?(): void;
  close(): void;
}

/** What to do with the calls of a transaction that failed: run it again, run each call by itself, or give up. */
export type Advice = 'again' | 'apart' | 'give up';

/** The names of the methods of a program that can be called from outside its thread. */
export type MethodName<P> = Exclude<keyof P, keyof Program> & string;

/** The same methods by name. */
type MethodsOf<P> = { readonly [M in MethodName<P>]: MethodOf<P[M]> };

/** What a method takes. */
export type ArgumentsOf<P, M extends MethodName<P>> = Parameters<MethodsOf<P>[M]>;

/** What a method returns. */
export type ResultOf<P, M extends MethodName<P>> = ReturnType<MethodsOf<P>[M]>;

type MethodOf<F> = F extends (...args: infer A) => infer R ? (...args: A) => R : never;
