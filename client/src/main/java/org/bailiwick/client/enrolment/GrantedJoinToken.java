package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a user got for one agent ahead of time (docs/anchors/join-token.md): a secret, good once.
 */
public record GrantedJoinToken(String text, Instant expiresAt) {

  /** What is asked for: exactly what the agent's enrolment will have to ask for. */
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
    return new GrantedJoinToken(answer.getString("token"), Instant.parse(answer.getString("expires_at")));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "join token until " + expiresAt;
  }
}
