package org.bailiwick.ars.identifier.control;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.settings.Settings;

/**
 * The settings of identifiers ({@code docs/identifiers.md}).
 *
 * @param most the most identifiers of one agent beside the signed and the assigned one
 * @param proofAge how long a proof counts
 * @param inside the origins that may be fetched at an address which is not public
 * @param ansAnchors the CAs whose certificates prove ANS names; without any, none is proved
 */
record IdentifierSettings(
    int most, Duration proofAge, Inside inside, Set<X509Certificate> ansAnchors) {

  /**
   * Origins inside the organisation.
   *
   * @param tlsAnchors trust anchors for their certificates; those of the platform if it is empty
   */
  record Inside(Set<Origin> origins, Set<X509Certificate> tlsAnchors) {}

  private static final String MOST = "ars.max-identifiers-per-agent";
  private static final String PROOF_AGE = "ars.identifier-proof-age";
  private static final String ORIGINS = "ars.identifier-private-origins";
  private static final String TLS_ANCHORS = "ars.identifier-tls-anchors";
  private static final String ANS_ANCHORS = "ars.ans-anchors";

  private static final Duration USUAL_AGE = Duration.ofDays(30);
  private static final Duration LEAST_AGE = Duration.ofMinutes(1);
  private static final Duration MOST_AGE = Duration.ofDays(365);

  static IdentifierSettings read(Settings settings) {
    Duration age = settings.duration(PROOF_AGE, USUAL_AGE);
    if (age.compareTo(LEAST_AGE) < 0 || age.compareTo(MOST_AGE) > 0) {
      settings.fault(PROOF_AGE, "must be from PT1M to P365D");
    }
    IdentifierSettings read =
        new IdentifierSettings(
            settings.number(MOST, 16, new Settings.Range(0, 64)),
            age,
            new Inside(origins(settings), anchors(settings, TLS_ANCHORS)),
            anchors(settings, ANS_ANCHORS));
    settings.done();
    return read;
  }

  private static Set<Origin> origins(Settings settings) {
    Set<Origin> origins = new HashSet<>();
    for (String text : settings.list(ORIGINS)) {
      try {
        URI uri = URI.create(text);
        if (uri.getRawPath().isEmpty() && uri.getRawQuery() == null) {
          origins.add(Origin.of(uri));
          continue;
        }
      } catch (IllegalArgumentException e) {
        // reported below
      }
      settings.fault(ORIGINS, "must have https origins such as https://agents.example:8443");
    }
    return Set.copyOf(origins);
  }

  private static Set<X509Certificate> anchors(Settings settings, String key) {
    Optional<Path> file = settings.findPath(key);
    if (file.isEmpty()) {
      return Set.of();
    }
    try {
      Set<X509Certificate> anchors = Set.copyOf(Pem.certificates(Files.readAllBytes(file.get())));
      if (!anchors.isEmpty()) {
        return anchors;
      }
    } catch (IOException | IllegalArgumentException | ProblemException e) {
      // reported below
    }
    settings.fault(key, "must be a readable file of certificates in PEM form");
    return Set.of();
  }
}
