import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Memory } from "../../recall.js";
import { cacheFolder, cacheName } from "./cache-folder.js";
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

/** An answer: as a line of the file, as a value, or both. */
interface Answer {
  readonly line: string | undefined;
  value: unknown;
  isRead: boolean;
}

/**
 * Opens the cache of one kind of run in one folder. Its file has a line for each answer (key, checksum, JSON), so that what was there before
 * is written again as it was read.
 * @param folder - absolute
 */
export function openWorkCache(folder: string, request: string): WorkCache {
  const path = join(cacheFolder(folder), cacheName("work", request));
  const tool = toolFingerprint();
  const before = readLines(path, tool);
  // Only what this run has asked for stays: what was found out about things that have gone, goes.
  const asked = new Map<string, Answer>();
  let isNew = false;
  return {
    isEmpty: before.size === 0,
    get(kind, texts) {
      const key = keyOf(kind, texts);
      const answer = asked.get(key) ?? before.get(key);
      if (answer === undefined || !isReadable(key, answer)) return undefined;
      asked.set(key, answer);
      return { value: answer.value };
    },
    set(kind, texts, value) {
      isNew = true;
      asked.set(keyOf(kind, texts), { line: undefined, value, isRead: true });
    },
    toWrite() {
      if (!isNew && asked.size === before.size) return undefined;
      const lines = [...asked].map(([key, { line, value }]) => line ?? lineOf(key, JSON.stringify(value)));
      return { path, text: `${[tool, ...lines].join("\n")}\n` };
    },
  };
}

/** A kind of work and the SHA-256 of its question, whose texts are told apart by their lengths; in UTF-16, which loses no half of a character. */
function keyOf(kind: string, texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text, "utf16le");
  return `${kind} ${hash.digest("base64url")}`;
}

function readLines(path: string, tool: string): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  const [first, ...lines] = readOrNothing(path).split("\n");
  if (first !== tool) return answers;
  for (const line of lines) {
    const end = line.indexOf("\t");
    if (end > 0) answers.set(line.slice(0, end), { line, value: undefined, isRead: false });
  }
  return answers;
}

function lineOf(key: string, json: string): string {
  return `${key}\t${checksum(key, json)}\t${json}`;
}

/** False for a line that is cut short or changed: whatever is wrong with a cache, the work is done without it. */
function isReadable(key: string, answer: Answer): boolean {
  const { line = "" } = answer;
  if (answer.isRead) return true;
  const end = line.indexOf("\t", key.length + 1);
  const json = line.slice(end + 1);
  if (checksum(key, json) !== line.slice(key.length + 1, end)) return false;
  answer.value = JSON.parse(json);
  answer.isRead = true;
  return true;
}

function checksum(key: string, json: string): string {
  return crc32(json, crc32(key)).toString(36);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
