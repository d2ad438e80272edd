package org.bailiwick.aca.attestation.verifier;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.attestation.ear.EarVerifier;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.keysource.KeySource;
import org.bailiwick.node.outbound.Origin;

/**
 * A Verifier of another party, as described in a file of the verifiers folder
 * (docs/attestation.md).
 *
 * @param service its address up to {@code newSession}; empty if the authority does not ask it
 * @param mediaTypes evidence that it appraises in place of the built-in Verifier
 * @param timeout for one appraisal, from the first request to the result
 * @param passports whether applicants may bring its results themselves
 */
record TrustedVerifier(
    EarVerifier results,
    Optional<URI> service,
    Set<X509Certificate> tlsAnchors,
    Set<String> mediaTypes,
    Duration timeout,
    boolean passports) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);
  private static final Set<String> EVIDENCE = Set.of(ConveyedToken.EAT_JWT, ConveyedToken.EAT_CWT);
  private static final Set<String> MEMBERS =
      Set.of(
          "verifier_id",
          "algorithms",
          "jwks",
          "jwks_uri",
          "ca_file",
          "url",
          "media_types",
          "timeout",
          "passport",
          "max_age");

  TrustedVerifier {
    service.ifPresent(Origin::of);
    if (service.isPresent() == mediaTypes.isEmpty()) {
      throw new IllegalArgumentException("\"url\" and \"media_types\" belong together");
    }
    if (!EVIDENCE.containsAll(mediaTypes)) {
      throw new IllegalArgumentException(
          "\"media_types\" has a type that this authority never accepts");
    }
    if (service.isEmpty() && !passports) {
      throw new IllegalArgumentException("a verifier needs a \"url\", or \"passport\": true");
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("\"timeout\" must be positive and at most 30 seconds");
    }
  }

  /** Reads a file, whose {@code ca_file} is relative to {@code folder}. */
  static TrustedVerifier parse(String json, Path folder, Clock clock) throws IOException {
    Claims file = Claims.parse("verifier", json);
    if (!MEMBERS.containsAll(file.names())) {
      throw new IllegalArgumentException("a verifier has an unknown member");
    }
    KeySource keys = KeySource.of(file, folder);
    Claims identity =
        file.object("verifier_id")
            .orElseThrow(() -> new IllegalArgumentException("\"verifier_id\" is missing"));
    return new TrustedVerifier(
        new EarVerifier(
            identity.text("developer"),
            identity.find("build"),
            Set.copyOf(file.texts("algorithms")),
            keys.open(clock),
            file.find("max_age").map(Duration::parse).orElse(DEFAULT_MAX_AGE)),
        file.find("url").map(URI::create),
        keys.tlsAnchors(),
        mediaTypes(file),
        file.find("timeout").map(Duration::parse).orElse(DEFAULT_TIMEOUT),
        file.flag("passport"));
  }

  private static Set<String> mediaTypes(Claims file) {
    return file.names().contains("media_types")
        ? file.texts("media_types").stream()
            .map(ConveyedToken::bare)
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }
}
