import { generatedDefinitions } from "./runtime/stages.js";
import { measureReconnect } from "./runtime/reconnect/reconnect.js";
console.log(JSON.stringify(await measureReconnect(3, generatedDefinitions(), (l) => console.error(l)), null, 1));
