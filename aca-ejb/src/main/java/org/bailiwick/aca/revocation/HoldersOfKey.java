package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.cascade.Cascade;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Revokes every credential that holds a compromised key, as the agent's or as the owner's key. The
 * transaction searches for them again; if they have changed, all is repeated.
 */
@Singleton
final class HoldersOfKey {

  private final LedgerReader reader;
  private final GroupWriter writer;
  private final RevocationSteps steps;
  private final ClockTrust trust;

  @Inject
  HoldersOfKey(
      LedgerReader reader, @ForAca GroupWriter writer, RevocationSteps steps, ClockTrust trust) {
    this.reader = reader;
    this.writer = writer;
    this.steps = steps;
    this.trust = trust;
  }

  /** A key, and the credential that named it, if one did. */
  private record Order(
      Optional<CredentialToRevoke> named, KeyDigest key, RevocationSteps.Details details) {

    /** The named credential is first, and is refused later if it is revoked already. */
    List<CredentialToRevoke> all(List<ReachedCredential> holders) {
      List<CredentialToRevoke> all = new ArrayList<>(named.stream().toList());
      holders.stream()
          .map(CredentialToRevoke::of)
          .filter(each -> named.filter(one -> one.ref().equals(each.ref())).isEmpty())
          .forEach(all::add);
      return all;
    }
  }

  /**
   * Refuses the key and revokes all credentials that hold it, in one transaction.
   *
   * @throws ProblemException REACH_TOO_WIDE when the key is refused and nothing is revoked;
   *     SIGNER_UNAVAILABLE when all of it is recorded and a CRL is late
   */
  void end(CompromisedKey report, AuditEntry... audit) {
    RevocationSteps.Details details =
        new RevocationSteps.Details(
            RevocationReason.KEY_COMPROMISE,
            report.reportedAt(),
            report.reportedBy(),
            cause(report));
    UnitOfWork block = CompromisedKeys.block(report);
    try {
      end(new Order(Optional.empty(), report.key(), details), block, audit);
    } catch (ProblemException tooWide) {
      if (tooWide.type() == ProblemType.REACH_TOO_WIDE) {
        writer.commitAmongNodes(block, audit);
      }
      throw tooWide;
    }
  }

  private static String cause(CompromisedKey report) {
    return report.circumstances().isEmpty() ? "key reported" : report.circumstances();
  }

  /**
   * Revokes this credential, and all that hold its key.
   *
   * @return the number of the CRL of each issuer that lists them
   */
  SortedMap<String, Long> end(
      CredentialToRevoke named, RevocationSteps.Details details, AuditEntry... audit) {
    return end(new Order(Optional.of(named), named.key(), details), UnitOfWork.none(), audit);
  }

  private SortedMap<String, Long> end(Order order, UnitOfWork together, AuditEntry... audit) {
    return RevocationSteps.untilUnchanged(
        () -> {
          Instant now = trust.earliest();
          Function<EntityManager, List<ReachedCredential>> search =
              em -> Cascade.holding(em, order.key(), now);
          List<ReachedCredential> holders = reader.read(search);
          UnitOfWork unchanged = RevocationSteps.requireUnchanged(holders, search);
          return steps.end(order.all(holders), order.details(), together.and(unchanged), audit);
        });
  }
}
