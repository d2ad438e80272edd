package org.bailiwick.aca.keysource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.VerificationKeys;

/**
 * Keys of an issuer in an operator's file: either {@code jwks} or {@code jwks_uri}, with optional
 * TLS roots in {@code ca_file}.
 */
public record KeySource(
    Optional<String> jwks, Optional<URI> jwksUri, Set<X509Certificate> tlsAnchors) {

  /**
   * Reads the members of the issuer's file.
   *
   * @param folder base of a relative {@code ca_file}
   */
  public static KeySource of(Claims file, Path folder) throws IOException {
    Optional<String> jwks = file.object("jwks").map(Claims::json);
    Optional<URI> uri = file.find("jwks_uri").map(URI::create);
    if (jwks.isPresent() == uri.isPresent()) {
      throw new IllegalArgumentException("exactly one of jwks and jwks_uri is needed");
    }
    Optional<Path> anchors = file.find("ca_file").map(folder::resolve);
    return new KeySource(
        jwks,
        uri,
        anchors.isEmpty()
            ? Set.of()
            : Set.copyOf(Pem.certificates(Files.readAllBytes(anchors.get()))));
  }

  /** Opens the keys; fetched ones are cached. */
  public JwtKeys open(Clock clock) {
    return jwks.map(JwtKeys::ofJwks).orElseGet(() -> fetched(clock));
  }

  /** Fetches from the operator's address, whose origin is allowed even if it is internal. */
  private JwtKeys fetched(Clock clock) {
    URI uri = jwksUri.orElseThrow();
    Set<Origin> allowed = Set.of(Origin.of(uri));
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(allowed));
    return new VerificationKeys(() -> fetch.get(uri, allowed, tlsAnchors), clock);
  }
}
