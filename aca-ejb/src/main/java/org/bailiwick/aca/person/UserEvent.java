package org.bailiwick.aca.person;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A report of a trusted identity provider on one of its users.
 *
 * @param issuer the identity provider
 * @param id unique for the issuer (jti)
 * @param subject the provider's name for the user
 * @param type last segment of the event type
 * @param at when it happened, or else when the token was issued
 * @param roles the user's roles from now on, if the event states them
 * @param trigger trigger of the revocation policy; empty for an event that is only recorded
 */
public record UserEvent(
    String issuer,
    String id,
    String subject,
    String type,
    Instant at,
    Optional<Set<String>> roles,
    Optional<String> trigger) {

  /** Whether it reports changed claims of a user who remains (CAEP 1.0 section 3.2). */
  public boolean changesRoles() {
    return type.equals("token-claims-change");
  }
}
