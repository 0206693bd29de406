import type { JsonSchema } from "@insaka/schema";
import type { Revision } from "../baseline.js";
import { canonicalJson } from "../canonical-json.js";
import type { Receiver, Sender } from "../contract.js";
import type { VersionCase } from "./version-case.js";

/** What of a message is judged. */
export type MessagePart = "payload" | "headers";

/** One party, or several of one mind, and the schema that they hold to. */
export interface Side<Who extends Sender | Receiver> {
  readonly schema: JsonSchema;
  readonly revision: Revision;
  /** Empty where nobody is named: whoever is not in the documents, or sent it before there was a registry. */
  readonly who: readonly Who[];
}

/** A sender and a receiver that can meet. */
export interface Meeting {
  /** Who is older: a reader that runs already, or a message that was sent already (in a queue, a dead letter, the archive). */
  readonly older: "reader" | "message" | "neither";
  readonly part: MessagePart;
  readonly writer: Side<Sender>;
  readonly reader: Side<Receiver>;
}

/** A document that describes no headers sends none and reads over all. */
const noHeaders: JsonSchema = { type: "object", maxProperties: 0 };

/**
 * Every pair of one version that can meet and was not judged at an earlier release: senders of these documents with every
 * released revision's readers, and every released revision's messages with the readers of these documents. The newest
 * released revision comes first.
 */
export function meetingsOf(world: "closed" | "open", { now, before, heads }: VersionCase): readonly Meeting[] {
  if (now === null || now.contract.status === "retired") return [];
  // Equal digests first: of most contracts nothing more need be known.
  const isKnown = (head: Revision): boolean => head.digest === now.digest || whatMeets(head) === whatMeets(now);
  if (heads.length > 0 && heads.every(isKnown)) return [];
  const open = world === "open";
  return (["payload", "headers"] as const).flatMap((part) => {
    const [writers, readers] = [writersNow(now, part, open), readersNow(now, part, open)];
    return [
      ...before
        .toReversed()
        .flatMap((revision) => [
          ...meet("reader", part, writers, readersThen(revision, part, open)),
          ...meet("message", part, writersThen(revision, part, open), readers),
        ]),
      ...(isRestated(now, part) ? meet("neither", part, writers, readers) : []),
    ];
  });
}

function meet(
  older: Meeting["older"],
  part: MessagePart,
  writers: readonly Side<Sender>[],
  readers: readonly Side<Receiver>[],
): readonly Meeting[] {
  return writers.flatMap((writer) => readers.map((reader) => ({ older, part, writer, reader })));
}

/** Where a party restates the payload, the parties of these documents can differ among themselves. */
function isRestated({ contract }: Revision, part: MessagePart): boolean {
  return part === "payload" && [...contract.senders, ...contract.receivers].some(({ view }) => view !== undefined);
}

function writersNow(now: Revision, part: MessagePart, open: boolean): readonly Side<Sender>[] {
  const { status, senders, receivers } = now.contract;
  if (status === "draft") return [];
  if (open && senders.length === 0 && receivers.length === 0) return [anybody(now, part, "writer")];
  return bySchema(now, part, "writer", senders);
}

function readersNow(now: Revision, part: MessagePart, open: boolean): readonly Side<Receiver>[] {
  const { senders, receivers } = now.contract;
  if (open && senders.length === 0 && receivers.length === 0) return [anybody(now, part, "reader")];
  return bySchema(now, part, "reader", receivers);
}

function readersThen(revision: Revision, part: MessagePart, open: boolean): readonly Side<Receiver>[] {
  const { receivers } = revision.contract;
  return receivers.length === 0 && open
    ? [anybody(revision, part, "reader")]
    : bySchema(revision, part, "reader", receivers);
}

/** A deprecated version was sent once, by whomever: its messages are stored. A draft never was, and a retired one has no schema left. */
function writersThen(revision: Revision, part: MessagePart, open: boolean): readonly Side<Sender>[] {
  const { status, senders } = revision.contract;
  if (status === "draft" || status === "retired") return [];
  const unnamed = senders.length === 0 && (open || status === "deprecated");
  return unnamed ? [anybody(revision, part, "writer")] : bySchema(revision, part, "writer", senders);
}

function anybody(revision: Revision, part: MessagePart, role: "writer" | "reader"): Side<never> {
  return { schema: schemaOf(revision, part, role), revision, who: [] };
}

function bySchema<Who extends Sender | Receiver>(
  revision: Revision,
  part: MessagePart,
  role: "writer" | "reader",
  parties: readonly Who[],
): readonly Side<Who>[] {
  const sides = new Map<JsonSchema, Who[]>();
  for (const party of parties) {
    const schema = part === "payload" && party.view !== undefined ? party.view : schemaOf(revision, part, role);
    sides.set(schema, [...(sides.get(schema) ?? []), party]);
  }
  return [...sides].map(([schema, who]) => ({ schema, revision, who }));
}

/** Who stands on one side of the pairs of a revision of these documents; nobody where it is retired. */
export function sidesOf(
  world: "closed" | "open",
  role: "writer" | "reader",
  now: Revision,
  part: MessagePart,
): readonly Side<Sender | Receiver>[] {
  if (now.contract.status === "retired") return [];
  return role === "writer" ? writersNow(now, part, world === "open") : readersNow(now, part, world === "open");
}

/** What a revision says of a part; for the headers that it does not describe: it sends none, and reads over all. */
function schemaOf({ contract }: Revision, part: MessagePart, role: "writer" | "reader"): JsonSchema {
  if (part === "payload") return contract.payload;
  return contract.headers ?? (role === "writer" ? noHeaders : true);
}

/** How the payload is restated, each way once; null stands for the payload itself. */
function distinctViews(parties: readonly (Sender | Receiver)[]): readonly (string | null)[] {
  return [...new Set(parties.map(({ view }) => (view === undefined ? null : canonicalJson(view))))].sort();
}

/** Equal texts: nobody meets anybody that has not met at the release before. */
function whatMeets({ contract }: Revision): string {
  const { payload, headers, status, senders, receivers } = contract;
  const sent = status === "draft" || status === "retired" ? status : distinctViews(senders);
  return canonicalJson([payload, headers, sent, distinctViews(receivers)]);
}
