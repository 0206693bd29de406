import type { AnyMessage, MessageRecord, RecordOf } from "./records.js";

/** How to wait. */
export interface WaitOptions {
  /** Milliseconds of real time after which a wait that has not come true fails; 2,000 unless given. */
  readonly within?: number;
}

/** What happened of one kind, in order, and what is still to come. */
export interface RecordList<R extends MessageRecord> {
  /**
   * The next record that no `next` has given out before; waits for it when there is none yet.
   *
   * @param where - fields that it must have, such as `{ by: "communications" }`
   * @throws Error when it does not come in time, listing what did happen
   */
  next<V extends object>(message: AnyMessage<V>, where?: Partial<R>, options?: WaitOptions): Promise<RecordOf<R, V>>;
  next(where?: Partial<R>, options?: WaitOptions): Promise<R>;
  /** Everything so far, given out or not. */
  all<V extends object>(message: AnyMessage<V>, where?: Partial<R>): readonly RecordOf<R, V>[];
  all(where?: Partial<R>): readonly R[];
  readonly count: number;
}

interface Waiter<R> {
  readonly fits: (record: R) => boolean;
  readonly give: (record: R) => void;
}

const PATIENCE = 2_000;

export class Records<R extends MessageRecord> implements RecordList<R> {
  readonly #kind: string;
  readonly #soFar: () => string;
  readonly #records: R[] = [];
  readonly #given = new Set<R>();
  readonly #waiters = new Set<Waiter<R>>();

  /**
   * @param kind - the word for errors: `published`, `handled`
   * @param soFar - what has happened, for the error of a wait that does not come true
   */
  constructor(kind: string, soFar: () => string) {
    this.#kind = kind;
    this.#soFar = soFar;
  }

  get count(): number {
    return this.#records.length;
  }

  add(record: R): void {
    this.#records.push(record);
    for (const waiter of this.#waiters) {
      if (!waiter.fits(record)) continue;
      this.#waiters.delete(waiter);
      this.#given.add(record);
      waiter.give(record);
      return;
    }
  }

  next<V extends object>(message: AnyMessage<V>, where?: Partial<R>, options?: WaitOptions): Promise<RecordOf<R, V>>;
  next(where?: Partial<R>, options?: WaitOptions): Promise<R>;
  next(...args: readonly unknown[]): Promise<unknown> {
    const { wanted, rest } = criteria<R>(args);
    const fits = (record: R): boolean => hasAll(record, wanted);
    const ready = this.#records.find((record) => !this.#given.has(record) && fits(record));
    if (ready !== undefined) {
      this.#given.add(ready);
      return Promise.resolve(ready);
    }
    const { within = PATIENCE } = (rest ?? {}) as WaitOptions;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`nothing was ${this.#kind} ${told(wanted)} within ${within} ms.\n${this.#soFar()}`));
      }, within);
      const waiter: Waiter<R> = {
        fits,
        give(record) {
          clearTimeout(timer);
          resolve(record);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  all<V extends object>(message: AnyMessage<V>, where?: Partial<R>): readonly RecordOf<R, V>[];
  all(where?: Partial<R>): readonly R[];
  all(...args: readonly unknown[]): readonly unknown[] {
    const { wanted } = criteria<R>(args);
    return this.#records.filter((record) => hasAll(record, wanted));
  }
}

/** A descriptor stands first, or not at all. */
function criteria<R extends MessageRecord>(
  args: readonly unknown[],
): { readonly wanted: Partial<R>; readonly rest: unknown } {
  const [first, ...others] = args;
  const [where, rest] = isDescriptor(first) ? others : args;
  const message = isDescriptor(first) ? { message: first.name } : {};
  return { wanted: { ...(where as Partial<R> | undefined), ...message } as Partial<R>, rest };
}

function isDescriptor(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "versions" in value && "name" in value;
}

function hasAll<R extends object>(record: R, wanted: Partial<R>): boolean {
  return Object.entries(wanted).every(([name, value]) => record[name as keyof R] === value);
}

/** Names and ids; whatever else somebody may look for stays out of an error. */
const SHOWN = ["message", "version", "by", "queue", "reason", "class", "messageId", "attempt", "attempts"];

function told(wanted: object): string {
  const parts = Object.entries(wanted).map(
    ([name, value]) => `${name} ${SHOWN.includes(name) ? String(value) : "..."}`,
  );
  return parts.length === 0 ? "at all" : `with ${parts.join(", ")}`;
}
