import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Installation } from "@insaka/broker";

const run = promisify(execFile);

/** Debian's release after the one whose RabbitMQ the other tests run on. */
const SUITE = "forky";
const INFRA = fileURLToPath(new URL("../../../infra/rabbitmq", import.meta.url));

/**
 * A RabbitMQ of the next minor series, in a folder of its own that is kept between runs: `$XDG_CACHE_HOME/insaka`.
 * Making it takes about half a minute, root, debootstrap, and the machine's own Debian mirror.
 *
 * @returns it, or why there is none
 */
export async function nextRabbitmq(): Promise<Installation | { readonly missing: string }> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "insaka");
  const folder = join(cache, `rabbitmq-${SUITE}`);
  const missing = whyNotRun() ?? (existsSync(folder) ? undefined : whyNotMake());
  if (missing !== undefined) return { missing };
  try {
    if (!existsSync(folder)) await make(cache, folder);
    return await wrapped(folder);
  } catch (error) {
    return { missing: `it could not be made: ${String(error).split("\n")[0]}` };
  }
}

function whyNotRun(): string | undefined {
  if (process.getuid?.() !== 0) return "it takes root to run it in a folder of its own";
  // The port mapper of the machine's own Erlang serves every version; without one the broker would leave its own behind.
  return lacking(["unshare", "chroot", "epmd"]);
}

function whyNotMake(): string | undefined {
  if ((process.env.INSAKA_NO_INSTALL ?? "") !== "") return "INSAKA_NO_INSTALL is set";
  return lacking(["debootstrap"]);
}

function lacking(programs: readonly string[]): string | undefined {
  const path = `${process.env.PATH ?? ""}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  const missing = programs.find((program) => !path.some((folder) => existsSync(join(folder, program))));
  return missing === undefined ? undefined : `${missing} is not installed`;
}

/** Beside its place first: a run that is killed meanwhile leaves nothing that looks finished. */
async function make(cache: string, folder: string): Promise<void> {
  const mirror = await debianMirror();
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, "unfinished-"));
  process.stderr.write(`fetching RabbitMQ of Debian ${SUITE} into ${folder}; INSAKA_NO_INSTALL=1 prevents this\n`);
  try {
    const scripts = "/usr/share/debootstrap/scripts";
    const script = existsSync(join(scripts, SUITE)) ? [] : [join(scripts, "sid")];
    const root = join(unfinished, "root");
    await run("debootstrap", ["--variant=minbase", "--include=rabbitmq-server", SUITE, root, mirror, ...script], {
      maxBuffer: 64 * 1024 * 1024,
    });
    // Somebody else may have been as quick.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The mirror that this machine takes Debian from. */
async function debianMirror(): Promise<string> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => []);
  const files = [...names.map((name) => join(folder, name)), "/etc/apt/sources.list"];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    const uri = /^\s*(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s*(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(text)?.[1];
    if (uri !== undefined) return uri;
  }
  throw new Error("apt names no mirror of Debian");
}

/**
 * The scripts that start it. Each runs in mounts of its own, gone with the process: nothing has to be unmounted, whatever way it
 * ends. The temporary folder and the configuration are seen inside at the same place as outside.
 */
async function wrapped(folder: string): Promise<Installation> {
  const root = join(folder, "root");
  const lib = "/usr/lib/rabbitmq/lib";
  const name = (await readdir(join(root, lib))).find((each) => each.startsWith("rabbitmq_server-"));
  if (name === undefined) throw new Error(`${folder} holds no RabbitMQ`);
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  // The smallest Debian knows no name at all, and a node looks up its own host.
  await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  for (const seen of [INFRA, tmpdir()]) await mkdir(join(root, seen), { recursive: true });
  const script = async (program: string): Promise<string> => {
    const file = join(bin, program);
    // A file of this process first: another run may be starting the old one at this moment.
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, wrapper(root, `${lib}/${name}/sbin/${program}`));
    await chmod(fresh, 0o755);
    await rename(fresh, file);
    return file;
  };
  return {
    server: await script("rabbitmq-server"),
    ctl: await script("rabbitmqctl"),
    version: name.replace("rabbitmq_server-", ""),
  };
}

function wrapper(root: string, program: string): string {
  const [from, config, temporary] = [root, INFRA, tmpdir()].map((path) => `'${path.replaceAll("'", `'\\''`)}'`);
  return `#!/bin/sh
# Runs ${program} of another Debian, with mounts that end with it.
PATH="$PATH:/usr/sbin:/sbin"
exec unshare --mount --propagation private sh -c '
  mount -t proc proc "$1/proc" && mount --bind "$2" "$1$2" && mount --bind "$3" "$1$3" || exit 1
  root=$1; shift 3
  exec chroot "$root" ${program} "$@"
' sh ${from} ${config} ${temporary} "$@"
`;
}
