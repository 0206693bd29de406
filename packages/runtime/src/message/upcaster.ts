const REFUSAL: unique symbol = Symbol.for("insaka.Refusal") as never;

/** What an upcaster returns for a message that it cannot answer exactly: the message is dead-lettered as `upcast-refused`. */
export interface Refusal {
  readonly [REFUSAL]: true;
  /** The place in the message, as a JSON pointer. */
  readonly pointer: string;
  readonly reason: string;
}

/**
 * Brings a payload of one version to the next where steps cannot say how. It is called with a copy of its own and must answer
 * at once, the same for the same payload: it stands in one place for all consumers.
 *
 * What it returns is validated by the next version's schema, as the outcome of steps is.
 */
export type Upcaster<From, To> = (payload: From) => To | Refusal;

/**
 * Says that a message cannot be brought to the next version. Let the reason be a short constant: personal values are masked in it.
 *
 * @param pointer - the place in the message, such as `/amount`
 */
export function refuse(pointer: string, reason: string): Refusal {
  return { [REFUSAL]: true, pointer, reason };
}

/** Recognises a refusal by its brand, so that two copies of the package understand each other. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[REFUSAL] === true;
}
