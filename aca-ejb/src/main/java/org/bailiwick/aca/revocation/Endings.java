package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.feed.CredentialChange;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Ends certificates that were decided to end, one or many alike: 2 record with events and keys, 3
 * tell this node and wake the receivers, 4 sign the CRLs (docs/revocation.md).
 */
@Singleton
final class Endings {

  private final Authorities authorities;
  private final IssuanceLedger ledger;
  private final EventFeed feed;
  private final RevokedCredentials revoked;
  private final CrlPublisher crls;
  private final Meter meter;

  @Inject
  Endings(
      Authorities authorities,
      IssuanceLedger ledger,
      EventFeed feed,
      RevokedCredentials revoked,
      CrlPublisher crls,
      Meter meter) {
    this.authorities = authorities;
    this.ledger = ledger;
    this.feed = feed;
    this.revoked = revoked;
    this.crls = crls;
    this.meter = meter;
  }

  /**
   * Why and when.
   *
   * @param by SPIFFE id of the operator
   * @param cause the trigger or the operator's words
   */
  record Act(RevocationReason reason, Instant at, String by, String cause) {

    Revocation on(Ending ending) {
      return new Revocation(ending.ref(), reason, at, by, cause);
    }
  }

  /**
   * Ends all of these in one transaction or none.
   *
   * @param together applied first in that transaction, and may refuse
   * @param audit recorded with it, beside one entry for each that ends
   * @return the number of the CRL of each issuer that lists them
   * @throws ProblemException ALREADY_REVOKED; or SIGNER_UNAVAILABLE when the revocations are
   *     recorded and a CRL is late
   */
  SortedMap<String, Long> end(
      Collection<Ending> endings, Act act, UnitOfWork together, AuditEntry... audit) {
    List<Revocation> revocations = endings.stream().map(act::on).toList();
    List<UnitOfWork> rows = new ArrayList<>(List.of(together));
    endings.forEach(ending -> rows.add(companions(ending, act)));
    AuditEntry[] entries =
        Stream.concat(
                Stream.of(audit), endings.stream().map(ending -> ending.audit(act.on(ending))))
            .toArray(AuditEntry[]::new);
    ledger.revoke(revocations, em -> rows.forEach(row -> row.apply(em)), entries); // 2
    revocations.forEach(each -> revoked.add(each.ref())); // 3
    feed.wakeReceivers();
    revocations.forEach(each -> meter.count("revoked", each.reason().token()));
    return publish(endings); // 4
  }

  /** What is recorded with a revocation: its events, and the key if it is compromised. */
  private UnitOfWork companions(Ending ending, Act act) {
    String issuer =
        authorities
            .require(ending.ref().issuerId())
            .certificate()
            .getSubjectX500Principal()
            .getName(X500Principal.RFC2253);
    UnitOfWork events =
        feed.announce(
            new CredentialChange(
                ending.holder(),
                issuer,
                ending.ref().serial().hex(),
                act.reason().token(),
                act.at()));
    if (act.reason() != RevocationReason.KEY_COMPROMISE) {
      return events;
    }
    UnitOfWork key =
        CompromisedKeys.block(
            new CompromisedKey(ending.key(), act.at(), act.by(), "revocation of " + ending.ref()));
    return em -> {
      events.apply(em);
      key.apply(em);
    };
  }

  private record CrlName(String issuerId, int shard) {}

  private SortedMap<String, Long> publish(Collection<Ending> endings) {
    SortedMap<String, Long> numbers = new TreeMap<>();
    endings.stream()
        .map(ending -> new CrlName(ending.ref().issuerId(), ending.crlShard()))
        .distinct()
        .forEach(
            list ->
                numbers.put(
                    list.issuerId(),
                    crls.publish(authorities.require(list.issuerId()), list.shard()).number()));
    return numbers;
  }
}
