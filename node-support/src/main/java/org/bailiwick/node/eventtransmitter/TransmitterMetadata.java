package org.bailiwick.node.eventtransmitter;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;

/** The metadata of the registry as a transmitter of security events (SSF 1.0 section 7.1). */
public final class TransmitterMetadata {
  /** The name of the document below {@code /.well-known/}. */
  public static final String NAME = "ssf-configuration";

  /** Where the management of streams begins, below the registry's base URL. */
  public static final String STREAMS = "/v1/ssf";

  /** Delivery by posting tokens. */
  public static final String PUSH = "urn:ietf:rfc:8935";

  /** Delivery to receivers that poll. */
  public static final String POLL = "urn:ietf:rfc:8936";

  private TransmitterMetadata() {}

  /**
   * The document.
   *
   * @param issuer the registry's base URL
   * @param keys where the keys of the domain's nodes are published
   * @param receivers where tokens may be posted
   */
  public static JsonObject of(URI issuer, URI keys, ReceiverOrigins receivers) {
    String streams = issuer + STREAMS;
    return Json.createObjectBuilder()
        .add("spec_version", "1_0")
        .add("issuer", issuer.toString())
        .add("jwks_uri", keys.toString())
        .add(
            "delivery_methods_supported",
            receivers.origins().isEmpty()
                ? Json.createArrayBuilder().add(POLL)
                : Json.createArrayBuilder().add(PUSH).add(POLL))
        .add("configuration_endpoint", streams + "/stream")
        .add("status_endpoint", streams + "/status")
        .add("verification_endpoint", streams + "/verification")
        .add(
            "authorization_schemes",
            Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("spec_urn", "urn:ietf:rfc:8705")))
        .add("default_subjects", "ALL")
        .build();
  }
}
