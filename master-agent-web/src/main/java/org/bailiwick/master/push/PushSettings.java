package org.bailiwick.master.push;

import java.security.cert.X509Certificate;
import java.util.Set;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.settings.Settings;

/**
 * Where clients may be told of their tasks, and the bounds of it.
 *
 * @param origins the https origins that clients may name; without any, nobody is told
 * @param privateOrigins those of them that may resolve to an address which is not public
 * @param tlsAnchors trust anchors for receivers' certificates; when empty, those of the platform
 * @param ofCaller the most configurations of one caller
 * @param tries the most tries of one notification
 * @param atOnce the most notifications that are sent at once
 */
public record PushSettings(
    Set<Origin> origins,
    Set<Origin> privateOrigins,
    Set<X509Certificate> tlsAnchors,
    int ofCaller,
    int tries,
    int atOnce) {

  public PushSettings {
    origins = Set.copyOf(origins);
    privateOrigins = Set.copyOf(privateOrigins);
    tlsAnchors = Set.copyOf(tlsAnchors);
  }

  /** Reads the settings; each fault is kept until {@link Settings#done}. */
  public static PushSettings read(Settings settings) {
    ReceiverOrigins receivers = ReceiverOrigins.read(settings, "master");
    return new PushSettings(
        receivers.origins(),
        receivers.privateOrigins(),
        receivers.tlsAnchors(),
        settings.number("master.push-per-caller", 100, new Settings.Range(1, 10_000)),
        settings.number("master.push-tries", 12, new Settings.Range(1, 50)),
        settings.number("master.push-calls", 8, new Settings.Range(1, 64)));
  }

  /** Whether clients are told of their tasks at all. */
  public boolean isOn() {
    return !origins.isEmpty();
  }
}
