package org.bailiwick.broker.openapi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Drafts the credential of an asset file from the security requirements of an OpenAPI document. An
 * asset has one credential, so what needs several is refused and not drafted with one of them.
 */
final class OpenApiCredential {
  private static final String SECRET = "name-of-the-secret";

  private final OpenApiDocument document;

  OpenApiCredential(OpenApiDocument document) {
    this.document = document;
  }

  /**
   * What all of these operations take, with names of secrets that the operator will choose. Where
   * the document leaves a choice, the first scheme that an asset file can express.
   *
   * @throws IllegalArgumentException if there is none
   */
  JsonObject of(Set<String> operations) {
    Optional<Set<String>> names = Optional.empty();
    for (String operation : operations) {
      List<Set<String>> required = document.requirements(document.operation(operation));
      if (!required.isEmpty() && required.stream().noneMatch(Set::isEmpty)) {
        Set<String> taken = names.orElseGet(() -> new LinkedHashSet<>(single(operation, required)));
        taken.retainAll(single(operation, required));
        names = Optional.of(taken);
      }
    }
    return names
        .map(this::first)
        .orElseGet(() -> Json.createObjectBuilder().add("method", "none").build());
  }

  /** The schemes that meet the operation's requirements each alone. */
  private static List<String> single(String operation, List<Set<String>> required) {
    List<String> single =
        required.stream()
            .filter(each -> each.size() == 1)
            .map(each -> each.iterator().next())
            .toList();
    if (single.isEmpty()) {
      throw new IllegalArgumentException(
          operation + " wants several credentials at once, and an asset has one");
    }
    return single;
  }

  private JsonObject first(Set<String> names) {
    List<String> faults = new ArrayList<>();
    for (String name : names) {
      try {
        return draft(document.scheme(name));
      } catch (IllegalArgumentException e) {
        faults.add(name + ": " + e.getMessage());
      }
    }
    throw new IllegalArgumentException(
        faults.isEmpty()
            ? "The operations want different credentials: make an asset file for each"
            : String.join("; ", faults));
  }

  private JsonObject draft(JsonObject scheme) {
    return switch (scheme.getString("type", "")
        + " "
        + scheme.getString("scheme", "").toLowerCase(Locale.ROOT)) {
      case "http basic" ->
          Json.createObjectBuilder()
              .add("method", "password")
              .add("user", "name-of-the-user")
              .add("secret", SECRET)
              .build();
      case "mutualTLS " -> Json.createObjectBuilder().add("method", "client-certificate").build();
      case "apiKey " -> apiKey(scheme);
      case "oauth2 ", "openIdConnect ", "http bearer" -> bearer(scheme);
      default -> throw new IllegalArgumentException("The security scheme is not known");
    };
  }

  private static JsonObject apiKey(JsonObject scheme) {
    if (!scheme.getString("in", "").equals("header")) {
      throw new IllegalArgumentException(
          "The API key is not sent in the header; in a URL it would stand in logs");
    }
    return Json.createObjectBuilder()
        .add("method", "api-key")
        .add("header", scheme.getString("name", ""))
        .add("secret", SECRET)
        .build();
  }

  private JsonObject bearer(JsonObject scheme) {
    JsonObject flow = document.members(document.members(scheme, "flows"), "clientCredentials");
    return Json.createObjectBuilder()
        .add("method", "bearer")
        .add("token_url", flow.getString("tokenUrl", "https://authorization-server.example/token"))
        .add("client_id", "id-of-the-broker")
        .add("secret", SECRET)
        .build();
  }
}
