import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Field, Table } from "./amqp-table.js";
import { fuzzedBody, hugeBody, PERSONAL } from "./bodies.js";
import type { Properties } from "./properties.js";

/** What the handler does with a message that reaches it. */
export type Mood = "ack" | "throw" | "reject" | "retry-later" | "throttled" | "throw-oddly";

/** One message that nobody should have sent. */
export interface FuzzInput {
  /** Stands in the id of the message, where it has one, and in its first header: by it the message is followed. */
  readonly marker: string;
  /** What was done to it, for whoever reads a finding. */
  readonly what: string;
  readonly mood: Mood;
  readonly properties: Properties;
  readonly body: Buffer;
}

/** The header that carries the marker. */
export const MARKER = "x-fuzz";

const bytes = (text: string): Buffer => Buffer.from(text, "utf8");
const string = (text: string): Field => ({ tag: "S", bytes: bytes(text) });
const table = (...fields: Table): Field => ({ tag: "F", table: fields });
const invalidUtf8 = Buffer.alloc(90, 0xff);

const scalar: fc.Arbitrary<Field> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }).map(string),
  fc.uint8Array({ maxLength: 40 }).map((each): Field => ({ tag: "S", bytes: Buffer.from(each) })),
  fc.uint8Array({ maxLength: 40 }).map((each): Field => ({ tag: "x", bytes: Buffer.from(each) })),
  fc.boolean().map((value): Field => ({ tag: "t", value })),
  fc.integer({ min: -128, max: 127 }).map((value): Field => ({ tag: "b", value })),
  fc.nat(255).map((value): Field => ({ tag: "B", value })),
  fc.integer({ min: -32_768, max: 32_767 }).map((value): Field => ({ tag: "s", value })),
  fc.nat(65_535).map((value): Field => ({ tag: "u", value })),
  fc.integer().map((value): Field => ({ tag: "I", value })),
  fc.nat().map((value): Field => ({ tag: "i", value })),
  fc.double().map((value): Field => ({ tag: "d", value })),
  fc.float().map((value): Field => ({ tag: "f", value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Field => ({ tag: "l", value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): Field => ({ tag: "L", value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): Field => ({ tag: "T", value })),
  fc.record({ places: fc.nat(255), digits: fc.nat() }).map((each): Field => ({ tag: "D", ...each })),
  fc.constant<Field>({ tag: "V" }),
);

const field: fc.Arbitrary<Field> = fc.letrec<{ field: Field }>((tie) => ({
  field: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("field"), { maxLength: 4 }).map((items): Field => ({ tag: "A", items })),
    fc
      .array(
        fc.tuple(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("!", "value", "__proto__")), tie("field")),
        {
          maxLength: 4,
        },
      )
      .map((fields): Field => ({ tag: "F", table: fields })),
  ),
})).field;

/** Nested tables and arrays, as deep as is asked for. */
function deep(depth: number, kind: "A" | "F"): Field {
  let inside: Field = { tag: "V" };
  for (let level = 0; level < depth; level += 1)
    inside = kind === "A" ? { tag: "A", items: [inside] } : table(["a", inside]);
  return inside;
}

/** Headers that somebody makes up, so that the runtime believes them or trips over them. */
const forged: readonly (readonly [name: string | Buffer, value: Field])[] = [
  ["x-attempt", { tag: "I", value: 6 }],
  ["x-attempt", string("6")],
  ["x-attempt", { tag: "I", value: -1 }],
  ["x-delivery-count", { tag: "l", value: 99n }],
  [
    "x-death",
    { tag: "A", items: [table(["queue", string("communications.loan-approved")], ["count", { tag: "l", value: 9n }])] },
  ],
  ["x-death", string("yes")],
  ["x-first-death-queue", string("somewhere")],
  ["x-first-failure", string("never")],
  ["x-throttled-since", string("1970-01-01T00:00:00.000Z")],
  ["x-newer-since", string("+275760-09-13T00:00:00.000Z")],
  ["x-origin-exchange", string("insaka.dead")],
  ["x-origin-routing-key", string("#")],
  ["x-dead-reason", string("because")],
  ["x-crashes", { tag: "t", value: true }],
  ["x-dropped-headers", { tag: "x", bytes: Buffer.alloc(10) }],
  ["traceparent", string(`00-${"f".repeat(32)}-${"f".repeat(16)}-ff`)],
  ["traceparent", string("t".repeat(60_000))],
  ["tracestate", string("a=b".repeat(1_000))],
  ["x-causation-id", string("c".repeat(300))],
  ["__proto__", table(["x-attempt", { tag: "I", value: 6 }], ["x-origin-exchange", string("admin")])],
  ["__proto__", string("x")],
  ["constructor", table(["prototype", { tag: "V" }])],
  ["hasOwnProperty", { tag: "V" }],
  ["", string("no name")],
  ["!", string("long")],
  ["odd", table(["!", string("nonsense")], ["value", string("x")])],
  ["odd", table(["!", string("long")], ["value", string("no number")])],
  ["late", { tag: "T", value: 2n ** 64n - 1n }],
  ["filler", string("y".repeat(65_000))],
  ["filler", string("y".repeat(65_450))],
  [invalidUtf8, string("a name that is no text")],
  ["deep", deep(150, "A")],
  ["deep", deep(150, "F")],
  ["CC", { tag: "A", items: [string("loan.rejected")] }],
  ["BCC", { tag: "A", items: [string("loan.rejected")] }],
  ["CC", string("not a list")],
];

