package org.bailiwick.aca.person;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.VerifiedJwt;

/**
 * Checks security event tokens (RFC 8417) of the configured providers and reads what they report of
 * a user: events of RISC 1.0 and CAEP 1.0, one per token, about a subject in the format iss_sub
 * (RFC 9493), alone or as the user of a complex subject.
 */
public record UserEvents(UserProviders providers) {

  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
  private static final int MAX_ID = 255;

  /** The time by which an event may be later than its report, since clocks differ. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  /**
   * The event in this token.
   *
   * @throws ProblemException SECURITY_EVENT_REJECTED, or DEPENDENCY_UNAVAILABLE when the provider's
   *     keys can't be read
   */
  public UserEvent read(String token) {
    UserProviders.Provider provider =
        providers
            .claimedBy(token)
            .filter(each -> each.events().isPresent())
            .orElseThrow(
                () -> rejected("issuer-unknown", "No events are taken from this token's issuer."));
    JwtChecks checks = provider.events().orElseThrow();
    VerifiedJwt jwt = checks.verify(token);
    if (jwt.claims().containsKey("sub")) {
      throw rejected("claim-sub", "A security event token has no sub (SSF 1.0 section 4.1.2).");
    }
    UserIssuer issuer = provider.configuration();
    Map<String, Object> events = jwt.members("events");
    if (events.size() != 1) {
      throw rejected("events", "A security event token must report exactly one event.");
    }
    Map.Entry<String, Object> event = events.entrySet().iterator().next();
    if (!(event.getValue() instanceof Map<?, ?> payload)) {
      throw rejected("events", "An event must be a JSON object.");
    }
    String type = typeOf(event.getKey());
    return new UserEvent(
        issuer.issuer(),
        identifier(jwt),
        subject(jwt.members("sub_id"), issuer.issuer()),
        type,
        happened(payload.get("event_timestamp"), jwt.time("iat")),
        issuer.rolesClaim().flatMap(claim -> rolesAfter(payload, claim)),
        Optional.ofNullable(issuer.events().orElseThrow().triggers().get(type)));
  }

  /** The last segment of a known type; the whole URI of any other, which has no trigger. */
  private static String typeOf(String uri) {
    return Stream.of(RISC, CAEP)
        .filter(uri::startsWith)
        .map(base -> uri.substring(base.length()))
        .filter(EventRules.TYPES::contains)
        .findFirst()
        .orElse(uri);
  }

  private static String identifier(VerifiedJwt jwt) {
    String id = jwt.text("jti");
    if (id.isBlank() || id.length() > MAX_ID) {
      throw rejected("claim-jti", "The token's jti is empty or too long.");
    }
    return id;
  }

  /** The user that the event is about, who must be a user of the same provider. */
  private static String subject(Map<?, ?> subject, String issuer) {
    if ("complex".equals(subject.get("format"))) {
      if (subject.get("user") instanceof Map<?, ?> user && !"complex".equals(user.get("format"))) {
        return subject(user, issuer);
      }
      throw rejected("subject", "A complex subject must name a user.");
    }
    if (!"iss_sub".equals(subject.get("format"))) {
      throw rejected("subject-format", "The user must be named in the subject format iss_sub.");
    }
    if (!issuer.equals(subject.get("iss"))) {
      throw rejected("subject-issuer", "The subject is a user of another provider.");
    }
    if (subject.get("sub") instanceof String name
        && !name.isBlank()
        && name.length() <= MAX_ID
        && name.chars().noneMatch(Character::isISOControl)) {
      return name;
    }
    throw rejected("subject", "The subject has no readable sub.");
  }

  /**
   * The time of the event. A time after the report is refused, because the user's tokens are
   * refused until that time, and a time in milliseconds would be in 58,000 years.
   */
  private static Instant happened(Object timestamp, Instant reported) {
    if (timestamp == null) {
      return reported;
    }
    long latest = reported.plus(LEEWAY).getEpochSecond();
    if (timestamp instanceof Long seconds && seconds >= 0 && seconds <= latest) {
      return Instant.ofEpochSecond(seconds);
    }
    throw rejected(
        "event-timestamp", "The event's time is not in whole seconds, or after its report.");
  }

  /** CAEP 1.0 section 3.2, token-claims-change: the claims that changed, with their new values. */
  private static Optional<Set<String>> rolesAfter(Map<?, ?> payload, String claim) {
    return payload.get("claims") instanceof Map<?, ?> claims
        ? RolesClaim.in(
            claims,
            claim,
            () -> rejected("event-claims", "The roles that the event names are not texts."))
        : Optional.empty();
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(
        ProblemType.SECURITY_EVENT_REJECTED, "security-event-" + check, detail);
  }
}
