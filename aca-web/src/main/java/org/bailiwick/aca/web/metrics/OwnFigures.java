package org.bailiwick.aca.web.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's metrics of a process (Prometheus text), without the figures of other trust domains.
 * The server names a figure's scope (MicroProfile Metrics 5.1, "mp_scope") and not reliably its
 * application; that of an added trust domain has the label {@code domain} (DomainTag), that of the
 * first one has none.
 */
final class OwnFigures {

  private static final Pattern DOMAIN = label("domain");
  private static final Pattern SCOPE = label("mp_scope");
  private static final Set<String> OF_THE_PROCESS = Set.of("base", "vendor");

  /** A pool is one trust domain's, and the server does not say whose. */
  private static final String POOL = "connection_pool_";

  private final Optional<String> added;

  /**
   * @param added this trust domain, if it is an added one
   */
  OwnFigures(Optional<String> added) {
    this.added = added;
  }

  // A quote in a value is escaped, so no value looks like a label.
  private static Pattern label(String name) {
    return Pattern.compile("[{,]" + name + "=\"((?:[^\"\\\\]|\\\\.)*)\"");
  }

  /** The lines of this trust domain and of the process. */
  String of(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    // Type and description stand before the figures of all trust domains; without any of ours they
    // would tell that another has such figures.
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

  private boolean isOwn(String figure) {
    String scope = value(SCOPE, figure).orElse("");
    if (OF_THE_PROCESS.contains(scope)) {
      return !figure.startsWith(POOL);
    }
    return scope.equals("application") && value(DOMAIN, figure).equals(added);
  }

  private static Optional<String> value(Pattern label, String figure) {
    Matcher found = label.matcher(figure);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
