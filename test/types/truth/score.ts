import type { JsonValue } from "@insaka/schema";
import { type Answer, compileAssignments } from "./compile-assignments.js";
import { type Instances, instancesOf } from "./instances.js";
import type { PayloadType, TypeGenerator } from "./payload-type.js";

/** An instance of which the type does not tell the truth. */
export interface Lie {
  readonly id: string;
  readonly instance: JsonValue;
  /** Why the compiler refuses it; undefined where it should and does not. */
  readonly refusal?: string;
}

/** How true a generator's types are. */
export interface Score {
  readonly generator: string;
  readonly corpus: string;
  readonly schemas: number;
  readonly valid: number;
  readonly invalid: number;
  /** Valid instances that a type refuses. */
  readonly refused: readonly Lie[];
  /** Invalid ones that it accepts. */
  readonly accepted: readonly Lie[];
  /** Instances that somebody wrote, valid but outside the writer view, and how many of them the types accept. */
  readonly outside: { readonly all: number; readonly accepted: number };
  /** Schemas whose files do not compile, or of which there is no type, and why. */
  readonly broken: readonly string[];
}

/** A payload and what its types are held against. */
export interface Judged {
  readonly payload: PayloadType;
  readonly instances: Instances;
}

/** Makes the instances of payloads; tells of which there are none, and why. */
export function judgedPayloads(payloads: readonly PayloadType[]): {
  readonly judged: readonly Judged[];
  readonly without: readonly string[];
} {
  const without: string[] = [];
  const judged = payloads.flatMap((payload): Judged[] => {
    try {
      return [{ payload, instances: instancesOf(payload.schema, payload.written) }];
    } catch (error) {
      without.push(`${payload.id}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  return { judged, without };
}

/** Holds the types of a generator against the instances. @param root - the repository's folder */
export async function scoreTypes(
  root: string,
  corpus: string,
  generator: TypeGenerator,
  judged: readonly Judged[],
): Promise<Score> {
  const broken: string[] = [];
  const asked: { readonly judged: Judged; readonly emitted: PayloadType["emitted"] }[] = [];
  for (const each of judged) {
    try {
      asked.push({ judged: each, emitted: await generator.emit(each.payload) });
    } catch (error) {
      broken.push(`${each.payload.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const questions = asked.map(({ judged: { instances }, emitted }) => ({
    emitted,
    instances: [...instances.valid, ...instances.invalid, ...instances.outside],
  }));
  const answers = await compileAssignments(root, questions);
  const told = asked.map(({ judged: each }, index) => lies(each, answers[index]!));
  return {
    generator: generator.name,
    corpus,
    schemas: judged.length,
    valid: sum(judged.map(({ instances }) => instances.valid.length)),
    invalid: sum(judged.map(({ instances }) => instances.invalid.length)),
    refused: told.flatMap(({ refused }) => refused),
    accepted: told.flatMap(({ accepted }) => accepted),
    outside: {
      all: sum(judged.map(({ instances }) => instances.outside.length)),
      accepted: sum(told.map(({ outside }) => outside)),
    },
    broken: [...broken, ...told.flatMap(({ faults }) => faults)],
  };
}

function lies({ payload: { id }, instances: { valid, invalid, outside } }: Judged, { faults, refusals }: Answer) {
  const refused = valid.flatMap((instance, index): Lie[] => {
    const refusal = refusals[index];
    return refusal === undefined ? [] : [{ id, instance, refusal }];
  });
  const accepted = invalid.flatMap((instance, index): Lie[] =>
    refusals[valid.length + index] === undefined ? [{ id, instance }] : [],
  );
  const first = valid.length + invalid.length;
  const taken = outside.filter((_, index) => refusals[first + index] === undefined).length;
  return { refused, accepted, outside: taken, faults: faults.slice(0, 1).map((fault) => `${id}: ${fault}`) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