const version = (usual: 1 | 2): fc.Arbitrary<Field | undefined> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant<Field>({ tag: "I", value: usual }) },
    { weight: 1, arbitrary: fc.constant<Field>({ tag: "b", value: 3 - usual }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Field | undefined>(
        undefined,
        { tag: "V" },
        { tag: "b", value: 0 },
        { tag: "b", value: -1 },
        { tag: "l", value: 2n ** 53n },
        { tag: "l", value: 2n ** 53n - 1n },
        { tag: "l", value: 2n ** 63n - 1n },
        { tag: "b", value: 3 },
        { tag: "d", value: 2.5 },
        { tag: "d", value: Number.NaN },
        { tag: "d", value: Number.POSITIVE_INFINITY },
        { tag: "t", value: true },
        string("2"),
        string("v".repeat(60_000)),
        string("toString"),
        { tag: "T", value: 2n },
        table(["valueOf", { tag: "b", value: 2 }]),
      ),
    },
  );

const odd = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 40, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const text = (...others: readonly (string | Buffer)[]): fc.Arbitrary<string | Buffer | undefined> =>
  odd<string | Buffer | undefined>(undefined, "", "x".repeat(255), invalidUtf8, ...others);

const types = [
  "",
  "LoanRejected",
  "loanApproved",
  "LoanApproved ",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
];
const contentTypes = [
  "",
  "text/xml",
  "application/json; charset=utf-8",
  "application/json; charset=latin1",
  "application/vnd.x+json",
];

const others = fc.record({
  contentType: odd<string | Buffer | undefined>("application/json", undefined, invalidUtf8, ...contentTypes),
  contentEncoding: text("gzip", "identity", "utf-8", "UTF-8"),
  deliveryMode: odd<number | undefined>(2, 1, 0, 255, undefined),
  priority: odd<number | undefined>(undefined, 0, 9, 255),
  correlationId: text(PERSONAL.phone),
  replyTo: text("amq.rabbitmq.reply-to", "insaka.stray", "api-gateway.instance.x", "amq.rabbitmq.reply-to.g1h2"),
  expiration: odd<string | undefined>(undefined, "1000000", "", "soon", "-1", "99999999999999", "1.5"),
  timestamp: odd<bigint | undefined>(
    1_700_000_000n,
    undefined,
    0n,
    2n ** 53n,
    8_640_000_000_001n,
    2n ** 63n,
    2n ** 64n - 1n,
  ),
  type: odd<string | Buffer | undefined>("LoanApproved", undefined, invalidUtf8, ...types),
  userId: odd<string | undefined>(undefined, undefined, "somebody-else"),
  appId: text("loan-origination", "__proto__"),
  clusterId: text(),
});

/** How the marker stands in the message's id. */
const idForms: fc.Arbitrary<(marker: string) => string | Buffer | undefined> = odd<
  (marker: string) => string | Buffer | undefined
>(
  (marker) => `${marker}-7d3a-7c11`,
  () => undefined,
  () => "",
  (marker) => `${marker}${"i".repeat(255)}`.slice(0, 255),
  (marker) => Buffer.concat([Buffer.from(marker), invalidUtf8]),
  (marker) => `${marker}\0\n\u2028<script>`,
);

const moods: fc.Arbitrary<Mood> = fc.constantFrom<Mood>(
  "ack",
  "ack",
  "ack",
  "throw",
  "reject",
  "retry-later",
  "throttled",
  "throw-oddly",
);

const shape = fc.constantFrom<1 | 2>(1, 2).chain((bodyVersion) =>
  fc.record({
    body: fuzzedBody(bodyVersion),
    version: version(bodyVersion),
    made: fc.oneof(
      { weight: 3, arbitrary: fc.constant<readonly (readonly [string | Buffer, Field])[]>([]) },
      { weight: 2, arbitrary: fc.subarray([...forged], { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(fc.string({ maxLength: 20 }), field), { maxLength: 5 }) },
    ),
    others,
    id: idForms,
    mood: moods,
  }),
);

/** Too dear to be drawn like the others: a header as deep as no stack is, or nearly, and a body as large as the broker takes. */
function rareOf(index: number): { readonly made?: Table; readonly body?: ReturnType<typeof hugeBody> } {
  if (index % 2_000 === 137) return { body: hugeBody(Math.floor(index / 2_000) + 1) };
  const round = Math.floor(index / 100);
  if (index % 100 !== 73) return {};
  // Somewhere on this way the decoder's stack ends, and somewhere else the encoder's.
  const depth = 9_000 - ((round * 1_117) % 8_800);
  return { made: [[`deep ${depth}`, deep(depth, round % 2 === 0 ? "F" : "A")]] };
}

/** That many inputs; the same ones for the same seed. */
export function fuzzInputs(seed: number, count: number): readonly FuzzInput[] {
  return fc.sample(shape, { seed, numRuns: count }).map((drawn, index) => {
    const each = { ...drawn, ...rareOf(index) };
    const marker = `fuzz-${seed}-${String(index).padStart(6, "0")}.`;
    const headers: Table = [
      [MARKER, string(marker)],
      ...(each.version === undefined ? [] : [["x-version", each.version] as const]),
      ...(each.made as Table),
    ];
    const properties = Object.fromEntries(
      Object.entries({ ...each.others, messageId: each.id(marker), headers }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const made: Table = each.made;
    const names = made.map(([name]) => name.toString("utf8").slice(0, 20));
    return { marker, what: [each.body.what, ...names].join(", "), mood: each.mood, properties, body: each.body.bytes };
  });
}

/** Bodies are told apart by this. */
export function digest(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}
