package org.bailiwick.node.admission;

import java.time.Duration;
import org.bailiwick.node.settings.Settings;

/**
 * Bounds on the requests that an application serves at a time; docs/deploy.md describes the keys.
 *
 * @param bodyTime time that a body may take, plus a second for each 32 KiB
 * @param bodies most unfinished bodies
 * @param requests most requests that are served at a time
 * @param waiting most requests that wait for a place
 * @param patience longest wait
 * @param octets most octets of large bodies in memory
 */
public record AdmissionSettings(
    Duration bodyTime, Share bodies, Share requests, int waiting, Duration patience, Share octets) {

  private static final Settings.Range RANGE = new Settings.Range(1, 10_000);
  private static final Settings.Range OCTETS = new Settings.Range(1_048_576, 2_147_483_647);

  /** A bound on all callers together, and one on each address or verified caller. */
  public record Share(int all, int one) {}

  /** Reads the keys, which are the same in every application. */
  public static AdmissionSettings read(Settings settings) {
    AdmissionSettings read =
        new AdmissionSettings(
            settings.duration("node.body-time", Duration.ofSeconds(10)),
            new Share(
                settings.number("node.bodies-at-once", 192, RANGE),
                settings.number("node.bodies-per-caller", 48, RANGE)),
            new Share(
                settings.number("node.requests-at-once", 128, RANGE),
                settings.number("node.requests-per-caller", 96, RANGE)),
            settings.number("node.requests-waiting", 128, RANGE),
            settings.duration("node.request-patience", Duration.ofSeconds(2)),
            new Share(
                settings.number("node.body-octets-at-once", 67_108_864, OCTETS),
                settings.number("node.body-octets-per-caller", 25_165_824, OCTETS)));
    requireShare(settings, "node.bodies-per-caller", read.bodies());
    requireShare(settings, "node.requests-per-caller", read.requests());
    requireShare(settings, "node.body-octets-per-caller", read.octets());
    return read;
  }

  private static void requireShare(Settings settings, String key, Share share) {
    if (share.one() > share.all()) {
      settings.fault(key, "must not exceed the bound for all callers");
    }
  }
}
