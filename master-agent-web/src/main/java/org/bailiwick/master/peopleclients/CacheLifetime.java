package org.bailiwick.master.peopleclients;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a document is kept (RFC 9111 section 5.2.2): its {@code max-age} within bounds, and the
 * shortest time if it has none or is not to be kept.
 */
final class CacheLifetime {

  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?([0-9]{1,9})\"?");
  private static final List<String> NOT_KEPT = List.of("no-store", "no-cache");

  private CacheLifetime() {}

  /**
   * @param cacheControl the header Cache-Control; may be empty
   */
  static Duration of(String cacheControl, Duration shortest, Duration longest) {
    List<String> directives =
        Arrays.stream(cacheControl.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .toList();
    if (directives.stream().anyMatch(NOT_KEPT::contains)) {
      return shortest;
    }
    Duration named =
        directives.stream()
            .map(MAX_AGE::matcher)
            .filter(Matcher::matches)
            .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
            .min(Comparator.naturalOrder())
            .orElse(shortest);
    Duration atMost = named.compareTo(longest) > 0 ? longest : named;
    return atMost.compareTo(shortest) < 0 ? shortest : atMost;
  }
}
