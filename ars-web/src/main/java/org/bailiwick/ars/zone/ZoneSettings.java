package org.bailiwick.ars.zone;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.settings.Settings;

/**
 * The settings of the zone.
 *
 * @param origin the domain below which the agents have their names; empty if the trust domain's
 *     name is none of DNS and no setting names another
 * @param type number of the record type
 * @param ttl how long resolvers keep a record
 */
record ZoneSettings(Optional<String> origin, int type, Duration ttl) {

  /** RFC 6895 section 3.1: types for private use, since IANA has assigned no number yet. */
  private static final Settings.Range PRIVATE_USE = new Settings.Range(65_280, 65_534);

  private static final Settings.Range TYPES = new Settings.Range(256, 65_534);

  /** RFC 1035 section 2.3.4: 253 characters, less a UUID and a dot. */
  private static final int LONGEST = 253 - 37;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Duration USUAL_TTL = Duration.ofMinutes(5);
  private static final Duration LONGEST_TTL = Duration.ofDays(1);
  private static final String ORIGIN = "ars.zone-origin";
  private static final String TTL = "ars.zone-ttl";

  static ZoneSettings read(Settings settings, TrustDomain domain) {
    Optional<String> origin = settings.optional(ORIGIN).map(text -> text.toLowerCase(Locale.ROOT));
    if (origin.isPresent() && !isName(origin.get())) {
      settings.fault(ORIGIN, "must be a domain name without a final dot");
    }
    Duration ttl = settings.duration(TTL, USUAL_TTL);
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      settings.fault(TTL, "must be from PT1S to P1D");
    }
    ZoneSettings read =
        new ZoneSettings(
            origin.or(() -> Optional.of(domain.name()).filter(ZoneSettings::isName)),
            settings.number("ars.zone-record-type", PRIVATE_USE.least(), TYPES),
            ttl);
    settings.done();
    return read;
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST
        && Arrays.stream(text.split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches());
  }
}
