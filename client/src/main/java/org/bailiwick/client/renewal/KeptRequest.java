package org.bailiwick.client.renewal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.PublicKey;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.enrolment.KeyForm;
import org.bailiwick.contract.json.StrictJson;

/**
 * A request on the disk, with the idempotency key under which it is repeated.
 *
 * @param waiting the authority's identifier of the request, once it waits for officers
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
    KeyForm form = body.containsKey(KeyForm.BARE.member()) ? KeyForm.BARE : KeyForm.REQUEST;
    return form.key(body.getString(form.member()));
  }

  /** Omits the body, which holds tokens. */
  @Override
  public String toString() {
    return "KeptRequest[" + idempotencyKey + "]";
  }
}
