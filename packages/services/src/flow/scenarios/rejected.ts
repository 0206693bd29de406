import { newMessageId } from "@insaka/runtime";
import { CHANDA, LUSE, MUSONDA } from "../people.js";
import type { Check, Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { apply, decided, type Enrolled, enrol } from "./steps.js";

/** A poor report, no report, and somebody who is not a client; then a client who has had enough. */
export const rejected: Scenario = {
  name: "rejected",
  title: "Applications that come to nothing: a poor credit report, none at all, an unknown person",
  async play(stage) {
    const chanda = await enrol(stage, CHANDA);
    const poor = await apply(stage, CHANDA, chanda, ["20000.00", 12]);
    const luse = await enrol(stage, LUSE);
    const unheardOf = await apply(stage, LUSE, luse, ["3000.00", 6]);
    const stranger = { clientId: newMessageId(), consentId: newMessageId() };
    await stage.scene(`${MUSONDA.name} is nobody's client`);
    const refused = await apply(stage, MUSONDA, stranger, ["900.00", 3]);
    const [forScore, forRecord] = [await decided(stage, poor), await decided(stage, unheardOf)];
    return [
      { what: "a poor report is a rejection", ok: forScore.decision?.rejected?.reason === "score-too-low" },
      { what: "so is none at all", ok: forRecord.decision?.rejected?.reason === "no-credit-record" },
      ...(await pushed(stage, "loan-rejected", poor.applicationId)),
      {
        what: "an unknown person is refused in the reply, and nothing else is said",
        ok: !refused.accepted && refused.reason === "client-not-verified",
      },
      ...(await leave(stage, chanda)),
    ];
  },
};

/** She takes her consent back and has her account locked; every instance of the gateway ends her sessions. */
async function leave(stage: Stage, { clientId, consentId }: Enrolled): Promise<readonly Check[]> {
  await stage.scene(`${CHANDA.name} takes her consent back and has her account locked`);
  await stage.clientManagement.withdrawConsent(consentId);
  await stage.log.settled(
    "the withdrawal at the credit bureau",
    ({ queue, outcome }) => queue === "credit-bureau.consent-withdrawn" && outcome === "ack",
  );
  await stage.identity.lock(stage.identity.account(clientId)?.userId ?? "", "client-request");
  const signedOut = await pushed(stage, "signed-out");
  const gone = stage.gateways.every(({ sessions }) => !sessions.has(clientId));
  return [...signedOut, { what: "she has no session anywhere any more", ok: gone }];
}

async function pushed(stage: Stage, what: string, applicationId?: string): Promise<readonly Check[]> {
  const isIt = (push: { readonly what: string; readonly applicationId?: string }): boolean =>
    push.what === what && (applicationId === undefined || push.applicationId === applicationId);
  const everywhere = (): boolean => stage.gateways.every(({ sessions }) => sessions.pushed.some(isIt));
  await stage.log.until(`${what} at both gateways`, everywhere);
  return [{ what: `both gateways pushed ${what} to her sessions`, ok: everywhere() }];
}
