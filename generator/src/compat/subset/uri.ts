/** A URI reference in its parts (RFC 3986, appendix B). A part that is absent is undefined. */
interface Parts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

/** A URI without its fragment, and the fragment, decoded. */
export interface SplitUri {
  readonly resource: string;
  readonly fragment: string;
}

/** Splits off the fragment. */
export function splitUri(uri: string): SplitUri {
  const at = uri.indexOf("#");
  if (at === -1) return { resource: uri, fragment: "" };
  return { resource: uri.slice(0, at), fragment: decoded(uri.slice(at + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Resolves a reference against a base (RFC 3986, section 5.2). The base may be empty: a document without a name. */
export function resolveUri(base: string, reference: string): string {
  const [, before = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(reference) ?? [];
  const from = partsOf(splitUri(base).resource);
  const to = partsOf(before);
  if (to.scheme !== undefined) return spell({ ...to, path: withoutDots(to.path) }) + fragment;
  if (to.authority !== undefined) return spell({ ...to, scheme: from.scheme, path: withoutDots(to.path) }) + fragment;
  if (to.path === "") return spell({ ...from, query: to.query ?? from.query }) + fragment;
  const path = to.path.startsWith("/") ? to.path : merged(from, to.path);
  return spell({ ...from, path: withoutDots(path), query: to.query }) + fragment;
}

function partsOf(uri: string): Parts {
  const [, scheme, authority, path = "", query] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s.exec(uri) ?? [];
  return { scheme: scheme?.toLowerCase(), authority: authority?.toLowerCase(), path, query };
}

function spell({ scheme, authority, path, query }: Parts): string {
  const front = (scheme === undefined ? "" : `${scheme}:`) + (authority === undefined ? "" : `//${authority}`);
  return front + path + (query === undefined ? "" : `?${query}`);
}

function merged(from: Parts, path: string): string {
  if (from.authority !== undefined && from.path === "") return `/${path}`;
  return from.path.slice(0, from.path.lastIndexOf("/") + 1) + path;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "..") {
      if (kept.length > 1) kept.pop();
      if (isLast) kept.push("");
    } else if (segment === ".") {
      if (isLast) kept.push("");
    } else kept.push(segment);
  }
  return kept.join("/");
}
