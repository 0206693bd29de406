import type { Finding } from "../diagnostic.js";
import type { Source } from "../model/source.js";
import type { Rule } from "./rule.js";

/** The most characters of a name in our own documents. */
const characters = 100;
/** Most file systems take 255 bytes for a file's name; the ending needs three. */
const fileBytes = 255 - ".ts".length;
/** The AMQP property `type`, which carries a message's name, is a short string. */
const typeBytes = 255;

/** A name becomes a file and, for messages, travels with every message. */
export const nameLengths: Rule = {
  id: "name-too-long",
  purpose: "A name becomes the name of a file, and a message's name travels in a property of 255 bytes.",
  severity: "error",
  applies: "always",
  check({ model, mode }): readonly Finding[] {
    const judge = (what: string, name: string, fileName: string, source: Source): readonly Finding[] => {
      const long =
        (mode === "house" && [...name].length > characters) ||
        Buffer.byteLength(fileName) > fileBytes ||
        (what === "message" && Buffer.byteLength(name) > typeBytes);
      if (!long) return [];
      const message = `The name of the ${what} "${[...name].slice(0, 40).join("")}..." has ${[...name].length} characters and is too long.`;
      return [{ at: source, message, hint: `Give it ${characters} characters at most.` }];
    };
    return [
      ...model.messages.flatMap(({ name, fileName, source }) => judge("message", name, fileName, source)),
      ...model.types.flatMap(({ name, fileName, source }) => judge("type", name, fileName, source)),
      ...model.services.flatMap(({ name, fileName, source }) => judge("service", name, fileName, source)),
    ];
  },
};
