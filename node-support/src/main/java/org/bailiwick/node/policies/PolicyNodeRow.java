package org.bailiwick.node.policies;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.policy.VersionFloor.Loaded;

/** The policies by which a node of the component decides. */
@Entity
@Table(name = "policy_node")
public class PolicyNodeRow {
  private static final int LONGEST_REASON = 300;

  @Id private String node;
  private long number;
  private String digest;
  private boolean signed;

  @Convert(converter = InstantColumn.class)
  private Instant since;

  private String refused;

  /** For the persistence provider. */
  protected PolicyNodeRow() {}

  PolicyNodeRow(String node) {
    this.node = node;
  }

  String node() {
    return node;
  }

  Loaded version() {
    return new Loaded(number, digest);
  }

  boolean isSigned() {
    return signed;
  }

  Instant since() {
    return since;
  }

  /** Why the node refuses newer policies; empty if it does not. */
  Optional<String> refused() {
    return Optional.ofNullable(refused);
  }

  void decidesBy(Policies policies, Instant now) {
    if (since == null || !version().equals(policies.version())) {
      since = now;
    }
    number = policies.version().number();
    digest = policies.version().digest();
    signed = policies.signed();
    refused =
        policies
            .refused()
            .map(text -> text.substring(0, Math.min(text.length(), LONGEST_REASON)))
            .orElse(null);
  }

  /**
   * What a node decides by.
   *
   * @param signed whether it is a bundle, not a folder
   * @param refused why it refuses newer ones
   */
  record Policies(Loaded version, boolean signed, Optional<String> refused) {}
}
