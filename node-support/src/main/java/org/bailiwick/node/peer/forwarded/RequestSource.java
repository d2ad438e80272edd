package org.bailiwick.node.peer.forwarded;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * From where a request came, as far as one party can be told from another by it: the address of the
 * connection, or behind a trusted proxy the one that the proxy names. Of an IPv6 address the first
 * 64 bits, since whoever has one address has all that begin so (RFC 6177 section 2).
 */
public final class RequestSource {
  /** As HAProxy and others fill it; of several addresses the last is the proxy's own word. */
  static final String FIELD = "X-Forwarded-For";

  private static final int PREFIX_BYTES = 8;

  private RequestSource() {}

  /** Behind a proxy that names nobody it is the proxy's own. */
  public static String of(HttpServletRequest request, TrustedProxies proxies) {
    return find(request, proxies)
        .or(
            () ->
                TrustedProxies.address(String.valueOf(request.getRemoteAddr()))
                    .map(RequestSource::network))
        .orElse("unknown");
  }

  /** Empty behind a trusted proxy that names nobody. */
  public static Optional<String> find(HttpServletRequest request, TrustedProxies proxies) {
    String direct = String.valueOf(request.getRemoteAddr());
    Optional<InetAddress> address =
        proxies.include(direct) ? namedByProxy(request) : TrustedProxies.address(direct);
    return address.map(RequestSource::network);
  }

  private static Optional<InetAddress> namedByProxy(HttpServletRequest request) {
    List<String> lines = Collections.list(request.getHeaders(FIELD));
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String last = lines.getLast();
    return TrustedProxies.address(last.substring(last.lastIndexOf(',') + 1).strip());
  }

  private static String network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException e) { // for another number of bytes only
      throw new IllegalStateException(e);
    }
  }
}
