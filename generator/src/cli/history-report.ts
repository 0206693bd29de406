import type { Colors } from "picocolors/types.js";
import type { ContractChange, Diagnostic, MessageHistory, Receiver, Sender, VersionHistory } from "../index.js";

/** For people: a block for each version, newest first, with its revisions, and who sends and receives. */
export function textHistory(history: MessageHistory, pc: Colors): string {
  const gone = history.stated ? "" : pc.yellow("  no document states it any more");
  const lines = [`${pc.bold(history.message)}  ${history.kind}${gone}`];
  for (const version of history.versions.toReversed()) lines.push("", ...versionLines(version, pc));
  return lines.map((line) => `${line}\n`).join("");
}

/** For programs; `schemas/history.schema.json` describes it. */
export function jsonHistory(history: MessageHistory | null, diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ version: 1, command: "history", diagnostics, history }, null, 2)}\n`;
}

const date = "YYYY-MM-DD".length;
const shortId = 12;
/** Changes stand under each other, right of date and id. */
const indent = " ".repeat(2 + date + 2 + shortId + 2);

function versionLines(version: VersionHistory, pc: Colors): readonly string[] {
  const { revisions, unreleased, stated, status } = version;
  const count = `${revisions.length} revision${revisions.length === 1 ? "" : "s"}`;
  const gone = stated ? "" : `, ${pc.yellow("no document states it any more")}`;
  const title = `${pc.bold(`version ${version.version}`)}  ${statusColour(status, pc)}, ${count}${gone}`;
  const tense = stated ? ["sent by", "read by"] : ["was sent by", "was read by"];
  const width = Math.max(0, ...[...version.senders, ...version.receivers].map(({ service }) => service.length));
  return [
    title,
    ...revisions.flatMap(({ id, released, changes }, index) => {
      const head = `  ${released}  ${pc.cyan(id.slice(0, shortId))}  `;
      const first = index === 0 ? firstLine(version) : undefined;
      return under(head, [...(first === undefined ? [] : [first]), ...texts(changes)]);
    }),
    ...(unreleased === null ? [] : under(unreleasedHead(pc), unreleasedLines(version, unreleased))),
    ...partyLines(
      `  ${tense[0]}`,
      version.senders.map((sender) => [sender.service, sendingWay(sender)]),
      width,
      pc,
    ),
    ...partyLines(
      `  ${tense[1]}`,
      version.receivers.map((receiver) => [receiver.service, readingWay(receiver)]),
      width,
      pc,
    ),
  ];
}

function firstLine({ version, upcast }: VersionHistory): string {
  if (version === 1) return "first revision";
  return `first revision, after version ${version - 1}${upcast === null ? "" : `; upcaster: ${upcast}`}`;
}

function unreleasedHead(pc: Colors): string {
  return `  ${pc.yellow("not released yet".padEnd(date + 2 + shortId))}  `;
}

function unreleasedLines({ revisions }: VersionHistory, changes: readonly ContractChange[]): readonly string[] {
  return revisions.length === 0 ? ["never released"] : texts(changes);
}

function texts(changes: readonly ContractChange[]): readonly string[] {
  return changes.map(({ text }) => text);
}

function under(head: string, lines: readonly string[]): readonly string[] {
  const [first = "the same", ...others] = lines;
  return [`${head}${first}`, ...others.map((line) => `${indent}${line}`)];
}

function statusColour(status: VersionHistory["status"], pc: Colors): string {
  if (status === "current") return pc.green(status);
  return status === "draft" ? pc.cyan(status) : pc.dim(status);
}

function partyLines(
  title: string,
  parties: readonly (readonly [string, string])[],
  width: number,
  pc: Colors,
): readonly string[] {
  if (parties.length === 0) return [`${title} nobody`];
  return [title, ...parties.map(([service, way]) => `    ${service.padEnd(width)}  ${pc.dim(way)}`)];
}

function sendingWay({ operation, route }: Sender): string {
  return route === null ? `${operation}, as an answer` : `${operation}, to ${route.exchange} with ${route.routingKey}`;
}

function readingWay({ operation, by, queue, reads }: Receiver): string {
  const versions = `version${reads.length === 1 ? "" : "s"} ${reads.join(", ")}`;
  if (by === "reply") return `${operation}, as an answer, ${versions}`;
  return `${operation}, from ${queue?.name ?? "no queue"}${by === "broadcast" ? " of each instance" : ""}, ${versions}`;
}
