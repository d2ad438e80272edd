package org.bailiwick.aca.web.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Filters the server's metrics in Prometheus text, so that metrics of other trust domains are left
 * out. The server labels each sample with its scope (MicroProfile Metrics 5.1, "mp_scope"), but not
 * reliably with its application. Samples of an added trust domain have the label {@code domain}
 * (DomainTag); samples of the first trust domain have no such label.
 */
final class DomainMetrics {

  private static final Pattern DOMAIN = label("domain");
  private static final Pattern SCOPE = label("mp_scope");
  private static final Set<String> OF_THE_PROCESS = Set.of("base", "vendor");

  /** A connection pool belongs to one trust domain, and the server does not say to which. */
  private static final String POOL = "connection_pool_";

  private final Optional<String> added;

  /**
   * @param added this trust domain, if it is an added one
   */
  DomainMetrics(Optional<String> added) {
    this.added = added;
  }

  // A quote in a value is escaped, so no value looks like a label.
  private static Pattern label(String name) {
    return Pattern.compile("[{,]" + name + "=\"((?:[^\"\\\\]|\\\\.)*)\"");
  }

  /** The lines of this trust domain and of the process. */
  String of(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    // Type and description precede the samples of all trust domains. If none of the samples is of
    // this domain, they are left out, because they would show that another trust domain has such
    // samples.
    List<String> heading = new ArrayList<>();
    boolean inHeading = false;
    for (String line : text.lines().toList()) {
      boolean comment = line.startsWith("#");
      if (comment && !inHeading) {
        heading.clear();
      }
      inHeading = comment;
      if (comment) {
        heading.add(line);
      } else if (isOwn(line)) {
        heading.forEach(above -> kept.append(above).append('\n'));
        heading.clear();
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }

  private boolean isOwn(String sample) {
    String scope = value(SCOPE, sample).orElse("");
    if (OF_THE_PROCESS.contains(scope)) {
      return !sample.startsWith(POOL);
    }
    return scope.equals("application") && value(DOMAIN, sample).equals(added);
  }

  private static Optional<String> value(Pattern label, String sample) {
    Matcher found = label.matcher(sample);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
