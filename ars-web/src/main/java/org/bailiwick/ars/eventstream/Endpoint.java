package org.bailiwick.ars.eventstream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.outbound.Origin;

/**
 * Where tokens are posted, and the {@code Authorization} header with which. Both are secret, since
 * many receivers know their senders by the URL alone.
 */
public record Endpoint(URI url, Optional<String> authorization) {
  private static final String URL = "endpoint_url";
  private static final String AUTHORIZATION = "authorization_header";

  Origin origin() {
    return Origin.of(url);
  }

  /** The form in which it is wrapped. */
  byte[] secret() {
    JsonObjectBuilder members = Json.createObjectBuilder().add(URL, url.toString());
    authorization.ifPresent(header -> members.add(AUTHORIZATION, header));
    return members.build().toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What {@link #secret} gave. */
  public static Endpoint ofSecret(byte[] secret) {
    JsonObject members = StrictJson.object(secret);
    return new Endpoint(
        URI.create(members.getString(URL)),
        Optional.ofNullable(members.getString(AUTHORIZATION, null)));
  }

  @Override
  public String toString() {
    return "Endpoint[" + origin() + "]";
  }
}
