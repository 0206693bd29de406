import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { liveVersions, upcastTo } from "./live-versions.js";

/** The upcasters that steps cannot express: each file of theirs, carried along as it is. */
export const upcasterFiles: Emitter = {
  name: "upcasters",
  emit(model, target) {
    const files = new Map<string, string>();
    for (const message of model.messages) {
      for (const version of liveVersions(message)) {
        const upcast = upcastTo(message, version);
        if (upcast?.by !== "function" || upcast.code === null) continue;
        const { name, file, text } = upcast.code;
        const source = file.replace(/[\r\n\u2028\u2029]+/g, " ");
        files.set(inContracts(target, `upcasters/${name}.ts`), fileText({ source, imports: [], parts: [text] }));
      }
    }
    return files;
  },
};
