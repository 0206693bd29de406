import { runChild } from "./child.js";
import { watchListeners } from "./listener-count.js";

watchListeners();
// Only now: what they listen to is seen.
const { startOurs } = await import("./ours-load.js");
await runChild(startOurs);
