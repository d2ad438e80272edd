package org.bailiwick.node.edge;

import java.net.URI;

/**
 * The URL of a document about an identifier. Its name is inserted between host and path of the
 * identifier (RFC 8414 section 3.1, RFC 9728 section 3.1), so the document of an identifier with a
 * path is not below this path.
 */
public final class WellKnownUrl {
  private WellKnownUrl() {}

  /** The URL of the document {@code name} about this identifier. */
  public static URI of(URI identifier, String name) {
    return identifier.resolve("/.well-known/" + name + path(identifier));
  }

  /** Whether a document is asked for under the path of this identifier, without its first slash. */
  public static boolean isOf(URI identifier, String path) {
    return path(identifier).equals("/" + path);
  }

  private static String path(URI identifier) {
    String path = identifier.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
