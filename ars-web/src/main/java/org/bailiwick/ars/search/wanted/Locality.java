package org.bailiwick.ars.search.wanted;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.ars.policy.Network;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Where an agent is reached, by the host of its signed locator: a DNS name, of which the host is
 * the same or a subdomain, or a network.
 */
public record Locality(Optional<String> domain, Optional<Network> network) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final int LONGEST = 253;

  static Locality parse(String text) {
    if (text.indexOf('/') > 0) {
      return new Locality(
          Optional.empty(), Optional.of(Network.parse(text).orElseThrow(Locality::refused)));
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw refused();
    }
    return Network.literal(name)
        .map(address -> new Locality(Optional.empty(), Optional.of(Network.of(address))))
        .orElseGet(() -> new Locality(Optional.of(name), Optional.empty()));
  }

  private static ProblemException refused() {
    return SearchMembers.malformed(
        "locality", "must be a DNS name such as eu.example, or a network such as 10.2.0.0/16");
  }

  /** Whether an agent with a locator of this host is there. */
  public boolean has(String host) {
    Optional<InetAddress> address = Network.literal(host);
    return network.isPresent()
        ? address.filter(network.get()::contains).isPresent()
        : address.isEmpty()
            && domain.filter(name -> host.equals(name) || host.endsWith("." + name)).isPresent();
  }
}
