package org.bailiwick.ars.eventstream;

import java.net.URI;
import java.time.Duration;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.settings.Settings;

/**
 * The bounds of streams, and where tokens may be posted.
 *
 * @param issuer the registry's base URL
 * @param receivers the origins at which receivers may have tokens posted
 * @param ofReceiver the most streams of one receiver
 * @param inactivity the time after which the stream of a receiver that is not heard ends
 * @param followers the most server-sent event streams of a node
 */
public record EventSettings(
    URI issuer, ReceiverOrigins receivers, int ofReceiver, Duration inactivity, int followers) {

  /** The least time between two verifications of a stream. */
  static final Duration VERIFICATION_INTERVAL = Duration.ofMinutes(1);

  /** Reads the settings; each fault is kept until {@link Settings#done}. */
  public static EventSettings read(URI issuer, Settings settings) {
    return new EventSettings(
        issuer,
        ReceiverOrigins.read(settings, "ars"),
        settings.number("ars.event-streams-per-receiver", 8, new Settings.Range(1, 100)),
        settings.duration("ars.event-stream-inactivity", Duration.ofDays(7)),
        settings.number("ars.event-followers", 100, new Settings.Range(1, 1000)));
  }

  /** Whether tokens are posted to receivers at all. */
  boolean pushes() {
    return !receivers.origins().isEmpty();
  }
}
