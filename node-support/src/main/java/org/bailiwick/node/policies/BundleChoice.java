package org.bailiwick.node.policies;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.policies.BundleCopies.Copy;
import org.bailiwick.node.policies.BundleVerification.Trust;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.BundleRules.InForce;

/** Finds the bundle that should decide at a node now, in its copies and in the database. */
final class BundleChoice {
  private static final StructuredLog LOG = StructuredLog.of(BundleChoice.class);

  /** The database at one moment. */
  record Rows(List<PolicyBundleRow> bundles, Loaded floor) {}

  /**
   * What was found.
   *
   * @param bundle empty while the folder decides
   * @param rows empty if the database did not answer
   * @param faults why higher bundles were not chosen
   */
  record Chosen(Optional<TakenBundle> bundle, Optional<Rows> rows, List<String> faults) {}

  private final PolicyBundles.Reader reader;
  private final BundleCopies copies;
  private final BundleVerification verification;
  private final Clock clock;

  BundleChoice(
      PolicyBundles.Reader reader,
      BundleCopies copies,
      BundleVerification verification,
      Clock clock) {
    this.reader = reader;
    this.copies = copies;
    this.verification = verification;
    this.clock = clock;
  }

  /**
   * Chooses.
   *
   * @param taken what this node has verified before
   * @param isRunning whether the node decides by something already
   * @throws PolicyRefusedException if a bundle is in force and can't be used here
   * @throws RuntimeException if the database of a running node does not answer
   */
  Chosen of(Optional<TakenBundle> taken, boolean isRunning) {
    List<String> faults = new ArrayList<>();
    List<Copy> kept = copies.all();
    Optional<Rows> rows = rows(isRunning, kept.isEmpty());
    Optional<TakenBundle> base = base(taken, kept, rows, faults);
    Optional<TakenBundle> due = rows.flatMap(read -> due(taken, read, base, faults));
    return new Chosen(due.or(() -> base), rows, faults);
  }

  /** Empty if the database does not answer at a start, which a node survives by its copies. */
  private Optional<Rows> rows(boolean isRunning, boolean hasNoCopy) {
    try {
      return Optional.of(reader.read(em -> new Rows(BundleRows.bundles(em), BundleRows.floor(em))));
    } catch (RuntimeException unavailable) {
      if (isRunning) {
        throw unavailable; // what decides goes on
      }
      LOG.warn(
          "policy-bundle.database-unknown",
          Map.of("policies", hasNoCopy ? "those of the folder" : "those of the copy"));
      return Optional.empty();
    }
  }

  /** The bundle that is in force already, by the database or by the node's own copies. */
  private Optional<TakenBundle> base(
      Optional<TakenBundle> taken, List<Copy> kept, Optional<Rows> rows, List<String> faults) {
    Optional<PolicyBundleRow> row = rows.flatMap(read -> BundleRows.inForce(read.bundles()));
    long inDatabase = row.map(PolicyBundleRow::number).orElse(0L);
    for (Copy copy : kept) {
      Optional<TakenBundle> read =
          copy.number() < inDatabase ? Optional.empty() : ofCopy(taken, copy, faults);
      if (read.isPresent()) {
        return read;
      }
    }
    if (row.isPresent()) {
      return Optional.of(ofRow(taken, row.get(), InForce.none(), Trust.ELSEWHERE));
    }
    if (!kept.isEmpty()) {
      throw new PolicyRefusedException(
          "no copy of a policy bundle can be used: " + faults.stream().findFirst().orElse(""));
    }
    return Optional.empty();
  }

  private Optional<TakenBundle> ofCopy(
      Optional<TakenBundle> taken, Copy copy, List<String> faults) {
    if (taken.filter(each -> each.isOf(copy)).isPresent()) {
      return taken;
    }
    try {
      return Optional.of(verification.ofCopy(copy));
    } catch (IOException | PolicyRefusedException e) {
      faults.add("the copy of bundle " + copy.number() + " is refused: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The highest bundle whose time has come and that passes all checks now. */
  private Optional<TakenBundle> due(
      Optional<TakenBundle> taken, Rows rows, Optional<TakenBundle> base, List<String> faults) {
    InForce signatures = new InForce(0, "", base.map(each -> each.bundle().signatures()).orElse(0));
    for (PolicyBundleRow row : rows.bundles()) {
      if (isDue(row, rows, base)) {
        try {
          return Optional.of(ofRow(taken, row, signatures, Trust.NOWHERE));
        } catch (PolicyRefusedException e) {
          faults.add("bundle " + row.number() + " is refused: " + e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  private boolean isDue(PolicyBundleRow row, Rows rows, Optional<TakenBundle> base) {
    Instant now = clock.instant();
    boolean isHigher = row.number() > rows.floor().number() || row.version().equals(rows.floor());
    return row.isDue(now)
        && isHigher
        && base.filter(each -> each.version().number() >= row.number()).isEmpty();
  }

  private TakenBundle ofRow(
      Optional<TakenBundle> taken, PolicyBundleRow row, InForce signatures, Trust trust) {
    return taken
        .filter(each -> each.version().equals(row.version()))
        .orElseGet(
            () ->
                verification.ofRow(
                    row,
                    () -> reader.read(em -> BundleRows.octets(em, row.number())),
                    signatures,
                    trust));
  }
}
