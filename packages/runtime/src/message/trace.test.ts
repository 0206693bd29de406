import { expect, test } from "vitest";
import { childTraceparent } from "./trace.js";

const PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("a child stays in its parent's trace, with a span of its own and the same flags", () => {
  const [version, trace, span, flags] = childTraceparent(PARENT).split("-");
  expect([version, trace, flags]).toEqual(["00", "4bf92f3577b34da6a3ce929d0e0e4736", "01"]);
  expect(span).toMatch(/^[0-9a-f]{16}$/);
  expect(span).not.toBe("00f067aa0ba902b7");
});

test.each([undefined, "", "nonsense", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, `${PARENT}-extra`])(
  "an absent or invalid parent (%s) begins a new trace",
  (parent) => {
    const [, trace] = childTraceparent(parent).split("-");
    expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(trace).not.toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  },
);
