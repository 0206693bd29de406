import { connect, newMessageId } from "@insaka/runtime";
import type { ClientRegistered, RoleAssigned, UserLocked, UserRegistered } from "@intellifin/contracts";
import { identityConsumer, identityPublisher } from "@intellifin/contracts";
import { machineTime, timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import { remembered } from "../remembered.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import { signInName } from "./sign-in-name.js";

/** Somebody who can sign in. */
export interface Account extends UserRegistered {
  readonly locked?: UserLocked;
  readonly roles: readonly RoleAssigned["role"][];
}

export interface Identity extends RunningService {
  /** The account of a client, once there is one. */
  account(clientId: string): Account | undefined;
  user(userId: string): Account | undefined;
  /** Gives a member of staff an account. */
  registerStaff(givenName: string, familyName: string): Promise<Account>;
  /** Locks an account until somebody unlocks it; nothing is said of one that is locked already. @throws Error for an unknown user */
  lock(userId: string, reason: UserLocked["reason"]): Promise<void>;
  /** @throws Error for an unknown user, and when somebody assigns a role to themselves */
  assignRole(userId: string, role: RoleAssigned["role"], assignedBy: string): Promise<RoleAssigned>;
}

/** Gives clients and staff their accounts, and takes them away. */
export async function startIdentity(options: ServiceOptions): Promise<Identity> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "identity", ...observing(options) });
  const send = identityPublisher(broker);
  const inbox = new Inbox();
  const users = new Map<string, Account>();
  const userOfClient = new Map<string, string>();

  const userOf = (userId: string): Account => {
    const user = users.get(userId);
    if (user === undefined) throw new Error(`there is no user ${userId}`);
    return user;
  };

  const open = (kind: Account["kind"], givenName: string, familyName: string): Account => {
    const names = new Set([...users.values()].map((user) => user.signInName));
    const name = signInName(givenName, familyName, (each) => names.has(each));
    const userId = newMessageId();
    const account: Account = { userId, kind, signInName: name, registeredAt: timeOf(today()), roles: [] };
    users.set(userId, account);
    return account;
  };

  /** One account for a client, however often its registration is told. */
  const accountOf = ({ clientId, person }: ClientRegistered): Account =>
    userOf(
      remembered(userOfClient, clientId, () => {
        const account = { ...open("client", person.givenName, person.familyName), clientId };
        users.set(account.userId, account);
        return account.userId;
      }),
    );

  /** The account's own id is the message's: told again, it is the same message. */
  const tell = async ({ roles: _, locked: __, ...registered }: Account): Promise<void> => {
    await send.userRegistered(registered, { messageId: registered.userId });
  };

  await identityConsumer(broker, {
    handlers: {
      async clientRegistered({ payload, envelope }) {
        await inbox.once(envelope.messageId, async () => tell(accountOf(payload)));
      },
    },
  });

  return {
    account: (clientId) => users.get(userOfClient.get(clientId) ?? ""),
    user: (userId) => users.get(userId),
    async registerStaff(givenName, familyName) {
      const account = open("staff", givenName, familyName);
      await tell(account);
      return account;
    },
    async lock(userId, reason) {
      const user = userOf(userId);
      await inbox.once(`lock ${userId}`, async (outgoingId) => {
        const { clientId } = user;
        const whose = clientId === undefined ? {} : { clientId };
        const locked: UserLocked = userOf(userId).locked ?? { userId, ...whose, reason, lockedAt: timeOf(today()) };
        users.set(userId, { ...userOf(userId), locked });
        await send.userLocked(locked, { messageId: outgoingId("user-locked") });
      });
    },
    async assignRole(userId, role, assignedBy) {
      userOf(userId);
      if (userId === assignedBy) throw new Error("nobody assigns a role to themselves");
      const assignmentId = newMessageId();
      const assigned = { assignmentId, userId, role, assignedBy, assignedAt: timeOf(today()) };
      await send.roleAssigned(assigned, { messageId: assignmentId });
      users.set(userId, { ...userOf(userId), roles: [...new Set([...userOf(userId).roles, role])] });
      return assigned;
    },
    close: () => broker.close(),
  };
}
