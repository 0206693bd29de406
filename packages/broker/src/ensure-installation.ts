import { BrokerUnavailable } from "./broker-unavailable.js";
import { installRabbitmq, readInstallFacts, whyNotInstall } from "./install-rabbitmq.js";
import { findInstallation, type Installation } from "./installation.js";
import { oldestSupported } from "./rabbitmq-version.js";

/**
 * The RabbitMQ that is installed on this machine, else one that is installed now: on a Debian-like machine, as root and without
 * INSAKA_NO_INSTALL. `log` takes a line about what is installed.
 *
 * @throws BrokerUnavailable, with the reason in one line, where there is none and none may be installed.
 */
export async function ensureInstallation(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<Installation> {
  const found = await findInstallation();
  if (found !== undefined) return found;
  const facts = await readInstallFacts(env);
  const reason = whyNotInstall(facts);
  if (reason !== undefined || facts.release === undefined) {
    throw new BrokerUnavailable(
      `no RabbitMQ of at least ${oldestSupported} is installed, and ${reason ?? "the machine is unknown"}`,
    );
  }
  await installRabbitmq(facts.release, log);
  const installed = await findInstallation();
  if (installed === undefined) throw new BrokerUnavailable("RabbitMQ was installed and is not found");
  return installed;
}
