package org.bailiwick.aca.meter;

import java.util.Arrays;
import java.util.stream.Stream;
import org.bailiwick.node.settings.Deployment;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Tells figures of several trust domains in one process apart: the server writes all of them at
 * each listener. A process's first trust domain has no tag, as if it were alone.
 */
public final class DomainTag {

  private static final String DOMAIN = "domain";

  private DomainTag() {}

  /** These tags and, in a copy for a further trust domain, that one's name. */
  public static Tag[] with(Tag... tags) {
    return Stream.concat(
            Arrays.stream(tags),
            Deployment.furtherTrustDomain().map(name -> new Tag(DOMAIN, name)).stream())
        .toArray(Tag[]::new);
  }
}
