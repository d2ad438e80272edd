package org.bailiwick.aca.person;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;

/**
 * The effects of an identity provider's security events, from the operator's file for the provider.
 *
 * @param audience name of this authority in the provider's tokens
 * @param triggers name of a revocation trigger, by the last segment of the event type
 * @param maxAge greatest age of a token; providers repeat their delivery for hours
 */
record EventRules(String audience, Map<String, String> triggers, Duration maxAge) {

  /** The known event types (RISC 1.0 section 2, CAEP 1.0 section 3). */
  static final Set<String> TYPES =
      Set.of(
          "account-disabled",
          "account-purged",
          "credential-compromise",
          "session-revoked",
          "token-claims-change");

  private static final String GONE = "person-or-role-gone";
  private static final Map<String, String> DEFAULT =
      Map.of("account-disabled", GONE, "account-purged", GONE, "token-claims-change", GONE);
  private static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);

  EventRules {
    if (!TYPES.containsAll(triggers.keySet())) {
      throw new IllegalArgumentException("an event type is none of " + TYPES);
    }
  }

  static EventRules of(Claims file) {
    if (!List.of("audience", "triggers", "max_age").containsAll(file.names())) {
      throw new IllegalArgumentException("\"events\" has an unknown member");
    }
    return new EventRules(
        file.text("audience"),
        file.object("triggers").map(EventRules::triggers).orElse(DEFAULT),
        file.find("max_age").map(Duration::parse).orElse(DEFAULT_MAX_AGE));
  }

  private static Map<String, String> triggers(Claims table) {
    return table.names().stream()
        .collect(Collectors.toUnmodifiableMap(Function.identity(), table::text));
  }
}
