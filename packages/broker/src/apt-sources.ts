/** One file of apt's sources, as read from the machine. */
export interface AptSourceFile {
  /** Its name decides its format: `.sources` is deb822, `.list` has one source a line. */
  readonly name: string;
  readonly text: string;
}

type Stanza = ReadonlyMap<string, string>;

/**
 * The machine's own Debian sources repeated for another release, as one deb822 text; empty when there are none.
 * Only binary packages of the distribution itself (component `main`) are repeated: updates and security suites come along,
 * so that what is installed from the other release is also patched from it; third-party sources and backports stay out.
 * The host is whatever this machine already uses, so a machine behind a mirror keeps to its mirror.
 */
export function sourcesForRelease(files: readonly AptSourceFile[], from: string, to: string): string {
  const stanzas = files.flatMap((file) =>
    file.name.endsWith(".sources") ? readDeb822(file.text) : readList(file.text),
  );
  const repeated = new Set<string>();
  for (const stanza of stanzas) {
    const moved = forRelease(stanza, from, to);
    if (moved !== undefined) repeated.add(moved);
  }
  return [...repeated].join("\n");
}

function forRelease(stanza: Stanza, from: string, to: string): string | undefined {
  const words = (field: string): string[] => (stanza.get(field) ?? "").split(/\s+/).filter((word) => word !== "");
  const suites = words("Suites")
    .filter((suite) => [from, `${from}-updates`, `${from}-security`].includes(suite))
    .map((suite) => suite.replace(from, to));
  const enabled = (stanza.get("Enabled") ?? "yes").toLowerCase() !== "no";
  if (!enabled || suites.length === 0 || !words("Types").includes("deb") || !words("Components").includes("main"))
    return;
  if (!isDistributionKey(stanza.get("Signed-By"))) return;
  const fields = new Map(stanza).set("Types", "deb").set("Suites", suites.join(" ")).set("Components", "main");
  return `${[...fields].map(([name, value]) => `${name}: ${value}`).join("\n")}\n`;
}

/** A source without a key of its own is checked against the machine's trusted keys, which is how older Debian images do it. */
function isDistributionKey(signedBy: string | undefined): boolean {
  return signedBy === undefined || signedBy.includes("debian-archive");
}

/** Reads deb822: fields `Name: value`, continuation lines indented, stanzas apart by blank lines, `#` comments. */
function readDeb822(text: string): Stanza[] {
  const stanzas: Map<string, string>[] = [];
  let current: Map<string, string> | undefined;
  let field: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    if (line.trim() === "") {
      current = undefined;
      field = undefined;
      continue;
    }
    if (/^\s/.test(line)) {
      if (current !== undefined && field !== undefined) current.set(field, `${current.get(field) ?? ""}\n${line}`);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    if (current === undefined) {
      current = new Map();
      stanzas.push(current);
    }
    field = canonicalField(line.slice(0, colon));
    current.set(field, line.slice(colon + 1).trim());
  }
  return stanzas;
}

/** Reads lines such as `deb [arch=amd64 signed-by=/key.gpg] http://host/debian bookworm main`. */
function readList(text: string): Stanza[] {
  const stanzas: Stanza[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(deb)\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (match === null) continue;
    const [, types = "", options = "", uris = "", suites = "", components = ""] = match;
    const stanza = new Map([
      ["Types", types],
      ["URIs", uris],
      ["Suites", suites],
      ["Components", components.trim()],
    ]);
    for (const option of options.split(/\s+/)) {
      const equals = option.indexOf("=");
      if (equals > 0) stanza.set(optionField(option.slice(0, equals)), option.slice(equals + 1).replaceAll(",", " "));
    }
    stanzas.push(stanza);
  }
  return stanzas;
}

/** The deb822 name of a one-line option; most are the same word, three are abbreviated (sources.list(5)). */
function optionField(option: string): string {
  const longNames: Readonly<Record<string, string>> = { arch: "Architectures", lang: "Languages", target: "Targets" };
  return longNames[option.toLowerCase()] ?? canonicalField(option);
}

/** Field names compare without case; `URIs` is the one with capitals of its own. */
function canonicalField(name: string): string {
  const trimmed = name.trim().toLowerCase();
  if (trimmed === "uris") return "URIs";
  return trimmed.replace(/(^|-)([a-z])/g, (letter) => letter.toUpperCase());
}
