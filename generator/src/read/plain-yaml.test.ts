import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPlainYaml } from "./plain-yaml.js";
import { parseWithPlaces } from "./source-text.js";

/** Both readers are held against each other wherever the quick one answers; whether it does is its own affair. */
function expectSame(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const whole = parseWithPlaces(text);
  expect(whole, text).toHaveProperty("value");
  const { value } = whole as { readonly value: unknown };
  // A property called `constructor` is one like any other here, which vitest's own comparison does not know.
  expect(isDeepStrictEqual(plain.value, value), text).toBe(true);
  // The order of the keys is the order of the document.
  expect(JSON.stringify(plain.value), text).toBe(JSON.stringify(value));
  return true;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const texts = ["asyncapi", "infra", "test", "generator/schemas"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .filter((text) => text.length < 100_000),
);

/** What means something in YAML, and what nearly does. */
const bits =
  `a: b|- x|-|  | |'|"|{|}|[|]|:|: |,|#| #|&a |*a|!t |<<: |? |- - |%|@|~|null|Null:|0x1F|0o7|0b1|012|1_000|1e3|1e999|-0|.5|+1|.inf
.nan|true|Yes|2020-01-01|---|...|\\|''|""|key:|{a: b, c}|[a: b]|a:b|::|"a": b|[]|{}|: x|k : v|__proto__: 1|"\\u005f_proto__": 1|é|!|*|&`
    .split(/[|\n]/)
    .concat(
      "\n",
      "|\n",
      ">\n",
      ">-\n",
      "|+\n",
      "|2\n",
      "k:\n- a\n",
      "k: |\n  b\n   c\n\n",
      "x: a\n  b\n",
      "\t",
      "\r\n",
      "\u2028",
    );

/** Of which one may stand right behind the other. */
const marks = [
  "'a'",
  '"b"',
  "[a]",
  "{a: b}",
  "[]",
  "a",
  "- ",
  "? ",
  ": ",
  "\n",
  " ",
  "  ",
  ", ",
  "k: ",
  "k:",
  "\nk: ",
  "\n  k: ",
  "\n  - ",
];

/** A few lines of one of the texts, at the margin, with a few things changed in them. */
const changed = fc
  .record({
    text: fc.constantFrom(...texts),
    from: fc.nat(1_000),
    lines: fc.integer({ min: 1, max: 14 }),
    changes: fc.array(
      fc.record({ at: fc.nat(400), cut: fc.integer({ min: 0, max: 3 }), put: fc.constantFrom("", ...bits) }),
      { maxLength: 4 },
    ),
  })
  .map(({ text, from, lines, changes }) => {
    const all = text.split("\n");
    const part = all.slice(from % all.length).slice(0, lines);
    const margin = Math.min(...part.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)), 80);
    return changes.reduce(
      (made, { at, cut, put }) => {
        const place = at % (made.length + 1);
        return made.slice(0, place) + put + made.slice(place + cut);
      },
      part.map((line) => `${line.slice(margin)}\n`).join(""),
    );
  });

describe("a plain text", () => {
  test("says the same to both readers, and most texts are plain", () => {
    const plain = texts.filter(expectSame);
    expect(plain.length).toBeGreaterThan(texts.length * 0.8);
  });

  test("says the same to both whatever is changed in it", () => {
    fc.assert(
      fc.property(changed, (text) => void expectSame(text)),
      { numRuns: 2_000 },
    );
  });

  test("says the same to both, and is refused by both, whatever it is put together of", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "k: ", "k:\n- "),
        fc.array(fc.constantFrom(...bits, ...marks, ...marks, ...marks), { maxLength: 9 }),
        (start, parts) => void expectSame(start + parts.join("")),
      ),
      { numRuns: 8_000 },
    );
  });
});

test.each([
  ["an anchor and its alias", "a: &x 1\nb: *x\n"],
  ["a tag", "a: !!str 1\n"],
  ["a merge key", "a: { <<: { b: 1 } }\n"],
  ["a directive", "%YAML 1.1\n---\na: 1\n"],
  ["two documents", "a: 1\n---\nb: 2\n"],
  ["no document", "# nothing\n"],
  ["no mapping", "[1]"],
  ["something right behind a quote", "k:\n- ''a: b\n"],
  ["something right behind a bracket", "k:\n- {a: b}a: c\n"],
  ["what only looks like the mark of a document", " ---\nk: v\n"],
  ["a key twice", "a: 1\na: 2\n"],
  ["a key that is none", "? [a]\n: b\n"],
  ["a null as a key", "~: 1\n"],
  ["a number beyond the numbers", "a: 1e999\n"],
  ["the key of the prototype", "a: { __proto__: 1 }\n"],
  ["the key of the prototype in another spelling", '{ "\\u005f_proto__": 1 }'],
  ["more keys than are accepted", Array.from({ length: 5_001 }, (_, index) => `k${index}: 1`).join("\n")],
  [
    "more properties than are accepted",
    `properties:\n${Array.from({ length: 501 }, (_, index) => `  p${index}: {}`).join("\n")}`,
  ],
  ["nesting beyond what is accepted", `${"[".repeat(250)}${"]".repeat(250)}`],
])("%s is left to the reader of all of YAML", (_what, text) => {
  expect(readPlainYaml(text)).toBeUndefined();
});

test.each([
  [
    "numbers of YAML 1.2 and no others",
    "a: [0x1F, 0o7, 012, 1_000, -0, .5, +1, 1.50]",
    [31, 7, 12, "1_000", -0, 0.5, 1, 1.5],
  ],
  [
    "words of YAML 1.2 and no others",
    "a: [true, Yes, no, null, ~, 2020-01-01]",
    [true, "Yes", "no", null, null, "2020-01-01"],
  ],
])("%s", (_what, text, value) => {
  expect(readPlainYaml(text)).toStrictEqual({ value: { a: value } });
});
