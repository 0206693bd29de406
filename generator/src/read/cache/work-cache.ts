import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Memory } from "../../recall.js";
import { cacheFolder, cacheName } from "./cache-folder.js";
import { readSealed, seal } from "./sealed-file.js";
import { toolFingerprint } from "./tool-fingerprint.js";

/**
 * What earlier runs have found out. As an answer is kept under its whole question, and all of them under the tool that gave them,
 * there is nothing to be invalidated; what is lost is found out again.
 */
export interface WorkCache extends Memory {
  /** Whether there is nothing in it. */
  readonly isEmpty: boolean;
  /** What to write to the disk, and where; undefined where the disk has it. */
  toWrite(): { readonly path: string; readonly text: string } | undefined;
}

interface Stored {
  readonly tool: string;
  readonly known: Readonly<Record<string, unknown>>;
}

/**
 * Opens the cache of one kind of run in one folder.
 * @param folder - absolute
 */
export function openWorkCache(folder: string, request: string): WorkCache {
  const path = join(cacheFolder(folder), cacheName("work", request));
  const tool = toolFingerprint();
  const stored = readSealed(path) as Stored | undefined;
  const before = new Map(stored?.tool === tool ? Object.entries(stored.known) : []);
  // Only what this run has asked for stays: what was found out about things that have gone, goes.
  const asked = new Map<string, unknown>();
  let isNew = false;
  const keyOf = (kind: string, texts: readonly string[]): string =>
    `${kind} ${createHash("sha256").update(JSON.stringify(texts)).digest("base64url")}`;
  return {
    isEmpty: before.size === 0,
    get(kind, texts) {
      const key = keyOf(kind, texts);
      const from = asked.has(key) ? asked : before;
      if (!from.has(key)) return undefined;
      const value = from.get(key);
      asked.set(key, value);
      return { value };
    },
    set(kind, texts, value) {
      isNew = true;
      asked.set(keyOf(kind, texts), value);
    },
    toWrite() {
      if (!isNew && asked.size === before.size) return undefined;
      return { path, text: seal({ tool, known: Object.fromEntries(asked) } satisfies Stored) };
    },
  };
}
