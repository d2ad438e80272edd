package org.bailiwick.broker.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.stream.Stream;
import org.bailiwick.node.outbound.address.PublicAddresses;

/**
 * The addresses at which a back end may be, as its asset file says. Link-local addresses, at which
 * clouds offer the credentials of a machine, multicast and unspecified addresses are allowed by
 * none.
 */
public enum AddressRule {
  /** Public addresses only; the rule of a file that names none. */
  PUBLIC {
    @Override
    boolean allows(InetAddress address) {
      return PublicAddresses.include(address);
    }
  },
  /** Public addresses and those of private networks (RFC 1918, RFC 4193, RFC 6598). */
  PRIVATE {
    @Override
    boolean allows(InetAddress address) {
      return PublicAddresses.include(address)
          || (isPrivate(address) && !address.isLinkLocalAddress() && !address.isLoopbackAddress());
    }
  },
  /** This machine; the only rule under which plain HTTP is allowed. */
  LOOPBACK {
    @Override
    boolean allows(InetAddress address) {
      return address.isLoopbackAddress();
    }
  };

  private static final int FIRST_OCTET_OF_SHARED = 100;
  private static final int UNIQUE_LOCAL = 0xfc;
  private static final int UNIQUE_LOCAL_MASK = 0xfe;

  abstract boolean allows(InetAddress address);

  /**
   * The rule of this name in an asset file.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AddressRule parse(String name) {
    return Stream.of(values())
        .filter(rule -> rule.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("addresses is public, private or loopback"));
  }

  /**
   * Refuses a host one of whose addresses is not allowed. The connection is made to what the name
   * resolves to a moment later, from the cache of the platform; a server that is not the named one
   * then fails in TLS, and plain HTTP is refused for names.
   *
   * @throws BackEndFault address-unresolved or address-refused
   */
  void require(URI uri) {
    try {
      if (!Stream.of(InetAddress.getAllByName(uri.getHost())).allMatch(this::allows)) {
        throw BackEndFault.refused("address-refused", null);
      }
    } catch (UnknownHostException e) {
      throw BackEndFault.notDone("address-unresolved", e);
    }
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] octets = address.getAddress();
    if (address instanceof Inet6Address) {
      return (octets[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    }
    return address.isSiteLocalAddress()
        || (octets[0] == FIRST_OCTET_OF_SHARED && (octets[1] & 0xc0) == 0x40);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
