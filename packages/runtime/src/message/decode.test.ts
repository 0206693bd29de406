import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveSettings } from "../defaults.js";
import type { MessageProperties, TransportDelivery } from "../transport/transport.js";
import { decode } from "./decode.js";

const limits = { ...resolveSettings().limits, bodyBytes: 4_096, bodyDepth: 8 };

function decoded(body: string | Buffer, properties: MessageProperties = { contentType: "application/json" }) {
  const delivery = { body: Buffer.from(body as string), properties } as TransportDelivery;
  return decode(delivery, limits);
}

const refused = (reason: string) => ({ ok: false, reason });

describe("a body that can be read", () => {
  test("any JSON value within the limits comes out as it went in", () => {
    const value = fc.jsonValue({ maxDepth: 6 }).filter((json) => !JSON.stringify(json).includes("__proto__"));
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        if (Buffer.byteLength(text) > limits.bodyBytes) return;
        expect(decoded(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test.each([undefined, "application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])(
    "content type %s",
    (contentType) => {
      expect(decoded("1", contentType === undefined ? {} : { contentType })).toEqual({ ok: true, value: 1 });
    },
  );

  test("__proto__ inside a string is only text", () => {
    expect(decoded('{"note":"__proto__"}')).toEqual({ ok: true, value: { note: "__proto__" } });
  });

  test("brackets inside strings are not depth", () => {
    const text = JSON.stringify({ note: `${"[{".repeat(50)}\\"` });
    expect(decoded(text)).toMatchObject({ ok: true });
  });
});

describe("a body that cannot be read says why, without a word of its content", () => {
  test.each([
    ["not JSON", "{", "not-json"],
    ["empty", "", "not-json"],
    ["with a byte order mark", "\uFEFF{}", "not-json"],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "not-utf8"],
    ["too large", JSON.stringify("x".repeat(5_000)), "too-large"],
    ["too deep", `${"[".repeat(9)}${"]".repeat(9)}`, "too-deep"],
    ["a flood of open brackets", "[".repeat(4_000), "too-deep"],
    ["a __proto__ key", '{"__proto__":{"admin":true}}', "forbidden-key"],
    ["a nested __proto__ key", '{"a":[{"__proto__":1}]}', "forbidden-key"],
    ["an escaped __proto__ key", '{"\\u005f_proto__":1}', "forbidden-key"],
  ])("%s", (_, body, reason) => {
    expect(decoded(body)).toEqual(refused(reason));
  });

  test.each(["text/plain", "application/xml", "application/json; charset=latin1", "application/octet-stream"])(
    "content type %s",
    (contentType) => {
      expect(decoded("{}", { contentType })).toEqual(refused("content-type"));
    },
  );

  test("a compressed body", () => {
    expect(decoded("{}", { contentEncoding: "gzip" })).toEqual(refused("content-encoding"));
  });

  test("any bytes at all are read or refused, never thrown at", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decoded(Buffer.from(bytes))));
  });
});
