package org.bailiwick.ars.freshness;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.feed.CrlRevocations;

/**
 * What the registry knows of the revocations of all issuing CAs of the domain.
 *
 * @param asOf every revocation up to this time is known
 * @param crlNumber the highest number among the CRLs in use; -1 if they have none
 */
public record RevocationKnowledge(Instant asOf, BigInteger crlNumber) {

  /** The authority may have ended its answer so long before it was read. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

  /**
   * What is known now.
   *
   * @throws ProblemException dependency-unavailable if it is too old for answers
   */
  public static RevocationKnowledge of(CredentialStatus status, CrlRevocations revocations) {
    status.requireFresh();
    List<X509Certificate> issuers = status.issuers();
    List<CrlRevocations.Known> known =
        issuers.stream().map(revocations::knownOf).flatMap(Optional::stream).toList();
    if (known.isEmpty() || known.size() < issuers.size()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "revocation-status-stale",
          "The authority's revocation data are too old for an answer");
    }
    return new RevocationKnowledge(
        known.stream()
            .map(CrlRevocations.Known::until)
            .min(Instant::compareTo)
            .orElseThrow()
            .minus(ON_THE_WAY),
        known.stream()
            .map(CrlRevocations.Known::crlNumber)
            .max(BigInteger::compareTo)
            .orElseThrow());
  }
}
