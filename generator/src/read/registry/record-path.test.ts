import fc from "fast-check";
import { expect, test } from "vitest";
import { messageFolder } from "./record-path.js";

test.each([
  ["LoanApproved", "LoanApproved"],
  ["loan.approved-v2", "loan.approved-v2"],
  ["a/b\\c", "a%2Fb%5Cc"],
  ["..", "%2E%2E"],
  [".hidden", "%2Ehidden"],
  ["con", "%63on"],
  ["Com1.x", "%43om1.x"],
  ["Größe", "Gr%C3%B6%C3%9Fe"],
  ["\ud800", "%EF%BF%BD"],
])("%j is kept in %s", (message, folder) => {
  expect(messageFolder(message)).toBe(folder);
});

test("every name has a folder of its own that every file system takes", () => {
  const names = fc.string({ unit: "binary", minLength: 1, maxLength: 255 }).filter((name) => !name.includes("\ufffd"));
  fc.assert(
    fc.property(names, names, (one, other) => {
      const folder = messageFolder(one);
      expect(folder).toMatch(/^[A-Za-z0-9_%-][A-Za-z0-9_.%~-]{0,199}$/);
      expect(folder.endsWith(".")).toBe(false);
      if (one !== other) expect(messageFolder(other)).not.toBe(folder);
    }),
  );
});
