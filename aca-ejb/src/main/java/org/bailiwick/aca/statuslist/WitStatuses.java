package org.bailiwick.aca.statuslist;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.statuslist.StatusSource;

/** The Workload Identity Tokens of revoked credentials, and those of frozen names. */
public final class WitStatuses implements StatusSource {

  private static final String REVOKED =
      "select w.statusList, w.statusIndex from Revocation r, Wit w where r.revokedAt > :after"
          + " and w.issuerId = r.issuerId and w.serial = r.serial and w.statusList is not null";

  private static final String FROZEN =
      "select w.statusList, w.statusIndex from IdentityFreeze f, Issuance i, Wit w"
          + " where not exists (select r from IdentityRelease r where r.freezeId = f.freezeId)"
          + " and i.holder = f.agent and w.issuerId = i.issuerId and w.serial = i.serial"
          + " and w.statusList is not null";

  @Override
  public List<StatusPlace> revokedAfter(EntityManager em, Instant after) {
    return places(em.createQuery(REVOKED, Object[].class).setParameter("after", after));
  }

  @Override
  public List<StatusPlace> suspended(EntityManager em) {
    return places(em.createQuery(FROZEN, Object[].class));
  }

  private static List<StatusPlace> places(TypedQuery<Object[]> query) {
    return query
        .getResultStream()
        .map(row -> new StatusPlace((Long) row[0], (Integer) row[1]))
        .toList();
  }
}
