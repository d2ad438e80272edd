package org.bailiwick.node.outbound;

import java.time.Duration;
import java.util.Set;

/**
 * Bounds for fetched documents.
 *
 * @param privateOrigins origins that may resolve to an address which is not public: services inside
 *     the organisation that an operator has named one by one
 */
public record FetchSettings(Set<Origin> privateOrigins, int maxBytes, Duration limit) {
  private static final int DEFAULT_BYTES = 1024 * 1024; // a CRL of some 25,000 entries

  public FetchSettings {
    privateOrigins = Set.copyOf(privateOrigins);
  }

  /** One megabyte and five seconds. */
  public static FetchSettings of(Set<Origin> privateOrigins) {
    return new FetchSettings(privateOrigins, DEFAULT_BYTES, Duration.ofSeconds(5));
  }
}
