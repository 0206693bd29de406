import { readFileSync } from "node:fs";
import { compileValidator, formats } from "@insaka/schema";
import { describe, expect, it, test } from "vitest";

/** A case of the JSON-Schema-Test-Suite. */
interface FormatCase {
  readonly format: string;
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

/** Which letters a name may have, beyond ASCII, is a table of Unicode's and a program (RFC 5892), and no expression: an annotation. */
const UNCHECKED = ["idn-hostname"];

const text = readFileSync(new URL("data/format-cases.jsonl", import.meta.url), "utf8");
const cases = text
  .trimEnd()
  .split("\n")
  .map((line): FormatCase => JSON.parse(line));
const byFormat = new Map<string, FormatCase[]>();
for (const each of cases) byFormat.set(each.format, [...(byFormat.get(each.format) ?? []), each]);

describe("a format agrees with the JSON-Schema-Test-Suite", () => {
  for (const [format, told] of byFormat) {
    if (UNCHECKED.includes(format)) continue;
    it(format, () => {
      const validate = compileValidator({ format });
      const answers = told.map(({ description, data }) => ({ description, data, valid: validate(data).length === 0 }));
      expect(answers).toEqual(told.map(({ description, data, valid }) => ({ description, data, valid })));
    });
  }

  test("and every format has cases of its own", () => {
    expect([...byFormat.keys()].sort()).toEqual([...Object.keys(formats), ...UNCHECKED].sort());
  });
});

describe("no text holds up a format", () => {
  const LENGTH = 400_000;

  for (const [format, told] of byFormat) {
    if (!(formats[format] instanceof RegExp)) continue;
    it(format, () => {
      const validate = compileValidator({ format });
      const texts = told.map(({ data }) => data).filter((data) => typeof data === "string");
      for (const pumped of texts.flatMap(pump)) validate(pumped);
    });
  }

  /** The text with each of its shortest parts repeated, and then with what spoils it: what a backtracking engine may be slow at. */
  function pump(whole: string): readonly string[] {
    const starts = Array.from({ length: Math.min(whole.length, 12) }, (_, start) => start);
    return starts.flatMap((start) =>
      [1, 2, 3].map((size) => {
        const part = whole.slice(start, start + size);
        return `${whole.slice(0, start)}${part.repeat(LENGTH / size)}\0`;
      }),
    );
  }
});
