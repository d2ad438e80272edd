package org.bailiwick.client.enrolment;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A join token that a user got in advance for one agent (docs/attestors/join-token.md): a secret
 * that can be used once.
 */
public record GrantedJoinToken(String text, Instant expiresAt) {

  /** The request for a join token, with the members of the agent's later enrolment. */
  static JsonObject request(EnrolmentOrder order, Optional<Duration> lifetime) {
    JsonObjectBuilder request = order.credential().members();
    order.replaces().ifPresent(serial -> request.add("replaces", serial.hex()));
    lifetime.ifPresent(wanted -> request.add("lifetime", wanted.toString()));
    return request.build();
  }

  static GrantedJoinToken of(JsonObject answer) {
    return new GrantedJoinToken(
        answer.getString("token"), Instant.parse(answer.getString("expires_at")));
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "join token until " + expiresAt;
  }
}
