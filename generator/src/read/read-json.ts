import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A file that was named on the command line cannot be used. The message names it and says why. */
export class UnreadableFile extends Error {
  override readonly name: string = "UnreadableFile";
}

/**
 * Reads a file of JSON.
 * @throws UnreadableFile where there is none, or it is not JSON
 */
export async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UnreadableFile(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The lines of a file, or of standard input for `-`, as they come. Empty lines are left out.
 * @throws UnreadableFile where it cannot be read
 */
export async function* readLines(file: string): AsyncGenerator<string, undefined> {
  const input: Readable = file === "-" ? process.stdin : createReadStream(file);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== "") yield line;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  return undefined;
}

function unreadable(file: string, error: unknown): UnreadableFile {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const why = code === "ENOENT" ? "there is no such file" : error instanceof Error ? error.message : String(error);
  return new UnreadableFile(`${file} cannot be read: ${why}`);
}
