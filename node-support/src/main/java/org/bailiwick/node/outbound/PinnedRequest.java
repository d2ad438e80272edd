package org.bailiwick.node.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;

/**
 * A request to an address that was checked, whatever the name resolves to by then. Its Host header
 * and the name in the TLS hello stay those of the URI.
 */
final class PinnedRequest {
  static {
    // The platform's client lets a caller set the Host header only by this property, which it reads
    // once; the launcher sets it too (launcher/payara/jvm.options).
    if (System.getProperty("jdk.httpclient.allowRestrictedHeaders") == null) {
      System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }
  }

  private PinnedRequest() {}

  /** Has the property above set before the platform reads it. */
  static void prepare() {
    // Loading this class does it.
  }

  static HttpRequest of(HttpRequest request, InetAddress address) {
    URI uri = request.uri();
    String literal =
        address instanceof Inet6Address
            ? "[" + address.getHostAddress() + "]"
            : address.getHostAddress();
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    HttpRequest.Builder pinned =
        HttpRequest.newBuilder(request, (name, value) -> true)
            .uri(URI.create(uri.getScheme() + "://" + literal + port + path));
    try {
      pinned.setHeader("Host", uri.getRawAuthority());
    } catch (IllegalArgumentException notAllowed) {
      return pinned.build(); // on a server without the option, the Host header has the address
    }
    return pinned.build();
  }
}
