import fc from "fast-check";
import type { SchemaNode } from "./alternatives.js";

const LAST_DAY = new Date("9999-12-31T23:59:59.999Z");
const FIRST_DAY = new Date("0001-01-01T00:00:00.000Z");

/** Texts of each format that break careless code: leap days, the last day of years, offsets. */
const NOTABLE: { readonly [format: string]: readonly string[] } = {
  date: ["2026-04-30", "2024-02-29", "2000-02-29", "1999-12-31", "9999-12-31", "0001-01-01"],
  "date-time": [
    "2026-04-30T08:15:00Z",
    "2024-02-29T23:59:59.999Z",
    "1999-12-31T23:59:59-11:30",
    "2016-12-31T23:59:60Z",
    "9999-12-31T23:59:59+02:00",
  ],
  email: ["a@b.example", "a.b+c@mail.example"],
  hostname: ["a", "mail.example"],
  ipv4: ["127.0.0.1", "255.255.255.255"],
  ipv6: ["::", "2001:db8::1"],
  time: ["12:30:00Z", "23:59:60Z", "00:00:00-11:30"],
  uri: ["https://a.example", "urn:a"],
  uuid: ["00000000-0000-0000-0000-000000000000", "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03"],
};

const randomDay = () => fc.date({ min: FIRST_DAY, max: LAST_DAY, noInvalidDate: true });
const randomOffset = () => fc.constantFrom("Z", "+02:00", "-11:30");

/** Made when first asked for: some of them take their time. */
const RANDOM: { readonly [format: string]: () => fc.Arbitrary<string> } = {
  date: () => randomDay().map((at) => at.toISOString().slice(0, 10)),
  "date-time": () =>
    fc.oneof(
      randomDay().map((at) => at.toISOString()),
      fc.tuple(ofFormat("date"), randomOffset()).map(([on, zone]) => `${on}T23:59:59${zone}`),
    ),
  email: () => fc.emailAddress(),
  hostname: () => fc.domain(),
  ipv4: () => fc.ipV4(),
  ipv6: () => fc.ipV6(),
  time: () => randomOffset().map((zone) => `12:30:00${zone}`),
  // Not `webUrl`, which takes two seconds to make.
  uri: () =>
    fc
      .tuple(fc.domain(), fc.array(fc.stringMatching(/^[a-z0-9._~-]{0,8}$/), { maxLength: 3 }), fc.boolean())
      .map(([host, path, query]) => `https://${host}/${path.join("/")}${query ? "?a=1%20b#c" : ""}`),
  uuid: () => fc.uuid(),
};

const made = new Map<string, fc.Arbitrary<string>>();

function ofFormat(format: string): fc.Arbitrary<string> {
  const known = made.get(format);
  if (known !== undefined) return known;
  const random = RANDOM[format]?.() ?? fc.string();
  const values = fc.oneof(
    { weight: 3, arbitrary: random },
    { weight: 1, arbitrary: fc.constantFrom(...(NOTABLE[format] ?? [""])) },
  );
  made.set(format, values);
  return values;
}

/** Texts that break careless code where any text may stand. */
const AWKWARD_TEXTS = ["Chanda Mwila", "Ñandú", "\u{1f600}", " ", "a\u0000b", "12.50", "null"];

/** As many examples of a pattern as are tried. */
const MATCHES = 12;

/** No text is made longer, however long the schema allows or demands it. */
const LONGEST = 10_000;

interface Lengths {
  readonly least: number;
  readonly most: number;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
}

function lengthsOf(nodes: readonly SchemaNode[]): Lengths {
  const bound = (keyword: string) => nodes.map((node) => node[keyword]).filter((value) => typeof value === "number");
  const text = (keyword: string) => nodes.map((node) => node[keyword]).filter((value) => typeof value === "string");
  return {
    least: Math.max(0, ...bound("minLength")),
    most: Math.min(...bound("maxLength")),
    format: text("format").find((name) => Object.hasOwn(RANDOM, name)),
    pattern: text("pattern")[0],
  };
}

/** The texts that matter at one place, a plain one first: the shortest and the longest, and what breaks careless code. */
export function notableStrings(nodes: readonly SchemaNode[]): readonly string[] {
  const { least, most, format, pattern } = lengthsOf(nodes);
  if (format !== undefined) return NOTABLE[format] ?? [];
  if (least > Math.min(most, LONGEST)) return [];
  const longest = Math.min(most, LONGEST);
  const ends = ["a".repeat(least), ...(most <= LONGEST ? ["z".repeat(longest), "ß".repeat(most)] : [])];
  if (pattern !== undefined) {
    return [...fc.sample(matching(pattern, least, most), { numRuns: MATCHES, seed: 1 }), ...ends];
  }
  const plain = "text".padEnd(least, "t").slice(0, longest);
  return [...new Set([plain, ...ends, ...AWKWARD_TEXTS])].filter((text) => {
    const { length } = [...text];
    return length >= least && length <= most;
  });
}

/** Texts for nodes that all judge one place: patterns and formats kept, shortest and longest lengths among them. */
export function strings(nodes: readonly SchemaNode[]): fc.Arbitrary<string> {
  const { least, most: stated, format, pattern } = lengthsOf(nodes);
  if (format !== undefined) return ofFormat(format);
  if (least > Math.min(stated, LONGEST)) return fc.constant("");
  if (pattern !== undefined) return matching(pattern, least, stated);
  const most = Math.min(stated, Math.max(least, 16));
  return fc.oneof(
    fc.string({ unit: "grapheme-ascii", minLength: least, maxLength: most }),
    fc.string({ unit: "binary", minLength: least, maxLength: most }),
    fc.string({ unit: "binary", minLength: least, maxLength: least }),
    fc.string({ unit: "binary", minLength: most, maxLength: most }),
    fc.constantFrom(...AWKWARD_TEXTS),
  );
}

/** Texts that match a pattern, of these lengths as far as may be. */
export function matching(pattern: string, least: number, most: number): fc.Arbitrary<string> {
  // Most patterns say how long a text may be: what is shorter or longer is cut off by the judge.
  const size = Number.isFinite(most) ? most : Math.max(least, 32);
  try {
    return fc.stringMatching(new RegExp(pattern, "u"), { maxLength: size });
  } catch {
    // Syntax that fast-check cannot generate from: the judge picks from what comes.
    return fc.string({ minLength: least, maxLength: size });
  }
}
