package org.bailiwick.ars.mirror.feed;

import java.time.Clock;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorRefusals;
import org.bailiwick.ars.mirror.MirrorStore;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;

/**
 * What the followers of all partners use.
 *
 * @param lease by which one of the nodes on a database reads a partner's pages
 * @param trail where refusals are recorded
 */
record MirrorParts(
    RegistryAgreements agreements,
    ExportClient client,
    PageCheck check,
    MirrorStore store,
    MirrorFreshness freshness,
    MirrorRefusals refusals,
    Lease lease,
    Trail trail) {

  /** Where refusals are recorded, and when. */
  record Trail(GroupWriter writer, Clock clock) {}

  GroupWriter writer() {
    return trail.writer();
  }

  Clock clock() {
    return trail.clock();
  }
}
