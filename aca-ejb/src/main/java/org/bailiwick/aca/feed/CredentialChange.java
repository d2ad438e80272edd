package org.bailiwick.aca.feed;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;

/**
 * The event that a certificate was revoked (CAEP 1.0 section 3.3, credential-change), as the claims
 * of a Security Event Token (RFC 8417; SSF 1.0 section 4: {@code sub_id} at the top, neither {@code
 * sub} nor {@code exp}).
 *
 * @param holder SPIFFE id of the certificate's holder
 * @param issuerName the certificate's issuer, RFC 2253 form
 * @param serial hex
 * @param reason name of an RFC 5280 reason
 */
public record CredentialChange(
    String holder, String issuerName, String serial, String reason, Instant at) {

  private static final String TYPE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";

  JsonObject claims(URI issuer, String stream, String jti, String txn) {
    return Json.createObjectBuilder()
        .add("iss", issuer.toString())
        .add("aud", stream)
        .add("jti", jti)
        .add("iat", at.getEpochSecond())
        .add("txn", txn)
        .add("sub_id", Json.createObjectBuilder().add("format", "uri").add("uri", holder))
        .add("events", Json.createObjectBuilder().add(TYPE, event()))
        .build();
  }

  private JsonObject event() {
    return Json.createObjectBuilder()
        .add("credential_type", "x509")
        .add("change_type", "revoke")
        .add("x509_issuer", issuerName)
        .add("x509_serial", serial)
        .add("event_timestamp", at.getEpochSecond())
        .add("initiating_entity", "admin")
        .add("reason_admin", Json.createObjectBuilder().add("en", reason))
        .build();
  }
}
