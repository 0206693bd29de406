/** What an applicant's open session is told. */
export interface Push {
  readonly what: "loan-approved" | "loan-rejected" | "loan-disbursed" | "signed-out";
  /** The message behind it. */
  readonly messageId: string;
  readonly applicationId?: string;
  readonly loanId?: string;
}

/** A push, and whose session was told. */
export interface Pushed extends Push {
  readonly clientId: string;
}

/** An applicant's open session at this instance. */
export interface Session {
  readonly clientId: string;
  /** Has this session told about an application too: not every message about one says whose it is. */
  follow(applicationId: string): void;
  close(): void;
}

interface Open {
  readonly clientId: string;
  readonly following: Set<string>;
  readonly onPush: ((push: Push) => void) | undefined;
}

/** The sessions that are open at one instance of the gateway. */
export class Sessions {
  readonly #open = new Set<Open>();
  readonly #pushed: Pushed[] = [];
  /** A sender that is unsure whether its message arrived sends it again. */
  readonly #told = new Set<string>();

  /** What was pushed so far, one entry for each session that was told. */
  get pushed(): readonly Pushed[] {
    return this.#pushed;
  }

  /** @param onPush - carries a push to the applicant's telephone or browser */
  open(clientId: string, onPush?: (push: Push) => void): Session {
    const session: Open = { clientId, following: new Set(), onPush };
    this.#open.add(session);
    return {
      clientId,
      follow: (applicationId) => void session.following.add(applicationId),
      close: () => void this.#open.delete(session),
    };
  }

  /** Whether this client has a session open here. */
  has(clientId: string): boolean {
    return [...this.#open].some((session) => session.clientId === clientId);
  }

  /** Has every session of a client told about an application. */
  follow(clientId: string, applicationId: string): void {
    for (const session of this.#open) if (session.clientId === clientId) session.following.add(applicationId);
  }

  /** Tells the sessions of a client, and those that follow the application; each message once. */
  push(push: Push, clientId: string | undefined): void {
    if (this.#told.has(push.messageId)) return;
    this.#told.add(push.messageId);
    for (const session of this.#open) {
      const { following, onPush } = session;
      const follows = push.applicationId !== undefined && following.has(push.applicationId);
      if (session.clientId !== clientId && !follows) continue;
      this.#pushed.push({ ...push, clientId: session.clientId });
      onPush?.(push);
    }
  }

  /** Tells the sessions of a client that they end, and ends them. */
  signOut(clientId: string, messageId: string): void {
    this.push({ what: "signed-out", messageId }, clientId);
    for (const session of this.#open) if (session.clientId === clientId) this.#open.delete(session);
  }
}
