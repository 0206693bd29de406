import { describe, expect, it } from "vitest";
import { isAtLeast, oldestSupported } from "./rabbitmq-version.js";

describe("isAtLeast", () => {
  it.each([
    ["4.0.5", true],
    ["3.12.0", true],
    ["3.12", true],
    ["3.13.7-1", true],
    ["4.3.0-rc.1", true],
    ["10.0.0", true],
    ["3.10.8-1.1+deb12u1", false],
    ["3.9.27", false],
    ["not a version", false],
  ])("judges %s as supported: %s", (version, supported) => {
    expect(isAtLeast(version, oldestSupported)).toBe(supported);
  });
});
