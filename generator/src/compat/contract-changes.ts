import { canonicalJson } from "./canonical-json.js";
import type { Contract } from "./contract.js";
import type { ContractChange } from "./contract-change.js";
import { partyChanges } from "./party-changes.js";
import { schemaChanges } from "./schema-changes.js";
import { shown } from "./shown-value.js";

/**
 * Tells in words what differs between two contracts: what the document says of the version, its payload and headers, the way
 * to it, who sends and who reads. Empty exactly where nothing differs.
 */
export function contractChanges(before: Contract, after: Contract): readonly ContractChange[] {
  const changes = [
    ...statusChanges(before, after),
    ...factChanges(before, after),
    ...payloadChanges(before, after),
    ...headerChanges(before, after),
    ...upcastChanges(before, after),
    ...partyChanges("senders", before.senders, after.senders),
    ...partyChanges("receivers", before.receivers, after.receivers),
  ];
  if (changes.length > 0 || canonicalJson(before) === canonicalJson(after)) return changes;
  return [{ part: "facts", pointer: null, text: "the same in other words" }];
}

function statusChanges(before: Contract, after: Contract): readonly ContractChange[] {
  if (before.status === after.status) return [];
  return [{ part: "status", pointer: null, text: `status ${before.status} -> ${after.status}` }];
}

function factChanges(before: Contract, after: Contract): readonly ContractChange[] {
  const facts = (contract: Contract): readonly (readonly [string, string | null])[] => [
    ["kind", contract.kind],
    ["owner", contract.owner],
    [
      "retention",
      contract.retention === null ? null : `${contract.retention.class} (${contract.retention.years} years)`,
    ],
    ["content type", contract.contentType],
  ];
  const old = new Map(facts(before));
  return facts(after).flatMap(([name, to]): readonly ContractChange[] => {
    const from = old.get(name) ?? null;
    if (from === to) return [];
    return [{ part: "facts", pointer: null, text: `${name} ${from ?? "none"} -> ${to ?? "none"}` }];
  });
}

function payloadChanges(before: Contract, after: Contract): readonly ContractChange[] {
  return schemaChanges(before.payload, after.payload).map(({ pointer, text }) => ({
    part: "payload",
    pointer,
    text: `${pointer === "" ? "payload" : pointer}: ${text}`,
  }));
}

function headerChanges(before: Contract, after: Contract): readonly ContractChange[] {
  if (before.headers === null && after.headers === null) return [];
  if (before.headers === null) return [{ part: "headers", pointer: null, text: "headers described" }];
  if (after.headers === null) return [{ part: "headers", pointer: null, text: "headers not described any more" }];
  return schemaChanges(before.headers, after.headers).map(({ pointer, text }) => ({
    part: "headers",
    pointer,
    text: `headers${pointer === "" ? "" : ` ${pointer}`}: ${text}`,
  }));
}

function upcastChanges(before: Contract, after: Contract): readonly ContractChange[] {
  if (canonicalJson(before.upcast) === canonicalJson(after.upcast)) return [];
  const text = upcastText(before, after);
  return [{ part: "upcast", pointer: null, text }];
}

function upcastText({ upcast: from }: Contract, { upcast: to, version }: Contract): string {
  const way = `upcaster from version ${version - 1}`;
  if (to === null) return `${way} removed`;
  if (from === null) return `${way} added (${inWords(to)})`;
  if (from.by === "function" && to.by === "function" && from.file === to.file) return `${way}: ${to.file} edited`;
  return `${way}: ${inWords(from)} -> ${inWords(to)}`;
}

/** An upcaster in a few words: its steps by name, or its file. */
export function inWords(upcast: NonNullable<Contract["upcast"]>): string {
  if (upcast.by === "function") return upcast.file;
  if (upcast.steps.length === 0) return "no steps";
  return upcast.steps.map((step) => `${step.op} ${shown("path" in step ? step.path : step.into)}`).join(", ");
}
