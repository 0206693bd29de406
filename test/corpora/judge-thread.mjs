// A thread that asks a library, one case after the other. Plain JavaScript, because a thread is started from a file.
import { parentPort, workerData } from "node:worker_threads";

/** How each is asked whether every value of `lhs` is one of `rhs`. Both are CommonJS; the second was compiled from an ES module. */
const ask = {
  "json-schema-diff": async (library, lhs, rhs) => {
    const { diffSchemas } = library.default ?? library;
    return !(await diffSchemas({ sourceSchema: lhs, destinationSchema: rhs })).removalsFound;
  },
  "is-json-schema-subset": (library, lhs, rhs) => {
    const judge = library.default?.default ?? library.default;
    return judge(lhs, rhs);
  },
};

const loaded = import(workerData.place);
// Told with the first answer, not as a rejection that nobody awaits.
loaded.catch(() => {});
// From here on time counts as the library's.
await loaded.then(
  () => parentPort?.postMessage("loaded"),
  () => parentPort?.postMessage("loaded"),
);

parentPort?.on("message", async ({ lhs, rhs }) => {
  const started = performance.now();
  try {
    const isSubset = await ask[workerData.tool](await loaded, lhs, rhs);
    if (typeof isSubset !== "boolean") throw new TypeError(`it answers with ${typeof isSubset}`);
    parentPort?.postMessage({ isSubset, ms: performance.now() - started });
  } catch (error) {
    parentPort?.postMessage({ reason: String(error), ms: performance.now() - started });
  }
});
