package org.bailiwick.aca.wit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.node.statuslist.StatusPlace;

/**
 * The claims of a JWT-SVID (SPIFFE JWT-SVID section 3). Whoever has it can use it, so it is for
 * named audiences and valid for a short time.
 *
 * @param issuer for information; only the keys of the trust domain verify the token
 * @param agent SPIFFE id
 * @param audiences the recipients that may accept it, at least one
 * @param issuedAt whole seconds
 * @param expiresAt whole seconds
 */
record JwtSvid(
    URI issuer,
    String agent,
    List<String> audiences,
    Instant issuedAt,
    Instant expiresAt,
    String id,
    StatusPlace place)
    implements RecordedToken {

  JwtSvid {
    audiences = List.copyOf(audiences);
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException("a JWT-SVID has an audience");
    }
  }

  /** Section 2.3: {@code typ} is JWT or JOSE; a Workload Identity Token has another type. */
  @Override
  public String type() {
    return "JWT";
  }

  @Override
  public String event() {
    return "jwt-svid.issued";
  }

  @Override
  public JsonObject claims() {
    return Json.createObjectBuilder()
        .add("iss", issuer.toString())
        .add("sub", agent)
        .add("aud", Json.createArrayBuilder(audiences))
        .add("iat", issuedAt.getEpochSecond())
        .add("exp", expiresAt.getEpochSecond())
        .add("jti", id)
        .add(StatusReference.CLAIM, Json.createObjectBuilder(place.at(issuer.toString()).claim()))
        .build();
  }
}
