package org.bailiwick.node.outbound.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.settings.Settings;

/**
 * Which addresses an agent may be called at. Addresses inside the organisation are allowed, since
 * agents have them; addresses of the machine itself, of one link, and those that stand for other
 * addresses are not. Loopback addresses are allowed only by the setting {@value #SETTING}, with
 * which agents and nodes run on one machine for trying out.
 */
public final class AgentAddresses {
  /** The setting that allows loopback addresses. */
  public static final String SETTING = "node.loopback-agents";

  private static final String ALLOWED = "allowed";
  private static final String REFUSED = "refused";

  /** Special-purpose addresses of RFC 6890, RFC 4291 section 2.4 and RFC 5771. */
  private static final List<AddressPrefix> NEVER =
      AddressPrefix.all(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/3",
          "::/96",
          "::ffff:0:0:0/96",
          "64:ff9b::/32",
          "2001::/32",
          "2002::/16",
          "fe80::/10",
          "fec0::/10",
          "ff00::/8");

  /** The special-use name of RFC 6761 section 6.3. */
  private static final Pattern LOCALHOST = Pattern.compile("(.+\\.)?localhost");

  /** A host that is an address; the contract's {@link Locator} takes it in one spelling alone. */
  private static final Pattern LITERAL = Pattern.compile("\\[.*]|[0-9.]+");

  /** Turns a host into its addresses. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final boolean loopback;
  private final Resolver resolver;

  private AgentAddresses(boolean loopback, Resolver resolver) {
    this.loopback = loopback;
    this.resolver = resolver;
  }

  /** As the node's setting says; without it, loopback addresses are refused. */
  public static AgentAddresses read(Settings settings) {
    String value = settings.text(SETTING, REFUSED);
    if (!value.equals(ALLOWED) && !value.equals(REFUSED)) {
      settings.fault(SETTING, "must be " + ALLOWED + " or " + REFUSED);
    }
    return value.equals(ALLOWED) ? withLoopback() : withoutLoopback();
  }

  /** For trying out on one machine. */
  public static AgentAddresses withLoopback() {
    return new AgentAddresses(true, InetAddress::getAllByName);
  }

  /** For service. */
  public static AgentAddresses withoutLoopback() {
    return new AgentAddresses(false, InetAddress::getAllByName);
  }

  /** The same rule with another resolver. */
  public AgentAddresses resolvedBy(Resolver other) {
    return new AgentAddresses(loopback, other);
  }

  /**
   * Whether a locator may be registered. A name is not resolved here, because it may have other
   * addresses later; the call checks them.
   */
  public boolean mayBeNamed(Locator locator) {
    String host = locator.uri().getHost().toLowerCase(Locale.ROOT);
    return literal(host)
        .map(this::mayBeCalled)
        .orElse(loopback || !LOCALHOST.matcher(host).matches());
  }

  /** The address if the host is one, with or without brackets. */
  public static Optional<InetAddress> literal(String host) {
    if (!LITERAL.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host)); // asks no name server for an address
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Resolves the host once. The caller connects to the returned address and not to the name, which
   * may have another address a moment later.
   *
   * @throws ProblemException dependency-unavailable (503) with check agent-address when one of the
   *     addresses may not be called
   */
  public InetAddress resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = resolver.resolve(host);
    if (!Stream.of(addresses).allMatch(this::mayBeCalled)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "agent-address",
          "The agent's locator leads to an address that no agent may have");
    }
    return addresses[0];
  }

  private boolean mayBeCalled(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return loopback;
    }
    byte[] bytes = address.getAddress();
    return NEVER.stream().noneMatch(prefix -> prefix.contains(bytes));
  }
}
