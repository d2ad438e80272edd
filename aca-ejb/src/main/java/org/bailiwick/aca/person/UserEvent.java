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
 * @param roles what roles the user has from now on, if the event says so
 * @param trigger of the revocation policy that it sets off; none for an event that is only noted
 */
public record UserEvent(
    String issuer,
    String id,
    String subject,
    String type,
    Instant at,
    Optional<Set<String>> roles,
    Optional<String> trigger) {

  /** Whether it says of a user who stays that claims changed (CAEP 1.0 section 3.2). */
  public boolean changesRoles() {
    return type.equals("token-claims-change");
  }
}
