package org.bailiwick.node.trust.accesstokens;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a partner's authorization server is asked whether a token is active (RFC 7662).
 *
 * @param clientId the name under which that server knows this domain
 * @param secretFile the client's secret, read for each question; without it, the node shows its own
 *     client certificate (RFC 8705 section 2)
 * @param cache how long an answer counts for further requests with the same token
 */
public record IntrospectionTerms(
    URI uri, String clientId, Optional<Path> secretFile, Duration cache) {

  /** The longest time for which an answer may count. */
  public static final Duration LONGEST_CACHE = Duration.ofSeconds(30);
}
