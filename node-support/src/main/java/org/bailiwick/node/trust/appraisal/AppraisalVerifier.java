package org.bailiwick.node.trust.appraisal;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Verifier (RFC 9334) whose attestation results about a partner's agents count.
 *
 * @param developer what {@code ear_verifier_id} must name
 * @param build the one accepted build; any if empty
 * @param algorithms JWS algorithms that its results may use; all are asymmetric
 * @param maxAge the time after {@code iat} for which a result counts
 */
public record AppraisalVerifier(
    String developer,
    Optional<String> build,
    Optional<Path> jwksFile,
    Optional<URI> jwksUri,
    Set<X509Certificate> tlsAnchors,
    List<String> algorithms,
    Duration maxAge) {
  public AppraisalVerifier {
    algorithms = List.copyOf(algorithms);
    tlsAnchors = Set.copyOf(tlsAnchors);
  }
}
