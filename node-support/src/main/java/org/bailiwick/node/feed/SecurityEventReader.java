package org.bailiwick.node.feed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;

/** Checks one security event token (RFC 8417, SSF 1.0 section 4) and reads the revocation in it. */
final class SecurityEventReader {
  private static final String CREDENTIAL_CHANGE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";
  private static final int MAX_TOKEN = 16 * 1024;

  private final JwtChecks checks;

  SecurityEventReader(FeedSettings settings, JwtKeys keys) {
    this.checks =
        JwtChecks.of("set", ProblemType.MALFORMED_REQUEST)
            .type("secevent+jwt")
            .events()
            .algorithms(List.of("RS256", "ES256"))
            .keys(keys)
            .issuer(settings.authorityUrl().toString())
            .audience(settings.stream())
            .ageless()
            .build();
  }

  /**
   * The revocation in the token; empty when it is a valid event of another kind.
   *
   * @throws ProblemException when the token is not acceptable; DEPENDENCY_UNAVAILABLE when the
   *     authority's keys cannot be read and the token was not judged
   */
  Optional<RevocationEvent> read(String id, String token) {
    if (token.length() > MAX_TOKEN) {
      throw refusal("set-too-large", null);
    }
    VerifiedJwt set = verified(token);
    // SSF 1.0 section 4.1.2: no sub and no exp, so that a SET is never taken for another token.
    if (set.claims().containsKey("sub") || !id.equals(set.claims().get("jti"))) {
      throw refusal("set-claims", null);
    }
    if (!(set.claims().get("events") instanceof Map<?, ?> events) || events.size() != 1) {
      throw refusal("set-events", null);
    }
    return events.get(CREDENTIAL_CHANGE) instanceof Map<?, ?> change
        ? revocation(id, set.time("iat"), change)
        : Optional.empty();
  }

  private VerifiedJwt verified(String token) {
    try {
      return checks.verify(token);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.DEPENDENCY_UNAVAILABLE) {
        throw e;
      }
      throw refusal(e.check().equals("set-has-expiry") ? "set-claims" : "set-invalid", e);
    }
  }

  /** CAEP 1.0 section 3.3, credential-change of an X.509 certificate. */
  private static Optional<RevocationEvent> revocation(
      String id, Instant issuedAt, Map<?, ?> change) {
    if (!"x509".equals(change.get("credential_type"))
        || !"revoke".equals(change.get("change_type"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RevocationEvent(
              id,
              new X500Principal((String) change.get("x509_issuer")),
              SerialNumber.parse((String) change.get("x509_serial")).value(),
              reason(change.get("reason_admin")),
              change.get("event_timestamp") instanceof Number seconds
                  ? Instant.ofEpochSecond(seconds.longValue())
                  : issuedAt));
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw refusal("set-event-syntax", e);
    }
  }

  /** The reason is text by language; the authority writes the text of the enum constant. */
  private static RevocationReason reason(Object languages) {
    if (languages instanceof Map<?, ?> map && map.get("en") instanceof String text) {
      try {
        return RevocationReason.parse(text);
      } catch (ProblemException e) {
        return RevocationReason.UNSPECIFIED;
      }
    }
    return RevocationReason.UNSPECIFIED;
  }

  private static ProblemException refusal(String check, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, check, "The security event token is not acceptable", cause);
  }
}
