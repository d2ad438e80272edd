package org.bailiwick.node.principalevents;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.EventStream;

/** Checks one security event token (RFC 8417, SSF 1.0 section 4) of a partner's server. */
final class PrincipalEventReader {
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String CREDENTIAL_CHANGE = CAEP + "credential-change";

  /** CAEP 1.0 and RISC 1.0: events after which a grant of before may say too much. */
  private static final Set<String> ENDING =
      Set.of(
          CAEP + "session-revoked",
          CAEP + "token-claims-change",
          RISC + "account-credential-change-required",
          RISC + "account-disabled",
          RISC + "account-purged",
          RISC + "credential-compromise",
          RISC + "sessions-revoked");

  /** A further credential takes nothing away. */
  private static final Set<String> ENDING_CHANGES = Set.of("revoke", "delete", "update");

  private static final int LONGEST_TEXT = 1000;

  private final String issuer;
  private final JwtChecks checks;
  private final Clock clock;

  PrincipalEventReader(AuthorizationServer server, EventStream stream, JwtKeys keys, Clock clock) {
    this.issuer = server.issuer();
    this.clock = clock;
    this.checks =
        JwtChecks.of("partner-event", ProblemType.MALFORMED_REQUEST)
            .type("secevent+jwt")
            .events()
            .algorithms(server.algorithms())
            .keys(keys)
            .issuer(issuer)
            .audience(stream.audience())
            .ageless()
            .clock(clock)
            .build();
  }

  /**
   * The event in the token; empty if it takes nothing away and says nothing of a risk.
   *
   * @throws ProblemException when the token is not acceptable; DEPENDENCY_UNAVAILABLE when the
   *     server's keys cannot be read and the token was not judged
   */
  Optional<PrincipalEvent> read(String id, String token) {
    VerifiedJwt set = checks.verify(token);
    // SSF 1.0 section 4.1.2: no sub, so that a SET is never taken for another token.
    if (set.claims().containsKey("sub") || !id.equals(set.text("jti"))) {
      throw refused("partner-event-claims", "The event has a sub, or another jti than it came as.");
    }
    Map<String, Object> events = set.members("events");
    if (events.size() != 1) {
      throw refused("partner-event-events", "The token does not report exactly one event.");
    }
    Map.Entry<String, Object> event = events.entrySet().iterator().next();
    if (!(event.getValue() instanceof Map<?, ?> members)) {
      throw refused("partner-event-events", "The event is not an object.");
    }
    String type = event.getKey();
    boolean ends = takesAway(type, members);
    if (!ends && !EventRisk.isTold(type)) {
      return Optional.empty();
    }
    return Optional.of(
        new PrincipalEvent(
            bounded(id),
            issuer,
            subject(set.members("sub_id")),
            until(set, members),
            type.substring(type.lastIndexOf('/') + 1),
            ends,
            EventRisk.of(type, members)));
  }

  private static boolean takesAway(String type, Map<?, ?> members) {
    return type.equals(CREDENTIAL_CHANGE)
        ? ENDING_CHANGES.contains(String.valueOf(members.get("change_type")))
        : ENDING.contains(type);
  }

  /** The subject (RFC 9493): issuer and {@code sub}, alone or as the user of a complex one. */
  private String subject(Map<?, ?> named) {
    Map<?, ?> user =
        "complex".equals(named.get("format")) && named.get("user") instanceof Map<?, ?> nested
            ? nested
            : named;
    if (!"iss_sub".equals(user.get("format"))
        || !issuer.equals(user.get("iss"))
        || !(user.get("sub") instanceof String subject)
        || subject.isEmpty()) {
      throw refused(
          "partner-event-subject", "The subject is not named by this issuer and a sub (iss_sub).");
    }
    return bounded(subject);
  }

  private static String bounded(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw refused("partner-event-claims", "A text of the event is too long.");
    }
    return text;
  }

  /** The time of the event, at most now: a later one would end grants that are yet to come. */
  private Instant until(VerifiedJwt set, Map<?, ?> members) {
    Instant stated =
        members.get("event_timestamp") instanceof Long seconds
            ? Instant.ofEpochSecond(Math.clamp(seconds, 0, Integer.MAX_VALUE))
            : set.time("iat");
    Instant now = clock.instant();
    return stated.isAfter(now) ? now : stated;
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
