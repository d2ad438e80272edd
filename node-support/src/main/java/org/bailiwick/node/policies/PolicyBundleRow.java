package org.bailiwick.node.policies;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.VerifiedBundle;

/** A bundle that a component has accepted; its octets are in {@link PolicyBundlePieceRow}. */
@Entity
@Table(name = "policy_bundle")
public class PolicyBundleRow {
  @Id private long number;
  private String digest;

  @Column(name = "effective_at")
  @Convert(converter = InstantColumn.class)
  private Instant effectiveAt;

  private String signers;

  @Column(name = "received_at")
  @Convert(converter = InstantColumn.class)
  private Instant receivedAt;

  @Column(name = "received_by")
  private String receivedBy;

  @Column(name = "in_force_at")
  @Convert(converter = InstantColumn.class)
  private Instant inForceAt;

  /** For the persistence provider. */
  protected PolicyBundleRow() {}

  PolicyBundleRow(VerifiedBundle bundle, Instant receivedAt, String receivedBy) {
    this.number = bundle.number();
    this.digest = bundle.digest();
    this.effectiveAt = bundle.effectiveAt();
    this.signers = String.join(" ", bundle.signers());
    this.receivedAt = receivedAt;
    this.receivedBy = receivedBy;
  }

  long number() {
    return number;
  }

  Loaded version() {
    return new Loaded(number, digest);
  }

  Instant effectiveAt() {
    return effectiveAt;
  }

  List<String> signers() {
    return List.of(signers.split(" ", -1));
  }

  Instant receivedAt() {
    return receivedAt;
  }

  String receivedBy() {
    return receivedBy;
  }

  /** When the first node took it; empty before. */
  Optional<Instant> inForceAt() {
    return Optional.ofNullable(inForceAt);
  }

  boolean isDue(Instant now) {
    return inForceAt == null && !now.isBefore(effectiveAt);
  }

  void takenAt(Instant now) {
    if (inForceAt == null) {
      inForceAt = now;
    }
  }
}
