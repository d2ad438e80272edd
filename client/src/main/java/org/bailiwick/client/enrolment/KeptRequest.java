package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.key.PublicKeyFile;
import org.bailiwick.contract.json.StrictJson;

/**
 * A request as it is kept, with the key under which it is repeated.
 *
 * @param waiting by what the authority knows it, once it waits for officers
 */
record KeptRequest(String idempotencyKey, JsonObject body, Optional<UUID> waiting) {

  static KeptRequest of(JsonObject body) {
    return new KeptRequest(UUID.randomUUID().toString(), body, Optional.empty());
  }

  static KeptRequest parse(String text) {
    JsonObject kept = StrictJson.object(text);
    return new KeptRequest(
        kept.getString("idempotency_key"),
        kept.getJsonObject("body"),
        Optional.ofNullable(kept.getString("waiting", null)).map(UUID::fromString));
  }

  KeptRequest waitingAs(UUID id) {
    return new KeptRequest(idempotencyKey, body, Optional.of(id));
  }

  String text() {
    JsonObjectBuilder kept =
        Json.createObjectBuilder().add("idempotency_key", idempotencyKey).add("body", body);
    waiting.ifPresent(id -> kept.add("waiting", id.toString()));
    return kept.build().toString();
  }

  PublicKey key() {
    String bare = body.getString(KeyForm.BARE.member(), null);
    if (bare == null) {
      return AuthorityClient.requestedKey(body.getString(KeyForm.REQUEST.member()));
    }
    try {
      return PublicKeyFile.parse(Base64.getDecoder().decode(bare));
    } catch (IOException e) {
      throw new IllegalStateException("the request that was kept has no key", e);
    }
  }

  /** Without the body, which has tokens. */
  @Override
  public String toString() {
    return "KeptRequest[" + idempotencyKey + "]";
  }
}
