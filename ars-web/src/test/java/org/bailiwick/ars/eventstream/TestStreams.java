package org.bailiwick.ars.eventstream;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.secretstore.SecretStore;

/** The management of streams without a container. */
public final class TestStreams {
  public static final URI ISSUER = URI.create("https://registry.example/ars");

  private final StreamControl control;
  private final StreamStatus status;

  public TestStreams(
      EventStreams streams,
      ReceiverRight right,
      SecretStore secrets,
      EventSettings settings,
      LongSupplier revision,
      Clock clock) {
    StreamControl.Parts parts =
        new StreamControl.Parts(
            streams, right, secrets, settings, new StreamView(settings), revision, clock);
    control = new StreamControl(parts);
    status = new StreamStatus(parts);
  }

  /** Settings with these origins, at private addresses too, and receivers of two streams. */
  public static EventSettings settings(ReceiverOrigins receivers) {
    return new EventSettings(ISSUER, receivers, 2, Duration.ofDays(7), 3);
  }

  public static ReceiverOrigins none() {
    return new ReceiverOrigins(Set.<Origin>of(), Set.of(), Set.of());
  }

  public JsonObject create(VerifiedPeer peer, String body) {
    return control.create(peer, body);
  }

  public JsonValue read(VerifiedPeer peer, Optional<String> id) {
    return control.read(peer, id);
  }

  public JsonObject update(VerifiedPeer peer, String body) {
    return control.update(peer, body);
  }

  public JsonObject replace(VerifiedPeer peer, String body) {
    return control.replace(peer, body);
  }

  public void delete(VerifiedPeer peer, String id) {
    control.delete(peer, id);
  }

  public JsonObject status(VerifiedPeer peer, String id) {
    return status.read(peer, id);
  }

  public JsonObject setStatus(VerifiedPeer peer, String id, String wanted) {
    return status.change(peer, "{\"stream_id\":\"%s\",\"status\":\"%s\"}".formatted(id, wanted));
  }

  public void verify(VerifiedPeer peer, String id, String state) {
    status.verify(peer, "{\"stream_id\":\"%s\",\"state\":\"%s\"}".formatted(id, state));
  }
}
