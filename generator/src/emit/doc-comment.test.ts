import { expect, test } from "vitest";
import { describe as describeText, docComment } from "./doc-comment.js";

test("one line, several lines, none", () => {
  expect(docComment({ text: ["One."] })).toBe("/** One. */\n");
  expect(docComment({ text: ["One.\nTwo."] }, 1)).toBe("  /**\n   * One.\n   * Two.\n   */\n");
  expect(docComment(describeText("  ", false))).toBe("");
  expect(docComment(describeText(5, true))).toBe("/** @deprecated */\n");
});

test.each(["*/ code(); /*", "a\n*/\ncode()", "a\u2028*/ code()", "**/code()", "*\\/"])(
  "%j cannot end the comment",
  (text) => {
    const comment = docComment({ text: [text], deprecated: text });
    expect(comment.indexOf("*/")).toBe(comment.length - 3);
    expect(
      comment
        .split("\n")
        .slice(1, -2)
        .every((line) => line.startsWith(" *")),
    ).toBe(true);
  },
);

test("a document's text is no tag of ours", () => {
  expect(docComment({ text: ["@deprecated since yesterday"] })).toBe("/** \\@deprecated since yesterday */\n");
});
