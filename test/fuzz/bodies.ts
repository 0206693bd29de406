import fc from "fast-check";

/** A person who does not exist: none of these may stand in a reason, a detail or an event. */
export const PERSONAL = { phone: "+260971234567", nrc: "123456/10/1", employeeNumber: "0047119" } as const;

const ids = {
  loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
  applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
};
const valid = {
  2: { ...ids, principal: { amount: "12500.50", currency: "ZMW" }, ...PERSONAL },
  1: { ...ids, amount: 1200.5, phone: PERSONAL.phone, nrc: PERSONAL.nrc },
} as const;

/** A body that is valid in that version of LoanApproved. */
export function validBody(version: 1 | 2): Buffer {
  return Buffer.from(JSON.stringify(valid[version]));
}

/** Largest body that a consumer reads by default. */
const LIMIT = 1024 * 1024;

/** What a broker takes that nobody has told otherwise. */
const BROKERS_LIMIT = 16 * 1024 * 1024;

/** A body around the size that the broker takes at most, by `pick` one byte below, at, or above it. */
export function hugeBody(pick: number): FuzzedBody {
  const bytes = Buffer.alloc(BROKERS_LIMIT + (pick % 3) - 1, "y");
  return { what: `a body of ${bytes.length} bytes`, bytes };
}

type Change = (body: Buffer, pick: number) => Buffer;

const text = (change: (text: string, pick: number) => string): Change => {
  return (body, pick) => Buffer.from(change(body.toString("utf8"), pick));
};
/** Puts a member first into the object. */
const member = (written: string): Change => text((json) => json.replace("{", `{${written},`));
const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
const numbers = ["1e999", "-0", "1e-999", "9007199254740993", "0.1e1", "-1", `1${"0".repeat(400)}`, "1200.565"];
const strange = ["null", "true", "0", '""', "[]", "{}", '"x"', "[[[]]]", "NaN", "undefined", "'a'", "{a:1}", "\0", " "];

/** What happens to bodies on their way, and what people do to them. */
const changes: Readonly<Record<string, Change>> = {
  none: (body) => body,
  empty: () => Buffer.alloc(0),
  cut: (body, pick) => body.subarray(0, pick % body.length),
  "byte flipped": (body, pick) => {
    const copy = Buffer.from(body);
    copy[pick % copy.length] = (copy[pick % copy.length] ?? 0) ^ (1 << (pick % 8));
    return copy;
  },
  "not UTF-8": (body, pick) => {
    const at = pick % body.length;
    return Buffer.concat([body.subarray(0, at), Buffer.from([0xff, 0xc0, 0xed, 0xa0, 0x80]), body.subarray(at)]);
  },
  "byte order mark": (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  "UTF-16": (body) => Buffer.from(body.toString("utf8"), "utf16le"),
  "deep arrays": (_, pick) => Buffer.from(nested("[", "]", 1 + (pick % 200_000))),
  "deep objects": (_, pick) => Buffer.from(nested('{"a":', "}", 1 + (pick % 50_000))),
  "deep and open": (_, pick) => Buffer.from("[".repeat(1 + (pick % 500_000))),
  "deep inside": (body, pick) => member(`"x":${nested("[", "]", 50 + (pick % 30))}`)(body, pick),
  "huge number": (body, pick) => member(`"termMonths":${numbers[pick % numbers.length]}`)(body, pick),
  "number for text": text((json, pick) => json.replace('"12500.50"', numbers[pick % numbers.length] ?? "0")),
  "odd amount": text((json, pick) => json.replace("1200.5", numbers[pick % numbers.length] ?? "0")),
  "key twice": (body, pick) => member(`"phone":"${PERSONAL.phone}9"`)(body, pick),
  "name of a prototype": (body, pick) => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "then", "toJSON", ""];
    return member(`"${names[pick % names.length]}":{"a":"${PERSONAL.nrc}"}`)(body, pick);
  },
  __proto__: (body, pick) => {
    const names = ["__proto__", "\\u005f_proto__", "__pro\\u0074o__", "\\u005F\\u005Fproto\\u005F\\u005F"];
    return member(`"${names[pick % names.length]}":{"isAdmin":true}`)(body, pick);
  },
  "lone surrogate": (body, pick) => member(`"clientId":"\\ud800${PERSONAL.nrc}"`)(body, pick),
  "personal value where none belongs": text((json, pick) =>
    json.replace(['"ZMW"', '"12500.50"', ids.loanId][pick % 3] ?? "", `"${PERSONAL.phone}"`),
  ),
  "broken beside a personal value": text((json) => json.replace(`"${PERSONAL.phone}"`, `"${PERSONAL.phone}" "`)),
  "something else": (_, pick) => Buffer.from(strange[pick % strange.length] ?? ""),
  "at the limit": (body, pick) => {
    const spare = LIMIT - body.length - '"x":"",'.length + ((pick % 3) - 1);
    return member(`"x":"${"y".repeat(spare)}"`)(body, pick);
  },
  "many keys": (body, pick) =>
    member(Array.from({ length: pick % 20_000 }, (_, index) => `"k${index}":${index}`).join(",") || '"k":1')(
      body,
      pick,
    ),
  "long array": (body, pick) => member(`"x":[${Array(1 + (pick % 100_000)).fill("1")}]`)(body, pick),
  "many escapes": (body, pick) => member(`"x":"${"\\u0061".repeat(1 + (pick % 50_000))}"`)(body, pick),
};

/** What was done to it, and the bytes. */
export interface FuzzedBody {
  readonly what: string;
  readonly bytes: Buffer;
}

/** A body that began as a valid one of this version, or as nothing at all. */
export function fuzzedBody(version: 1 | 2): fc.Arbitrary<FuzzedBody> {
  const changed = fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.nat()).map(([what, pick]) => {
    const change = changes[what] ?? ((body: Buffer): Buffer => body);
    return { what, bytes: change(validBody(version), pick) };
  });
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ what: "noise", bytes: Buffer.from(bytes) }));
  const json = fc.json().map((written) => ({ what: "any JSON", bytes: Buffer.from(written) }));
  const fine = fc.constant({ what: "none", bytes: validBody(version) });
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 1, arbitrary: noise },
    { weight: 1, arbitrary: json },
    { weight: 6, arbitrary: fine },
  );
}
