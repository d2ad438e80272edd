package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.cascade.Cascade;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.feed.CredentialChange;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Steps 2 to 4 of a revocation, for one credential or many: 2 record it with its events and
 * compromised keys, 3 add it to this node's revocation view and wake the receivers, 4 sign the CRLs
 * (docs/revocation.md).
 */
@Singleton
final class RevocationSteps {

  private final Authorities authorities;
  private final IssuanceLedger ledger;
  private final EventFeed feed;
  private final RevokedCredentials revoked;
  private final CrlPublisher crls;
  private final Meter meter;

  @Inject
  RevocationSteps(
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
   * The details of a revocation.
   *
   * @param by SPIFFE id of the operator or node
   * @param cause the trigger or the operator's comment
   */
  record Details(RevocationReason reason, Instant at, String by, String cause) {

    Revocation on(CredentialToRevoke credential) {
      return new Revocation(credential.ref(), reason, at, by, cause);
    }
  }

  /**
   * Revokes all these credentials in one transaction, or none.
   *
   * @param together unit of work that is applied first in that transaction and may refuse
   * @param audit entries to record in addition to one for each credential
   * @return the number of the CRL of each issuer that lists them
   * @throws ProblemException ALREADY_REVOKED; or SIGNER_UNAVAILABLE when the revocations are
   *     recorded and a CRL can't be signed
   */
  SortedMap<String, Long> end(
      Collection<CredentialToRevoke> credentials,
      Details details,
      UnitOfWork together,
      AuditEntry... audit) {
    List<Revocation> revocations = credentials.stream().map(details::on).toList();
    List<UnitOfWork> rows = new ArrayList<>(List.of(together));
    credentials.forEach(credential -> rows.add(eventsAndKey(credential, details)));
    AuditEntry[] entries =
        Stream.concat(
                Stream.of(audit),
                credentials.stream().map(credential -> credential.audit(details.on(credential))))
            .toArray(AuditEntry[]::new);
    ledger.revoke(revocations, UnitOfWork.all(rows), entries); // 2
    revocations.forEach(each -> revoked.add(each.ref())); // 3
    feed.wakeReceivers();
    revocations.forEach(each -> meter.count("revoked", each.reason().token()));
    return publish(credentials); // 4
  }

  /** The bound is low because an officer waits for the answer. */
  private static final int ATTEMPTS = 5;

  private static final class ReachChangedException extends RuntimeException {}

  /**
   * Requires that the search finds the same credentials in the transaction of this unit of work.
   * Otherwise {@link #untilUnchanged} repeats the revocation.
   */
  static UnitOfWork requireUnchanged(
      List<ReachedCredential> found, Function<EntityManager, List<ReachedCredential>> search) {
    return em -> {
      if (!Cascade.refs(search.apply(em)).equals(Cascade.refs(found))) {
        throw new ReachChangedException();
      }
    };
  }

  /**
   * Searches for credentials and revokes them; repeats this if they changed in between.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE, with nothing revoked, if they changed at every
   *     attempt
   */
  static <T> T untilUnchanged(Supplier<T> revocation) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return revocation.get();
      } catch (ReachChangedException changed) {
        // nothing was revoked
      }
    }
    throw new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "reach-unsteady",
        "The credentials to revoke changed at every attempt; none was revoked.");
  }

  /** Records the events of a revocation, and the key if it is compromised. */
  private UnitOfWork eventsAndKey(CredentialToRevoke credential, Details details) {
    String issuer =
        authorities
            .require(credential.ref().issuerId())
            .certificate()
            .getSubjectX500Principal()
            .getName(X500Principal.RFC2253);
    UnitOfWork events =
        feed.announce(
            new CredentialChange(
                credential.holder(),
                issuer,
                credential.ref().serial().hex(),
                details.reason().token(),
                details.at()));
    if (details.reason() != RevocationReason.KEY_COMPROMISE) {
      return events;
    }
    UnitOfWork key =
        CompromisedKeys.block(
            new CompromisedKey(
                credential.key(), details.at(), details.by(), "revocation of " + credential.ref()));
    return events.and(key);
  }

  private record CrlName(String issuerId, int shard) {}

  private SortedMap<String, Long> publish(Collection<CredentialToRevoke> credentials) {
    SortedMap<String, Long> numbers = new TreeMap<>();
    credentials.stream()
        .map(credential -> new CrlName(credential.ref().issuerId(), credential.crlShard()))
        .distinct()
        .forEach(
            list ->
                numbers.put(
                    list.issuerId(),
                    crls.publish(authorities.require(list.issuerId()), list.shard()).number()));
    return numbers;
  }
}
