import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a registry as releases would have, with payloads of a usual size: `Message<n>`, version 1, each revision by another team. */
export function largeRegistry(folder: string, messages: number, revisions: number): void {
  for (let message = 0; message < messages; message += 1) {
    const name = `Message${message}`;
    const home = join(folder, name, "1");
    mkdirSync(home, { recursive: true });
    let after: readonly string[] = [];
    for (let revision = 0; revision < revisions; revision += 1) {
      const released = `2026-01-${String(revision + 10)}`;
      const text = `${JSON.stringify({ format: 1, released, after, contract: contract(name, revision) }, null, 2)}\n`;
      const id = createHash("sha256").update(text).digest("hex").slice(0, 32);
      writeFileSync(join(home, `${id}.json`), text);
      after = [id];
    }
  }
}

function contract(message: string, revision: number): object {
  const names = Array.from({ length: 30 }, (_, index) => `property${index}`);
  return {
    contentType: "application/json",
    headers: null,
    kind: "event",
    message,
    owner: `team-${revision}`,
    payload: {
      properties: Object.fromEntries(names.map((name) => [name, { maxLength: 64, minLength: 1, type: "string" }])),
      required: names.slice(0, 10),
      type: "object",
    },
    receivers: [],
    retention: { class: "transaction", years: 10 },
    senders: [],
    status: "current",
    upcast: null,
    version: 1,
  };
}
