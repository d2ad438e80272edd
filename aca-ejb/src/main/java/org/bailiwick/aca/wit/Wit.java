package org.bailiwick.aca.wit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.node.statuslist.StatusPlace;

/**
 * The claims of a Workload Identity Token (workload-creds section 5.1). It names no audience, since
 * it cannot be used without a proof of the key.
 *
 * @param issuer for information; only the keys of the trust domain verify the token
 * @param agent SPIFFE id
 * @param key the credential's key, whose possession the holder must prove
 * @param owner the owner and the owner's key, if the credential holds them
 * @param issuedAt whole seconds
 * @param expiresAt whole seconds
 */
record Wit(
    URI issuer,
    String agent,
    PublicKey key,
    Optional<OwnerBinding> owner,
    Instant issuedAt,
    Instant expiresAt,
    String id,
    StatusPlace place)
    implements RecordedToken {

  @Override
  public String type() {
    return "wit+jwt";
  }

  @Override
  public String event() {
    return "wit.issued";
  }

  @Override
  public JsonObject claims() {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", issuer.toString())
            .add("sub", agent)
            .add("iat", issuedAt.getEpochSecond())
            .add("exp", expiresAt.getEpochSecond())
            .add("jti", id)
            .add("cnf", confirmation(key))
            .add(
                StatusReference.CLAIM,
                Json.createObjectBuilder(place.at(issuer.toString()).claim()));
    owner.ifPresent(
        who ->
            claims.add(
                "owner",
                Json.createObjectBuilder()
                    .add("name", who.owner().value())
                    .add("cnf", confirmation(who.key()))));
    return claims.build();
  }

  private static JsonObjectBuilder confirmation(PublicKey key) {
    return Json.createObjectBuilder().add("jwk", AlgorithmicJwk.of(key));
  }
}
