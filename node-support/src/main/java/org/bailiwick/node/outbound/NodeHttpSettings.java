package org.bailiwick.node.outbound;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings for calls to nodes and agents.
 *
 * @param tlsFolder folder of {@code client.pem} (chain, leaf first) and {@code client.key} (PKCS
 *     #8)
 */
public record NodeHttpSettings(
    Path tlsFolder, Duration connectTimeout, Duration requestTimeout, int maxAnswerBytes) {
  private static final int ANSWER = 4 * 1024 * 1024; // beyond any page of the registry's changes

  /** Two seconds to connect, thirty for an answer of at most 4 MB. */
  public static NodeHttpSettings of(Path tlsFolder) {
    return new NodeHttpSettings(tlsFolder, Duration.ofSeconds(2), Duration.ofSeconds(30), ANSWER);
  }
}
