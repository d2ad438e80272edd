package org.bailiwick.node.admission;

import java.time.Duration;
import org.bailiwick.node.settings.Settings;

/**
 * Bounds on the requests that an application takes at a time. Keys and meanings: docs/deploy.md.
 *
 * @param bodyTime time that a body may take, beside a second for each 32 KiB
 * @param bodies most unfinished bodies, of all callers and of one
 * @param requests how many requests are served, of all callers and of one
 * @param waiting how many requests may wait for either
 * @param patience for how long they wait
 */
public record AdmissionSettings(
    Duration bodyTime, Share bodies, Share requests, int waiting, Duration patience) {

  private static final Settings.Range RANGE = new Settings.Range(1, 10_000);

  /**
   * So many for all callers, and of these so many for one.
   *
   * @param all for all callers together
   * @param one for one address or verified caller
   */
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
            settings.duration("node.request-patience", Duration.ofSeconds(2)));
    requireShare(settings, "node.bodies-per-caller", read.bodies());
    requireShare(settings, "node.requests-per-caller", read.requests());
    return read;
  }

  private static void requireShare(Settings settings, String key, Share share) {
    if (share.one() > share.all()) {
      settings.fault(key, "must not be more than there are for all callers");
    }
  }
}
