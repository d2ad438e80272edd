package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A join token that a user got in advance for one agent (docs/anchors/join-token.md): a secret that
 * can be used once.
 */
public record GrantedJoinToken(String text, Instant expiresAt) {

  /** The request for a join token, which is that of the agent's later enrolment. */
  static JsonObject request(EnrolmentOrder order, Optional<Duration> lifetime) {
    JsonArrayBuilder methods = Json.createArrayBuilder();
    order.validationMethods().stream().sorted().forEach(method -> methods.add(method.token()));
    JsonObjectBuilder request =
        Json.createObjectBuilder()
            .add("profile", order.profile())
            .add("name", order.name())
            .add("owner", order.owner().value())
            .add("capabilities", Json.createArrayBuilder(order.capabilities().texts()))
            .add("locator", order.locator().toString())
            .add("validation_methods", methods);
    order.replaces().ifPresent(serial -> request.add("replaces", serial.hex()));
    lifetime.ifPresent(wanted -> request.add("lifetime", wanted.toString()));
    return request.build();
  }

  static GrantedJoinToken of(JsonObject answer) {
    return new GrantedJoinToken(
        answer.getString("token"), Instant.parse(answer.getString("expires_at")));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "join token until " + expiresAt;
  }
}
