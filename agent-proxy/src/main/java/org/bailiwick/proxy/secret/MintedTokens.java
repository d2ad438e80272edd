package org.bailiwick.proxy.secret;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bailiwick.contract.credential.Sha256;

/**
 * The digests of the last tokens that the proxy made for the agent, which the agent may send. Each
 * is for one audience and ends within minutes.
 */
final class MintedTokens {

  private static final int MOST = 1000;

  private final Set<String> digests = new LinkedHashSet<>();

  synchronized void add(String token) {
    digests.add(digest(token));
    if (digests.size() > MOST) {
      digests.remove(digests.iterator().next());
    }
  }

  synchronized boolean contains(String token) {
    return digests.contains(digest(token));
  }

  private static String digest(String token) {
    return Sha256.base64url(token.getBytes(StandardCharsets.ISO_8859_1));
  }
}
