package org.bailiwick.aca.lineage;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/**
 * Lists frozen names, and lets an officer who has found out who holds a name release it. It is an
 * EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FrozenIdentities {

  private Gate gate;
  private GroupWriter writer;
  private LedgerReader reader;
  private Clock clock;

  /** Lets the container create a proxy. */
  public FrozenIdentities() {}

  @Inject
  FrozenIdentities(
      @ForAca Gate gate, @ForAca GroupWriter writer, LedgerReader reader, @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
  }

  /** The names that are frozen, the oldest freeze first. */
  public List<Freeze> list(VerifiedPeer asker) {
    writer.record(gate.require(CredentialQuestion.toRead(asker, "frozen-identities")));
    return reader.read(
        em ->
            em.createQuery(
                    "select f from IdentityFreeze f where not exists (select r from IdentityRelease"
                        + " r where r.freezeId = f.freezeId) order by f.frozenAt",
                    FreezeRow.class)
                .getResultStream()
                .map(FreezeRow::freeze)
                .toList());
  }

  /**
   * Releases the name, so that it can be issued again.
   *
   * @throws ProblemException POLICY_DENIED; NOT_FOUND if it is not frozen
   */
  public void release(VerifiedPeer officer, UUID id, String circumstances) {
    AuditEntry permit =
        gate.require(
            CredentialQuestion.of(officer, Action.RELEASE_IDENTITY, id.toString(), Map.of()));
    String by = officer.id().toString();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UnitOfWork release =
        em -> {
          if (em.find(FreezeRow.class, id.toString()) == null
              || em.find(ReleaseRow.class, id.toString()) != null) {
            throw unknown();
          }
          em.persist(new ReleaseRow(id, by, now, circumstances));
        };
    AuditEntry done =
        AuditEntry.of("identity.released", Outcome.DONE, "", by)
            .about(id.toString())
            .with("circumstances", circumstances);
    writer.commitAmongNodes(release, permit, done);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "freeze-unknown", "No name is frozen under this identifier.");
  }
}
