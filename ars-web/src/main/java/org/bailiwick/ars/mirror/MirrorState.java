package org.bailiwick.ars.mirror;

import java.time.Instant;

/**
 * How far a partner's registry has been read.
 *
 * @param position after which the next page is asked for; empty before the first one
 * @param generation of the present reading
 * @param complete whether the reading has all agents that were exported
 * @param agents how many it has
 * @param asOf up to when the partner knew of revocations
 */
public record MirrorState(
    String domain, String position, long generation, boolean complete, long agents, Instant asOf) {

  /** Of a domain of which nothing has been read. */
  public static MirrorState none(String domain) {
    return new MirrorState(domain, "", 0, false, 0, Instant.EPOCH);
  }
}
