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
 * The source address of a request: that of the connection, or the one that a trusted proxy names.
 * An IPv6 address is reduced to its first 64 bits, since one caller has all addresses that share
 * them (RFC 6177 section 2).
 */
public final class RequestSource {
  /** The field that HAProxy and others set; the trusted proxy has added the last address. */
  static final String FIELD = "X-Forwarded-For";

  private static final int PREFIX_BYTES = 8;

  private RequestSource() {}

  /** The source; the proxy's own address if a trusted proxy names none. */
  public static String of(HttpServletRequest request, TrustedProxies proxies) {
    return find(request, proxies)
        .or(
            () ->
                TrustedProxies.address(String.valueOf(request.getRemoteAddr()))
                    .map(RequestSource::network))
        .orElse("unknown");
  }

  /** The source; empty if a trusted proxy names none. */
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
    } catch (UnknownHostException e) { // only for another number of bytes
      throw new IllegalStateException(e);
    }
  }
}
