package org.bailiwick.node.outbound;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The folder of the node's client certificate ({@code client.pem}, chain with leaf first, and
 * {@code client.key}, PKCS #8), and the bounds of a call in time and size.
 */
public record NodeHttpSettings(
    Path tlsFolder, Duration connectTimeout, Duration requestTimeout, int maxAnswerBytes) {
  private static final int ANSWER = 4 * 1024 * 1024; // beyond any page of the registry's changes

  /** Two seconds to connect, thirty for an answer of at most 4 MB. */
  public static NodeHttpSettings of(Path tlsFolder) {
    return new NodeHttpSettings(tlsFolder, Duration.ofSeconds(2), Duration.ofSeconds(30), ANSWER);
  }
}
