package org.bailiwick.master.testing;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;

/** What the domain nodes of a test have in common: database, clock, anchors and revocations. */
public final class TestTrust implements AutoCloseable {

  public static final String DOMAIN = "bailiwick.example";
  public static final SpiffeId AUTHORITY = SpiffeId.parse("spiffe://" + DOMAIN + "/node/authority");
  static final String CHAIN = "domain/master";

  public final TestClock clock = TestClock.atPresent();
  public final TestCa ca = TestCa.create(DOMAIN, clock);
  public final TestCa partner = TestCa.create("partner.example", clock);
  public final TestDatabase database = TestDatabase.ofComponent("master");

  /** Elapsed time of the nodes, which the test moves. */
  public final AtomicLong nanos = new AtomicLong();

  private final Set<BigInteger> revoked = new HashSet<>();
  private Optional<RevocationState> forAll = Optional.empty();

  public PeerVerifier peers() {
    List<Anchor> anchors =
        List.of(
            new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS),
            new Anchor(ca.operatorCa(), ca.domain(), AnchorUse.OPERATORS),
            new Anchor(partner.root(), partner.domain(), AnchorUse.FOREIGN));
    return new PeerVerifier(
        () -> anchors, (certificate, anchor) -> stateOf(certificate.getSerialNumber()), clock);
  }

  private RevocationState stateOf(BigInteger serial) {
    return revoked.contains(serial)
        ? new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH)
        : forAll.orElseGet(RevocationState.Good::new);
  }

  public void revoke(TestLeaf leaf) {
    revoked.add(leaf.certificate().getSerialNumber());
  }

  /** From now on no node knows who is revoked. */
  public void loseStatus() {
    forAll = Optional.of(new RevocationState.Unknown("test"));
  }

  /** The audit log, in order. */
  public List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10_000));
  }

  @Override
  public void close() {
    database.close();
  }
}
