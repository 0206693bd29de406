import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Subject } from "../subject.js";

const { resolve } = createRequire(import.meta.url);

/** The versions of the packages that these subjects stand for, and of the client under ours. */
export function versionsOf(subjects: readonly Subject[]): Readonly<Record<string, string>> {
  const names = new Set(subjects.map((subject) => subject.package));
  if (names.has("@insaka/runtime")) names.add("amqplib");
  return Object.fromEntries([...names].map((name) => [name, versionOf(name)]));
}

/** Packages need not export their package.json, so it is looked for where Node looks for packages. */
function versionOf(name: string): string {
  for (const folder of resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as { version: string };
      return version;
    } catch {
      // the next folder
    }
  }
  return "unknown";
}
