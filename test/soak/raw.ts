import { runChild } from "./child.js";
import { watchListeners } from "./listener-count.js";

watchListeners();
const { startRaw } = await import("./raw-load.js");
await runChild(startRaw);
