import { describe, expect, it } from "vitest";
import { hashPassword, randomPassword } from "./password-hash.js";

describe("hashPassword", () => {
  it("gives the value of the example in RabbitMQ's guide", () => {
    expect(hashPassword("test12", Buffer.from("908DC60A", "hex"))).toBe(
      "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",
    );
  });

  it("salts: the same password never gives the same hash twice", () => {
    expect(hashPassword("same")).not.toBe(hashPassword("same"));
  });
});

describe("randomPassword", () => {
  it("stands in a URL as it is", () => {
    const password = randomPassword();
    expect(encodeURIComponent(password)).toBe(password);
    expect(password.length).toBeGreaterThanOrEqual(32);
  });
});
