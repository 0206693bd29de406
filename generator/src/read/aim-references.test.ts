import { expect, test } from "vitest";
import { aimReference } from "./aim-references.js";

const aim = (ref: string) =>
  aimReference({ at: { file: "docs/a/one.yaml", pointer: "/x", value: {} }, ref, beside: [] });

test.each([
  ["#/a/b", "docs/a/one.yaml", "/a/b"],
  ["./two.yaml#/A", "docs/a/two.yaml", "/A"],
  ["../shared/types.yaml", "docs/shared/types.yaml", ""],
  ["two%20words.yaml#/A%2FB", "docs/a/two words.yaml", "/A/B"],
  ["#/channels/100%", "docs/a/one.yaml", "/channels/100%"],
  ["#/channels/50%25%", "docs/a/one.yaml", "/channels/50%%"],
  ["50%.yaml", "docs/a/50%.yaml", ""],
  ["..\\shared\\types.yaml#/A", "docs/shared/types.yaml", "/A"],
])("%s means a file and a pointer", (ref, file, fragment) => {
  expect(aim(ref)).toMatchObject({ file, fragment });
});

test.each([
  ["https://example.com/x.yaml#/A", "ref-remote"],
  ["//example.com/x.yaml", "ref-remote"],
  ["file:///etc/passwd", "ref-remote"],
  ["/etc/passwd", "ref-outside-folder"],
  ["a%00.yaml", "ref-not-found"],
])("%s is refused as %s", (ref, code) => {
  expect(aim(ref)).toMatchObject({ code });
});
