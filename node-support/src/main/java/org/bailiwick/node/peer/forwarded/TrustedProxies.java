package org.bailiwick.node.peer.forwarded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses of the proxies whose {@code Client-Cert} field counts (setting {@code
 * node.trusted-proxies}). Host names are not allowed, since whoever controls a name in DNS could
 * then pose as any client.
 */
public record TrustedProxies(Set<InetAddress> addresses) {
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  public TrustedProxies {
    addresses = Set.copyOf(addresses);
  }

  /** No proxy is trusted, which is the default. */
  public static TrustedProxies none() {
    return new TrustedProxies(Set.of());
  }

  /**
   * The proxies with these IP addresses.
   *
   * @throws IllegalArgumentException with the entry that is not an IP address
   */
  public static TrustedProxies of(List<String> literals) {
    Set<InetAddress> addresses = new HashSet<>();
    for (String literal : literals) {
      addresses.add(
          address(literal)
              .orElseThrow(() -> new IllegalArgumentException(literal + " is not an IP address")));
    }
    return new TrustedProxies(addresses);
  }

  public boolean include(String remoteAddress) {
    return !addresses.isEmpty() && address(remoteAddress).filter(addresses::contains).isPresent();
  }

  /** The address in a text, if it is one; names are not resolved. */
  static Optional<InetAddress> address(String literal) {
    try {
      return LITERAL.matcher(literal).matches()
          ? Optional.of(InetAddress.getByName(literal)) // a literal is parsed, never resolved
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
