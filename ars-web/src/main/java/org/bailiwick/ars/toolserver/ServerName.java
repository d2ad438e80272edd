package org.bailiwick.ars.toolserver;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The name of a server: the labels of the trust domain in reverse order, a slash, and the agent's
 * name, as {@code example.bailiwick/invoice-reader}.
 */
final class ServerName {

  /** What is left of 200 characters beside a slash and the longest name of an agent. */
  private static final int LONGEST_NAMESPACE = 136;

  private ServerName() {}

  static String of(AgentId agent) {
    return namespace(agent.trustDomain()) + agent.name();
  }

  /** The agent whose server has this name, if the name is one of this domain. */
  static Optional<AgentId> read(TrustDomain domain, String name) {
    String namespace = namespace(domain);
    if (!name.startsWith(namespace)) {
      return Optional.empty();
    }
    try {
      return Optional.of(AgentId.of(domain, name.substring(namespace.length())));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** An underscore, which names of servers may not have, becomes a hyphen. */
  private static String namespace(TrustDomain domain) {
    List<String> labels = Arrays.asList(domain.name().replace('_', '-').split("\\.", -1));
    String reversed = String.join(".", labels.reversed());
    return reversed.substring(0, Math.min(reversed.length(), LONGEST_NAMESPACE)) + "/";
  }
}
