package org.bailiwick.node.jose;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The certificates that a JWS brings in its header ({@code x5c}, RFC 7515 section 4.1.6). Nothing
 * of them is verified: the caller verifies the path, and then the signature by the key of the first
 * one.
 */
public final class ClaimedChain {

  /** With issuing CAs and root a chain is still shorter. */
  private static final int LONGEST = 6;

  private ClaimedChain() {}

  /** The chain; empty if there is none, or one that cannot be read. */
  public static Optional<List<X509Certificate>> of(String compact) {
    Object x5c = JwtChecks.claimedHeader(compact).map(header -> header.get("x5c")).orElse(null);
    if (!(x5c instanceof List<?> texts) || texts.isEmpty() || texts.size() > LONGEST) {
      return Optional.empty();
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Object each : texts) {
      try {
        chain.add(Pem.certificate(Base64.getDecoder().decode((String) each)));
      } catch (ClassCastException | IllegalArgumentException | ProblemException e) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(chain));
  }
}
