import { digest, type FuzzInput, MARKER } from "./fuzz-input.js";

/** A message that lies in a dead-letter queue. */
export interface Letter {
  readonly body: Buffer;
  readonly messageId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** How one delivery of an input ended. */
export interface Ending {
  readonly messageId: string | undefined;
  readonly outcome: string;
  readonly reason?: string | undefined;
}

/** What became of the inputs, each of them looked for by itself. */
export interface Account {
  readonly acknowledged: number;
  readonly deadLettered: number;
  /** Deliveries that ended in a wait queue. */
  readonly retries: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** What must not be, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/** Finds each input among the acknowledged and the dead letters, once. `sent` are those that the broker has taken. */
export function account(
  sent: readonly FuzzInput[],
  endings: readonly Ending[],
  letters: readonly Letter[],
  personal: readonly string[],
): Account {
  const faults: string[] = [];
  const acknowledged = new Set<string>();
  for (const { messageId, outcome, reason } of endings) {
    // Whatever came of it in the end: a message brought a fault of ours to light.
    if (reason === "internal-fault")
      faults.push(`a fault of the runtime itself at ${messageId ?? "one without an id"} (${outcome})`);
    if (outcome === "ack") acknowledged.add(markerIn(messageId) ?? "");
  }
  // What cannot be read is rejected, and the broker says so instead of us; the consumer tells each one.
  let unread = endings.filter(({ outcome }) => outcome === UNREADABLE).length;
  const open = new Map(sent.filter(({ marker }) => !acknowledged.has(marker)).map((input) => [input.marker, input]));
  const reasons: Record<string, number> = {};
  const dead = new Set<string>();
  // Those first that say who they are: what is left is told by its body.
  const inOrder = letters.toSorted((a, b) => Number(markerOf(a) === undefined) - Number(markerOf(b) === undefined));
  for (const letter of inOrder) {
    const input = inputOf(letter, open);
    if (input === undefined) faults.push(`a dead letter that nobody sent, or a second one: ${shown(letter)}`);
    else {
      open.delete(input.marker);
      dead.add(input.marker);
      faults.push(...faultsOf(letter, input, personal));
      if (reasonOf(letter) === UNREADABLE) unread -= 1;
    }
    const reason = reasonOf(letter) ?? "none";
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  for (const { marker, what } of sent) {
    const ends = Number(acknowledged.has(marker)) + Number(dead.has(marker));
    if (ends === 0) faults.push(`${marker} (${what}) is nowhere: neither acknowledged nor dead-lettered`);
    if (ends === 2) faults.push(`${marker} (${what}) was acknowledged and dead-lettered`);
  }
  if (unread !== 0)
    faults.push(
      `${Math.abs(unread)} ${unread > 0 ? "more" : "fewer"} were told as unreadable than became dead letters so`,
    );
  const retries = endings.filter(({ outcome }) => outcome === "retry").length;
  return { acknowledged: acknowledged.size, deadLettered: dead.size, retries, reasons, faults };
}

/** How a delivery ends of which nothing but its body can be read, and the reason of such a dead letter. */
export const UNREADABLE = "unreadable";

/** Ours, or that of a broker to which the message was rejected because it could not be read. */
function reasonOf({ headers }: Letter): string | undefined {
  const { "x-dead-reason": reason, "x-first-death-reason": brokers } = headers;
  if (typeof reason === "string" && reason !== "") return reason;
  return brokers === "rejected" ? UNREADABLE : undefined;
}

/** The marker that stands in a text. */
export function markerIn(text: unknown): string | undefined {
  return typeof text === "string" ? /fuzz-\d+-\d{6}\./.exec(text)?.[0] : undefined;
}

/** By its marker; where that had to be left behind with its headers and its id, by its body. */
function inputOf(letter: Letter, open: ReadonlyMap<string, FuzzInput>): FuzzInput | undefined {
  const marker = markerOf(letter);
  if (marker !== undefined) return open.get(marker);
  const wanted = digest(letter.body);
  return [...open.values()].find(({ body }) => digest(body) === wanted);
}

function markerOf({ headers, messageId }: Letter): string | undefined {
  return markerIn(headers[MARKER]) ?? markerIn(messageId);
}

/** Headers that the runtime writes, in which nothing of a payload may stand. */
const WRITTEN = ["x-dead-reason", "x-dead-detail", "x-last-reason", "x-dead-class", "x-dropped-headers"];

function faultsOf(letter: Letter, { marker, what, body }: FuzzInput, personal: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const reason = reasonOf(letter);
  if (reason === undefined || (reason !== UNREADABLE && typeof letter.headers["x-dead-class"] !== "string"))
    faults.push(
      `${marker} (${what}) is a dead letter without a reason (the broker's: ${letter.headers["x-first-death-reason"]})`,
    );
  if (!letter.body.equals(body)) faults.push(`${marker} (${what}) has another body than was sent`);
  const written = JSON.stringify(WRITTEN.map((name) => letter.headers[name]));
  for (const value of personal)
    if (written.includes(value)) faults.push(`${marker} (${what}) tells a personal value in its reason`);
  return faults;
}

function shown({ messageId, headers }: Letter): string {
  return `${messageId ?? "no id"} (${String(headers["x-dead-reason"])})`;
}
