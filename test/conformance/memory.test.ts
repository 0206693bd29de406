import { conformance } from "./conformance.js";
import { MEMORY, memoryHost } from "./support/memory-host.js";

conformance({ name: "memory", features: MEMORY, host: memoryHost });
