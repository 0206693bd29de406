import { describe, expect, it } from "vitest";
import { compileValidator } from "./validate/compile-validator.js";

const CASES: { readonly [format: string]: { readonly good: string[]; readonly bad: string[] } } = {
  date: {
    good: ["2024-02-29", "2000-02-29", "2026-12-31"],
    bad: ["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1"],
  },
  time: {
    good: ["00:00:00Z", "23:59:59.999+02:00", "23:59:60Z"],
    bad: ["24:00:00Z", "12:60:00Z", "12:00:60Z", "12:00:00", "12:00Z", "12:00:00+24:00"],
  },
  "date-time": {
    good: ["2026-11-23T06:11:00Z", "2024-02-29t23:59:59.5-11:30"],
    bad: ["2026-02-29T00:00:00Z", "2026-11-23 06:11:00Z", "2026-11-23T06:11:00", "2026-11-23"],
  },
  uuid: {
    good: ["0190d5a4-7c3e-7abc-8def-0123456789ab", "0190D5A4-7C3E-7ABC-8DEF-0123456789AB"],
    bad: ["0190d5a47c3e7abc8def0123456789ab", "0190d5a4-7c3e-7abc-8def-0123456789ag", ""],
  },
  email: {
    good: ["a.b+c@example.co.zm", "x@localhost"],
    bad: ["a..b@example.com", ".a@example.com", "a@", "@b", "a b@example.com", "a@-x.com"],
  },
  hostname: { good: ["a", "a-b.example"], bad: ["-a", "a-", "a..b", "a_b", "", `${"a".repeat(64)}.com`] },
  ipv4: { good: ["0.0.0.0", "255.10.1.99"], bad: ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5"] },
  ipv6: {
    good: [
      "::",
      "::1",
      "1::",
      "1:2:3:4:5:6:7:8",
      "1::8",
      "::ffff:192.0.2.1",
      "1:2:3:4:5:6:7::",
      "::2:3:4:5:6:7:8",
      "1:2:3:4:5:6::8",
    ],
    bad: [
      "1:2:3:4:5:6:7",
      "1::2::3",
      "12345::",
      ":1",
      "1:2:3:4:5:6:7:8:9",
      "::ffff:300.0.2.1",
      "1:2:3:4:5:6:7:8::",
      "g::",
    ],
  },
  uri: { good: ["https://example.com/a?b#c", "urn:x:y"], bad: ["//example.com", "a b:c", "https://e.com/%zz", "/a"] },
  "uri-reference": { good: ["/a/b", "", "#x", "../c?d", "https://example.com"], bad: ["a b", "%z", "1a:b"] },
  "json-pointer": { good: ["", "/a~1b", "/"], bad: ["a", "/~", "/~2"] },
  regex: { good: ["^a$", "[\\w-.]"], bad: ["(", "*"] },
};

describe("formats", () => {
  for (const [format, { good, bad }] of Object.entries(CASES)) {
    const validate = compileValidator({ type: "string", format });
    it(`${format} takes what it should`, () => {
      for (const text of good) expect({ text, violations: validate(text) }).toEqual({ text, violations: [] });
    });
    it(`${format} refuses what it should`, () => {
      for (const text of bad) expect({ text, valid: validate(text).length === 0 }).toEqual({ text, valid: false });
    });
  }

  it("a format without a check is an annotation", () => {
    expect(compileValidator({ format: "nrc" })("anything")).toEqual([]);
  });
});
