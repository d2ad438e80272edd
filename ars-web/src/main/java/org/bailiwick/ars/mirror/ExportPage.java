package org.bailiwick.ars.mirror;

import java.time.Instant;
import java.util.List;

/**
 * A page of a partner's export, after all its checks.
 *
 * @param begins whether it is the first one of a new reading
 * @param until the position after it
 * @param asOf up to when the partner knew of revocations
 * @param more whether a further page can be read now
 * @param agents those that were told as listed, and that the agreement takes over
 * @param removed the identifiers of the others that were told
 */
public record ExportPage(
    boolean begins,
    String until,
    Instant asOf,
    boolean more,
    List<ForeignAgent> agents,
    List<String> removed) {
  public ExportPage {
    agents = List.copyOf(agents);
    removed = List.copyOf(removed);
  }
}
