package org.bailiwick.ars.agentevent;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.contract.credential.Sha256;

/**
 * Makes the claims of security event tokens (SSF 1.0 section 4: {@code sub_id} at the top, neither
 * {@code sub} nor {@code exp}, one event in a token). The identifier of a token follows from stream
 * and change, so that a token which is sent again has the same one.
 */
public final class EventClaims {
  private static final String VERIFICATION =
      "https://schemas.openid.net/secevent/ssf/event-type/verification";
  private static final int ID_LENGTH = 40;

  private final URI issuer;
  private final Function<String, Optional<String>> issuerNames;

  /**
   * @param issuer the registry's base URL, the {@code iss} of each token
   * @param issuerNames the name of an issuing CA by its identifier, in the form of RFC 2253
   */
  public EventClaims(URI issuer, Function<String, Optional<String>> issuerNames) {
    this.issuer = issuer;
    this.issuerNames = issuerNames;
  }

  /** The {@code iss} of tokens. */
  public URI issuer() {
    return issuer;
  }

  /** The identifier of the token by which this stream tells of this change as of this kind. */
  public static String id(String stream, StateChange change, EventType type) {
    String cause = stream + " " + cause(change) + " " + type.uri();
    return Sha256.hex(cause).substring(0, ID_LENGTH);
  }

  /**
   * A database that was restored may number other changes alike, so the number alone will not do.
   */
  private static String cause(StateChange change) {
    return change.agentId()
        + " "
        + change.number()
        + " "
        + change.state().now()
        + " "
        + change.state().since()
        + " "
        + change.credential().serial();
  }

  /**
   * The claims of a token.
   *
   * @param audience the receiver
   */
  public JsonObject of(String stream, String audience, StateChange change, EventType type) {
    return head(audience, id(stream, change, type), change.state().since())
        .add("txn", Sha256.hex(cause(change)).substring(0, ID_LENGTH))
        .add("sub_id", Json.createObjectBuilder().add("format", "uri").add("uri", change.agent()))
        .add("events", Json.createObjectBuilder().add(type.uri(), event(change, type)))
        .build();
  }

  /**
   * What a receiver asked for to verify its stream.
   *
   * @param id the {@code jti} of the token
   * @param state what it wants to see in it
   * @param at when it asked
   */
  public record Asked(String id, Optional<String> state, Instant at) {}

  /** The claims of the token that verifies a stream (SSF 1.0 section 8.1.4). */
  public JsonObject verification(String stream, String audience, Asked asked) {
    JsonObjectBuilder event = Json.createObjectBuilder();
    asked.state().ifPresent(text -> event.add("state", text));
    return head(audience, asked.id(), asked.at())
        .add("sub_id", Json.createObjectBuilder().add("format", "opaque").add("id", stream))
        .add("events", Json.createObjectBuilder().add(VERIFICATION, event))
        .build();
  }

  private JsonObjectBuilder head(String audience, String id, Instant at) {
    return Json.createObjectBuilder()
        .add("iss", issuer.toString())
        .add("aud", audience)
        .add("jti", id)
        .add("iat", at.getEpochSecond());
  }

  private JsonObjectBuilder event(StateChange change, EventType type) {
    JsonObjectBuilder event =
        Json.createObjectBuilder().add("event_timestamp", change.state().since().getEpochSecond());
    if (change.isBy(Reason.QUARANTINED) || change.isBy(Reason.RELEASED)) {
      event.add("initiating_entity", "admin");
    }
    return switch (type) {
      case CREDENTIAL_CHANGE -> credentialChange(change, event);
      case SESSION_REVOKED -> event.add("reason_admin", reason(change.state().reason()));
      case AGENT_LISTED,
          AGENT_WITHDRAWN,
          AGENT_EXPIRED,
          AGENT_REVOKED,
          AGENT_QUARANTINED,
          AGENT_RELEASED ->
          own(change, event);
    };
  }

  private JsonObjectBuilder credentialChange(StateChange change, JsonObjectBuilder event) {
    event
        .add("credential_type", "x509")
        .add("change_type", change.isRevoked() ? "revoke" : "update")
        .add("x509_serial", change.credential().serial())
        .add("reason_admin", reason(change.isRevoked() ? "revoked" : change.state().reason()));
    issuerNames
        .apply(change.credential().issuer())
        .ifPresent(name -> event.add("x509_issuer", name));
    return event;
  }

  private static JsonObjectBuilder reason(String code) {
    return Json.createObjectBuilder().add("en", code);
  }

  private static JsonObjectBuilder own(StateChange change, JsonObjectBuilder event) {
    return event
        .add("agent_id", change.agentId())
        .add("state", change.state().now().text())
        .add("reason", change.state().reason())
        .add("serial", change.credential().serial())
        .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(change.credential().notAfter()));
  }
}
