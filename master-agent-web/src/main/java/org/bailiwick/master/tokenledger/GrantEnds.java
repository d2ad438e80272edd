package org.bailiwick.master.tokenledger;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The ends of grants that partners' servers have told. Commits come one after another at all nodes,
 * so a token whose grant has ended was either stored before the end, and is found by it, or finds
 * it in its own commit.
 */
public final class GrantEnds {

  /** More than the age of a grant and the difference of clocks; older grants are refused anyway. */
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;

  public GrantEnds(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /** Stores the end, if it was not stored when the event came before. */
  public void record(PrincipalEvent event, AuditEntry audit) {
    String id = Sha256.hex(event.issuer() + "#" + event.id());
    Instant now = clock.instant();
    writer.commit(
        em -> {
          if (em.find(GrantEndRow.class, id) == null) {
            em.persist(new GrantEndRow(id, digest(event.principal()), event.until(), now));
          }
        },
        audit);
  }

  /** The access tokens of such grants that may be used, or on which running jobs rest. */
  public List<TokenRecord> tokens(PrincipalEvent event) {
    Instant now = clock.instant();
    return store.read(
        em -> {
          Set<String> found = new TreeSet<>(open(em, event, now));
          found.addAll(underJobs(em, event));
          List<TokenRecord> tokens = new ArrayList<>();
          found.forEach(jti -> tokens.add(em.find(TokenRow.class, jti).record()));
          return tokens;
        });
  }

  /** Deletes ends that no grant can meet any more. */
  public void forget() {
    Instant before = clock.instant().minus(KEPT_FOR);
    writer.commit(
        em ->
            em.createQuery("delete from GrantEndRow g where g.recordedAt < :before")
                .setParameter("before", before)
                .executeUpdate());
  }

  static boolean covers(EntityManager em, GrantOrigin grant) {
    return !em.createQuery(
            "select g.eventSha256 from GrantEndRow g"
                + " where g.principalSha256 = :principal and g.issuedUntil >= :issued",
            String.class)
        .setParameter("principal", digest(grant.principal()))
        .setParameter("issued", grant.issuedAt())
        // An end of the same commit finds the token itself; a flush here would write each token
        // alone.
        .setFlushMode(FlushModeType.COMMIT)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  static String digest(String principal) {
    return Sha256.hex(principal);
  }

  private static List<String> open(EntityManager em, PrincipalEvent event, Instant now) {
    return em.createQuery(
            "select t.jti from TokenRow t where t.kind = 'access' and t.expiresAt > :now"
                + " and t.principalSha256 = :principal and t.grantIssuedAt <= :until",
            String.class)
        .setParameter("now", now)
        .setParameter("principal", digest(event.principal()))
        .setParameter("until", event.until())
        .getResultList();
  }

  private static List<String> underJobs(EntityManager em, PrincipalEvent event) {
    return em.createQuery(
            "select t.jti from TokenRow t where t.grantIssuedAt <= :until and t.jti in"
                + " (select j.accessJti from JobRow j where j.state = 'running'"
                + " and j.principal = :principal)",
            String.class)
        .setParameter("until", event.until())
        .setParameter("principal", event.principal())
        .getResultList();
  }
}
