/** What a Linux machine says it is, as far as choosing packages needs it. */
export interface LinuxRelease {
  /** `debian`, `ubuntu` ... */
  readonly id: string;
  /** `bookworm`, `noble` ...; empty where the distribution names none. */
  readonly codename: string;
  /** True for Debian and what is made from it. */
  readonly debianLike: boolean;
}

/** Reads the text of `/etc/os-release` (os-release(5)). */
export function readLinuxRelease(text: string): LinuxRelease {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([A-Z_]+)=(["']?)(.*)\2$/.exec(line.trim());
    if (match?.[1] !== undefined) fields.set(match[1], match[3] ?? "");
  }
  const id = fields.get("ID") ?? "linux";
  const parents = (fields.get("ID_LIKE") ?? "").split(/\s+/);
  return {
    id,
    codename: fields.get("VERSION_CODENAME") ?? "",
    debianLike: id === "debian" || parents.includes("debian"),
  };
}
