import type { Message, Version } from "../model/contract-model.js";
import { propertyKey } from "./literal.js";

/** The type that has each possible answer by its name: `{ readonly loanApplicationAccepted: LoanApplicationAcceptedV1 }`. */
export function replyTypes(replies: readonly { readonly message: Message; readonly version: Version }[]): string {
  const members = replies.map(
    ({ message, version }) => `readonly ${propertyKey(message.handlerName)}: ${version.typeName}`,
  );
  return `{ ${members.join("; ")} }`;
}
