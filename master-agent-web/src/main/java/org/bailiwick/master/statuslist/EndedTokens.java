package org.bailiwick.master.statuslist;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenplace.TokenPlaces;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.statuslist.StatusSource;

/**
 * The access tokens that have ended. Tokens of jobs and steps end for other reasons, which are not
 * read, since there are many of them and they have no places.
 */
final class EndedTokens implements StatusSource {

  /** Every reason for which an access token or a session ends. */
  static final List<String> REASONS =
      Stream.concat(
              Arrays.stream(EndCause.values()).map(EndCause::reason),
              Stream.of(CallerStatus.REVOKED))
          .distinct()
          .toList();

  @Override
  public List<StatusPlace> revokedAfter(EntityManager em, Instant after) {
    return TokenPlaces.endedAfter(em, REASONS, after);
  }
}
