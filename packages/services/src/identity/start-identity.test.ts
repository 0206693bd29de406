import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { ClientRegistered } from "@intellifin/contracts";
import { clientManagementPublisher, RoleAssigned, UserLocked, UserRegistered } from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { signInName } from "./sign-in-name.js";
import { startIdentity } from "./start-identity.js";

function client(givenName: string, familyName: string): ClientRegistered {
  return {
    clientId: newMessageId(),
    person: {
      givenName,
      familyName,
      nrc: "123456/10/1",
      dateOfBirth: "1988-07-14",
      sex: "female",
      maritalStatus: "married",
    },
    phone: "+260971234567",
    address: { line: "Plot 4417, Kansenshi", town: "Ndola" },
    registeredThrough: "branch",
  };
}

async function bench() {
  const t = createTestBroker({ definitions });
  const identity = await startIdentity({ broker: t.provider, today: () => new Date("2026-03-02T06:00:00Z") });
  const clients = clientManagementPublisher(await t.connect("client-management"));
  return { t, identity, clients };
}

test("a client gets one account, however often the registration is told", async () => {
  const { t, identity, clients } = await bench();
  const mwila = client("Mwila", "Banda");
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await clients.clientRegistered(mwila, { messageId: id });
  await t.idle();
  const registered = t.published.all(UserRegistered);
  expect(new Set(registered.map((each) => each.messageId)).size).toBe(1);
  expect(registered[0]?.payload).toEqual({
    userId: identity.account(mwila.clientId)?.userId,
    kind: "client",
    clientId: mwila.clientId,
    signInName: "mwila.banda",
    registeredAt: "2026-03-02T08:00:00+02:00",
  });
  await t.close();
});

test("two people of one name sign in by two names", async () => {
  const { t, identity, clients } = await bench();
  const [first, second] = [client("Mwila", "Banda"), client("Mwila", "Banda")];
  await clients.clientRegistered(first);
  await clients.clientRegistered(second);
  await t.idle();
  const names = [first, second].map(({ clientId }) => identity.account(clientId)?.signInName);
  expect(names).toEqual(["mwila.banda", "mwila.banda2"]);
  await t.close();
});

test("an account is locked once, with the client whose it is", async () => {
  const { t, identity, clients } = await bench();
  const mwila = client("Mwila", "Banda");
  await clients.clientRegistered(mwila);
  await t.idle();
  const { userId = "" } = identity.account(mwila.clientId) ?? {};
  await identity.lock(userId, "phone-lost");
  await identity.lock(userId, "fraud-suspected");
  expect(t.published.all(UserLocked).map(({ payload }) => payload)).toEqual([
    { userId, clientId: mwila.clientId, reason: "phone-lost", lockedAt: "2026-03-02T08:00:00+02:00" },
  ]);
  await expect(identity.lock(newMessageId(), "phone-lost")).rejects.toThrow("there is no user");
  await t.close();
});

test("a role is given by somebody else", async () => {
  const { t, identity } = await bench();
  const officer = await identity.registerStaff("Thandiwe", "Zulu");
  const administrator = await identity.registerStaff("Bwalya", "Mumba");
  await expect(identity.assignRole(officer.userId, "loan-officer", officer.userId)).rejects.toThrow("themselves");
  await identity.assignRole(officer.userId, "loan-officer", administrator.userId);
  expect(t.published.all(RoleAssigned)).toHaveLength(1);
  expect(identity.user(officer.userId)?.roles).toEqual(["loan-officer"]);
  await t.close();
});

test("every name gives one that a keyboard can write and the contract takes", () => {
  const free = (): boolean => false;
  expect(signInName("Chipó", "N'gandu", free)).toBe("chipo.ngandu");
  expect(signInName("美", "李", free)).toBe("user");
  expect(signInName("x".repeat(100), "y".repeat(100), free)).toHaveLength(60);
});
