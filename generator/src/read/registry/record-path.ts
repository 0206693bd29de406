import { createHash } from "node:crypto";

/** Names that Windows keeps for devices, whatever their ending. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** The most bytes of a folder's name; file systems take 255. */
const longest = 200;

/**
 * The folder of a message within the registry: its name, with what is not safe in a file name on every system written as
 * `%` and two hex digits for each byte. Names that come out too long are cut and told apart by a digest.
 */
export function messageFolder(message: string): string {
  // Half of a pair of surrogates is no text that can be encoded; its bytes read back are.
  const encoded = encodeURIComponent(Buffer.from(message).toString()).replace(/[!'()*~]/g, hex);
  const safe = encoded.replace(/^\.|\.$/g, hex).replace(devices, (name) => hex(name[0] ?? "") + name.slice(1));
  if (safe !== "" && safe.length <= longest) return safe;
  const digest = createHash("sha256").update(message).digest("hex").slice(0, 32);
  return `${safe.slice(0, 150)}~${digest}`;
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The path of a record within the registry, with forward slashes. */
export function recordPath(record: {
  readonly message: string;
  readonly version: number;
  readonly id: string;
}): string {
  return `${messageFolder(record.message)}/${record.version}/${record.id}.json`;
}
