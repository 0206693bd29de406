import { compileReaderView, compileValidator, type JsonSchema, type JsonValue } from "@insaka/schema";
import { batchUpcast, type UpcastWay } from "./batch-upcast.js";
import { judgeUpcast } from "./judge-upcast.js";

/** A version with the way to it from the one before. */
export interface ChainVersion {
  readonly version: number;
  readonly schema: JsonSchema;
  readonly upcast: UpcastWay;
}

/** What one way of going through a chain makes of a message: the last version, or none, and why. */
export type ChainAnswer = { readonly value: JsonValue } | { readonly none: string };

/** Goes through a chain with many messages at once. An answer is undefined for what was not asked. */
export type ChainWay = (messages: readonly JsonValue[]) => Promise<readonly (ChainAnswer | undefined)[]>;

/** Goes through each version and has what comes out judged there; reads it again before the next, if that is asked for. */
export function versionByVersion(versions: readonly ChainVersion[], readsAgain: boolean): ChainWay {
  const links = versions.map(({ version, schema, upcast }) => {
    const view = compileReaderView(schema);
    const ask = judgeUpcast(batchUpcast(upcast), schema);
    const go: ChainWay = async (messages) =>
      (await ask(messages)).map((judged): ChainAnswer | undefined => {
        if (judged?.kind !== "valid") return judged && { none: noneOf(judged, version) };
        const read = readsAgain ? view(judged.value) : undefined;
        return { value: read?.ok === true ? read.value : judged.value };
      });
    return go;
  });
  return inARow(links);
}

/** Steps of neighbouring versions are compiled to one chain; a function stands between. What comes out is judged at the end. */
export function compiled(versions: readonly ChainVersion[]): ChainWay {
  const ways: UpcastWay[] = [];
  for (const { upcast } of versions) {
    const before = ways.at(-1);
    const joined = typeof upcast !== "function" && before !== undefined && typeof before !== "function";
    if (joined) ways.splice(-1, 1, [...before, ...upcast]);
    else ways.push(upcast);
  }
  const last = versions.at(-1);
  const validate = compileValidator(last?.schema ?? true);
  const links = ways.map((way): ChainWay => {
    const ask = batchUpcast(way);
    return async (messages) =>
      (await ask(messages)).map((outcome): ChainAnswer | undefined => {
        if (outcome?.kind === "cast") return { value: outcome.value };
        return outcome && { none: noneOf(outcome, last?.version ?? 0) };
      });
  });
  const go = inARow(links);
  return async (messages) =>
    (await go(messages)).map((answer) => {
      if (answer === undefined || "none" in answer || validate(answer.value).length === 0) return answer;
      return { none: `invalid in version ${last?.version ?? 0}` };
    });
}

/** A refusal in its own words, whatever version it comes from; the others with the version. */
function noneOf(
  outcome:
    | { readonly kind: "refused"; readonly pointer: string; readonly reason: string }
    | { readonly kind: "wrong" | "failed"; readonly detail: string; readonly wrong?: string },
  version: number,
): string {
  if (outcome.kind === "refused") return `refused at ${outcome.pointer}: ${outcome.reason}`;
  return outcome.wrong === "invalid" ? `invalid in version ${version}` : outcome.detail;
}

function inARow(links: readonly ChainWay[]): ChainWay {
  return async (messages) => {
    let answers: readonly (ChainAnswer | undefined)[] = messages.map((value) => ({ value }));
    for (const go of links) {
      const live = [...answers.keys()].filter((index) => carried(answers[index]) !== undefined);
      const next = await go(live.map((index) => carried(answers[index]) ?? null));
      const after = new Map(live.map((index, position) => [index, next[position]]));
      answers = answers.map((answer, index) => (after.has(index) ? after.get(index) : answer));
    }
    return answers;
  };
}

function carried(answer: ChainAnswer | undefined): JsonValue | undefined {
  return answer !== undefined && "value" in answer ? answer.value : undefined;
}
