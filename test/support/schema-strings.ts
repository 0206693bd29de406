import fc from "fast-check";
import type { Node } from "./schema-alternatives.js";

const LAST_DAY = new Date("9999-12-31T23:59:59.999Z");
const FIRST_DAY = new Date("0001-01-01T00:00:00.000Z");
const day = fc.date({ min: FIRST_DAY, max: LAST_DAY, noInvalidDate: true });
const boundaryDay = fc.constantFrom("2024-02-29", "2000-02-29", "1999-12-31", "9999-12-31");
const date = fc.oneof(
  day.map((at) => at.toISOString().slice(0, 10)),
  boundaryDay,
);
const offset = fc.constantFrom("Z", "+02:00", "-11:30");

const FORMATS: { readonly [format: string]: fc.Arbitrary<string> } = {
  date,
  "date-time": fc.oneof(
    day.map((at) => at.toISOString()),
    fc.tuple(date, offset).map(([on, zone]) => `${on}T23:59:59${zone}`),
  ),
  email: fc.emailAddress(),
  hostname: fc.domain(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  time: offset.map((zone) => `12:30:00${zone}`),
  uri: fc.webUrl(),
  uuid: fc.uuid(),
};

/** Texts for nodes that all judge one place: patterns and formats kept, shortest and longest lengths among them. */
export function strings(nodes: readonly Node[]): fc.Arbitrary<string> {
  const bound = (keyword: string) => nodes.map((node) => node[keyword]).filter((value) => typeof value === "number");
  const least = Math.max(0, ...bound("minLength"));
  const most = Math.min(...bound("maxLength"), Math.max(least, 16));
  const format = nodes.map(({ format }) => format).find((name) => typeof name === "string" && name in FORMATS);
  if (typeof format === "string") return FORMATS[format] ?? fc.string();
  const pattern = nodes.map(({ pattern }) => pattern).find((source) => typeof source === "string");
  if (pattern !== undefined) return matching(pattern);
  if (least > most) return fc.constant("");
  return fc.oneof(
    fc.string({ unit: "grapheme-ascii", minLength: least, maxLength: most }),
    fc.string({ unit: "binary", minLength: least, maxLength: most }),
    fc.string({ unit: "binary", minLength: least, maxLength: least }),
    fc.string({ unit: "binary", minLength: most, maxLength: most }),
    fc.constantFrom("Chanda Mwila", "Ñandú", "\u{1f600}"),
  );
}

function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, "u"));
  } catch {
    // Syntax that fast-check cannot generate from: the judge picks from what comes.
    return fc.string();
  }
}
