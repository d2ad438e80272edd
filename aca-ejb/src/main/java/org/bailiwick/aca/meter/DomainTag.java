package org.bailiwick.aca.meter;

import java.util.Arrays;
import java.util.stream.Stream;
import org.bailiwick.node.settings.Deployment;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Distinguishes metrics of several trust domains in one process, since the server writes all of
 * them at each listener. The first trust domain of a process has no tag.
 */
public final class DomainTag {

  private static final String DOMAIN = "domain";

  private DomainTag() {}

  /** These tags and, for a further trust domain, its name. */
  public static Tag[] with(Tag... tags) {
    return Stream.concat(
            Arrays.stream(tags),
            Deployment.furtherTrustDomain().map(name -> new Tag(DOMAIN, name)).stream())
        .toArray(Tag[]::new);
  }
}
