/** How to reach a broker's management API, and as whom. */
export interface ManagementAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** An answer of the management API that is not a success; `status` is the HTTP status. The message holds no credentials. */
export class ManagementError extends Error {
  override readonly name: string = "ManagementError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** RabbitMQ's management API as plain requests. */
export interface ManagementClient {
  /**
   * One request below `/api`; resolves to the parsed answer, or `undefined` where there is none.
   *
   * @throws ManagementError on a status outside 2xx.
   */
  request<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Like `request`, but `undefined` where the thing does not exist (404). */
  find<T>(path: string): Promise<T | undefined>;
}

/** Encodes the parts of a path below `/api`: a virtual host is often called `/`. */
export function apiPath(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** Opens no connection yet; each request has its own, bounded by `timeout` milliseconds. */
export function managementClient(address: ManagementAddress, timeout = 30_000): ManagementClient {
  const authorization = `Basic ${Buffer.from(`${address.user}:${address.password}`).toString("base64")}`;

  async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${address.url}/api${path}`, {
      method,
      // A connection that is kept may be closed by the broker at the moment at which it is used again.
      headers: { authorization, "content-type": "application/json", connection: "close" },
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new ManagementError(response.status, `${method} ${path} answered ${response.status}: ${reasonIn(text)}`);
    }
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  async function find<T>(path: string): Promise<T | undefined> {
    try {
      return await request<T>("GET", path);
    } catch (error) {
      if (error instanceof ManagementError && error.status === 404) return undefined;
      throw error;
    }
  }

  return { request, find };
}

function reasonIn(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === "object" && answer !== null && "reason" in answer) return String(answer.reason);
  } catch {
    // An intermediary answers in HTML; its first line says enough.
  }
  return text.split("\n", 1)[0]?.slice(0, 200) ?? "";
}
