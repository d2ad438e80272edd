package org.bailiwick.ars.eventstream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.Optional;
import org.bailiwick.ars.agentevent.EventType;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;

/** Writes streams and the registry's metadata as SSF 1.0 has them. */
final class StreamView {
  private final EventSettings settings;

  StreamView(EventSettings settings) {
    this.settings = settings;
  }

  /**
   * The configuration of a stream (section 8.1.1). The receiver's own credential is not in it.
   *
   * @param pushed where tokens are posted; empty for a receiver that polls
   */
  JsonObject of(EventStream stream, Optional<URI> pushed) {
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("stream_id", stream.id())
            .add("iss", settings.issuer().toString())
            .add("aud", stream.owner())
            .add("events_supported", Json.createArrayBuilder(EventType.uris()))
            .add("events_requested", Json.createArrayBuilder(stream.wanted().events()))
            .add(
                "events_delivered",
                Json.createArrayBuilder(
                    stream.wanted().delivered().stream().map(EventType::uri).toList()))
            .add(
                "delivery",
                Json.createObjectBuilder()
                    .add("method", stream.delivery().method().urn())
                    .add("endpoint_url", pushed.orElseGet(() -> pollUrl(stream.id())).toString()))
            .add("min_verification_interval", EventSettings.VERIFICATION_INTERVAL.toSeconds())
            .add("inactivity_timeout", settings.inactivity().toSeconds());
    if (!stream.wanted().description().isEmpty()) {
      view.add("description", stream.wanted().description());
    }
    return view.build();
  }

  URI pollUrl(String stream) {
    return at("/poll/" + stream);
  }

  /** The status of a stream (section 8.1.2). */
  static JsonObject status(EventStream stream) {
    State state = stream.status().state();
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("stream_id", stream.id())
            .add("status", EventStreamRow.text(state));
    if (!stream.status().reason().isEmpty()) {
      view.add("reason", stream.status().reason());
    }
    return view.build();
  }

  /** What receivers have to know of the registry (section 7.1). */
  JsonObject metadata(URI keys) {
    return TransmitterMetadata.of(settings.issuer(), keys, settings.receivers());
  }

  private URI at(String path) {
    return URI.create(settings.issuer() + TransmitterMetadata.STREAMS + path);
  }
}
