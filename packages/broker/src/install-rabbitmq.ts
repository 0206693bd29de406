import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type AptSourceFile, sourcesForRelease } from "./apt-sources.js";
import { BrokerUnavailable } from "./broker-unavailable.js";
import { withDaemonsHeldBack } from "./held-back-daemons.js";
import { type LinuxRelease, readLinuxRelease } from "./linux-release.js";
import { isAtLeast, oldestSupported } from "./rabbitmq-version.js";
import { type CommandResult, runCommand } from "./run-command.js";

/** Releases whose own RabbitMQ is too old, and the release to take it from. Only what was tried stands here. */
const laterRelease: Readonly<Record<string, string>> = { bookworm: "trixie" };

/** How long another package manager may hold its locks before the installation gives up, in milliseconds. */
const lockPatience = 180_000;

/** What decides whether packages may be installed on this machine. */
export interface InstallFacts {
  readonly release: LinuxRelease | undefined;
  readonly root: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** Reads {@link InstallFacts} from this machine. */
export async function readInstallFacts(env: NodeJS.ProcessEnv): Promise<InstallFacts> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => undefined);
  return {
    release: text === undefined ? undefined : readLinuxRelease(text),
    root: process.getuid?.() === 0,
    env,
  };
}

/** Why RabbitMQ is not installed here; `undefined` when it may be. */
export function whyNotInstall({ release, root, env }: InstallFacts): string | undefined {
  if ((env.INSAKA_NO_INSTALL ?? "") !== "") return "INSAKA_NO_INSTALL is set";
  if (release?.debianLike !== true) return "this is not a Debian-like machine";
  if (!root) return "packages can only be installed as root";
  return undefined;
}

/**
 * Installs RabbitMQ from the distribution's packages, without starting it as a service.
 *
 * Where the release's own package is too old, the machine's own sources are repeated for a later release in
 * `/etc/apt/sources.list.d/insaka-<release>.sources`, pinned so low that nothing else is ever taken from it. The file stays:
 * packages whose source is gone would never be patched again. It is removed when the installation fails.
 *
 * @throws BrokerUnavailable with the last lines of apt's output.
 */
export async function installRabbitmq(release: LinuxRelease, log: (line: string) => void): Promise<void> {
  await aptGet(["update"]);
  const own = await candidateVersion();
  if (own !== undefined && isAtLeast(own, oldestSupported)) {
    log(`installing RabbitMQ ${own} from the packages of ${release.id} ${release.codename}`);
    await withDaemonsHeldBack(() => aptGet(["install", "-y", "--no-install-recommends", "rabbitmq-server"]));
    return;
  }
  const later = laterRelease[release.codename];
  if (later === undefined) {
    throw new BrokerUnavailable(
      `the packages of ${release.id} ${release.codename} hold RabbitMQ ${own ?? "in no version"}, at least ${oldestSupported} is needed`,
    );
  }
  log(`installing RabbitMQ from the packages of ${release.id} ${later}; INSAKA_NO_INSTALL=1 prevents this`);
  await withLaterRelease(release.codename, later, async () => {
    await aptGet(["update"]);
    const target = ["install", "-y", "-t", later, "--no-install-recommends", "rabbitmq-server"];
    await withDaemonsHeldBack(() => aptGet(target));
  });
}

async function withLaterRelease(from: string, to: string, install: () => Promise<void>): Promise<void> {
  const sources = sourcesForRelease(await readSourceFiles(), from, to);
  if (sources === "") throw new BrokerUnavailable(`apt knows no source of ${from} that could be repeated for ${to}`);
  const sourcesFile = `/etc/apt/sources.list.d/insaka-${to}.sources`;
  const pinFile = `/etc/apt/preferences.d/insaka-${to}`;
  await writeFile(
    pinFile,
    `Explanation: RabbitMQ for Insaka's tests; 100 keeps everything else on ${from}.\nPackage: *\nPin: release n=${to}*\nPin-Priority: 100\n`,
  );
  await writeFile(sourcesFile, sources);
  try {
    await install();
  } catch (error) {
    await Promise.all([rm(sourcesFile, { force: true }), rm(pinFile, { force: true })]);
    throw error;
  }
}

async function readSourceFiles(): Promise<AptSourceFile[]> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => /\.(list|sources)$/.test(name) && !name.startsWith("insaka-"));
  const files: AptSourceFile[] = [];
  for (const path of ["/etc/apt/sources.list", ...paths.sort().map((name) => join(folder, name))]) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) files.push({ name: path, text });
  }
  return files;
}

async function candidateVersion(): Promise<string | undefined> {
  const { stdout } = await runCommand("apt-cache", ["policy", "rabbitmq-server"], { env: packageEnvironment() });
  const version = /^\s*Candidate:\s*(\S+)/m.exec(stdout)?.[1];
  return version === "(none)" ? undefined : version;
}

/** A freshly booted machine often updates itself: apt waits for the package lock by itself, for the lists' lock it does not. */
async function aptGet(args: readonly string[]): Promise<void> {
  const deadline = Date.now() + lockPatience;
  const options = ["-q", "-o", `DPkg::Lock::Timeout=${lockPatience / 1000}`, "-o", "Dpkg::Options::=--force-confold"];
  for (;;) {
    const result = await runCommand("apt-get", [...options, ...args], { env: packageEnvironment() });
    if (result.code === 0) return;
    if (!/Could not get lock|Unable to lock/.test(result.stderr) || Date.now() > deadline) {
      throw new BrokerUnavailable(`apt-get ${args[0] ?? ""} failed: ${lastLines(result)}`);
    }
    await pause(1_000);
  }
}

function packageEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l", LC_ALL: "C" };
}

function lastLines({ stdout, stderr }: CommandResult): string {
  return `${stdout}\n${stderr}`.trim().split("\n").slice(-6).join("\n");
}
