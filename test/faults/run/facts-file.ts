import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Fact } from "./fact.js";

/** Appends facts. Each is with the kernel when `tell` returns, so that a SIGKILL of the writer loses none that was told. */
export function factsWriter(path: string): (fact: Fact) => void {
  const file = openSync(path, "a");
  return (fact) => void writeSync(file, `${JSON.stringify(fact)}\n`);
}

/** Reads what has been appended since it was last asked. A half line, which a killed writer may leave, stays unread. */
export class FactsReader {
  readonly #path: string;
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.#path = path;
  }

  read(): readonly Fact[] {
    const file = openSync(this.#path, "a+");
    const chunk = Buffer.alloc(1 << 20);
    const facts: Fact[] = [];
    for (let size = readSync(file, chunk, 0, chunk.length, this.#offset); size > 0; ) {
      this.#offset += size;
      const lines = (this.#rest + chunk.toString("latin1", 0, size)).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") facts.push(JSON.parse(line) as Fact);
      size = readSync(file, chunk, 0, chunk.length, this.#offset);
    }
    closeSync(file);
    return facts;
  }
}
