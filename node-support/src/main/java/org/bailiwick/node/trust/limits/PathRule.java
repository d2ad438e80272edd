package org.bailiwick.node.trust.limits;

import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * Paths of SPIFFE ids: all below one that ends with a slash, or exactly the one that does not. A
 * text is compared by whole segments only, so {@code /agent/} never permits {@code /agents/x}.
 */
public record PathRule(String text) {

  private static final String SLASH = "/";

  /**
   * The rule of this text.
   *
   * @throws IllegalArgumentException for a text that is no canonical path, and for a slash alone,
   *     which would permit every path
   */
  public PathRule {
    String path = text.endsWith(SLASH) ? text.substring(0, text.length() - 1) : text;
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a path has a segment");
    }
    requireCanonical(path);
  }

  /** The constructor of a SPIFFE id refuses what is no canonical path. */
  private static void requireCanonical(String path) {
    SpiffeId canonical = new SpiffeId(TrustDomain.parse("example.org"), path);
    if (!canonical.path().equals(path)) {
      throw new IllegalArgumentException("a path is canonical");
    }
  }

  boolean covers(String path) {
    return text.endsWith(SLASH) ? path.startsWith(text) : path.equals(text);
  }
}
