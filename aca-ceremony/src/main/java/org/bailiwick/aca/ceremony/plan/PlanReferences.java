package org.bailiwick.aca.ceremony.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.Succession;
import org.bailiwick.aca.ceremony.records.Announcement;
import org.bailiwick.aca.ceremony.records.KeyPoll;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.KeyShape;

/** Checks that the parts of a ceremony's file are consistent. */
final class PlanReferences {

  private final CeremonyPlan plan;
  private final PlanProperties in;

  PlanReferences(CeremonyPlan plan, PlanProperties in) {
    this.plan = plan;
    this.in = in;
  }

  /** Adds every fault to those found while the properties were read. */
  void check() {
    List<String> tokens = plan.tokens().stream().map(PlannedToken::name).toList();
    List<KeyUse> uses = new ArrayList<>();
    for (PlannedKey key : plan.keys()) {
      uses.add(key.use());
      in.require(
          tokens.contains(key.token()), "key." + key.label() + ".token is not a token of the file");
      in.require(
          key.use().isCertified(plan.succession().isPresent()) == key.validity().isPresent(),
          "key." + key.label() + ".validity must be set exactly for keys that get a certificate");
      in.require(!key.label().equals(Succession.NOTHING), "no label may be " + Succession.NOTHING);
    }
    Set<KeyUse> needed =
        plan.succession().isPresent() ? KeyUse.ofSuccession(uses) : EnumSet.allOf(KeyUse.class);
    in.require(needed.containsAll(uses), "a later ceremony has keys of " + needed + " only");
    in.require(
        plan.succession().isEmpty()
            || plan.certificates().isEmpty()
            || needed.contains(KeyUse.OPERATORS),
        "a later ceremony certifies nodes or operators under a new operator CA only");
    boolean ofTokens = plan.succession().isPresent() && needed.contains(KeyUse.TOKENS);
    in.require(
        ofTokens == plan.succession().flatMap(CeremonyPlan.Succession::notices).isPresent(),
        "successor.notices must be set exactly for a new key of tokens");
    in.require(
        plan.keys().stream()
            .filter(key -> key.use().isOfP256(plan.succession().isPresent()))
            .allMatch(key -> key.shape() == KeyShape.EC_P256),
        "a key of use wit, or a new key of tokens or audit, must be ec-p256");
    in.require(
        plan.succession().filter(Succession::isOfNothing).isEmpty()
            || needed.stream().anyMatch(KeyUse::isOptional),
        "successor.of is none only for the first key of a use that may have none");
    checkUses(uses, needed);
    plan.succession().ifPresent(this::checkSuccession);
    plan.certificates().forEach(this::checkIssuer);
  }

  private void checkSuccession(Succession next) {
    in.require(
        plan.made().size() == 1,
        "a later ceremony makes one key, which follows the one that successor.of names");
    if (next.announcement() == Announcement.REQUIRED) {
      plan.made().stream().flatMap(key -> key.use().poll().stream()).forEach(this::checkNotice);
    }
  }

  private void checkNotice(KeyPoll poll) {
    Duration after = plan.succession().orElseThrow().after();
    in.require(
        after.compareTo(poll.shortestNotice()) >= 0,
        "successor.in-service = %s is less than %s: %s, and refuse what an unknown key signs"
                .formatted(after, poll.shortestNotice(), poll.text())
            + " (if the earlier key is lost, set successor.announcement = waived)");
  }

  private void checkIssuer(PlannedCertificate certificate) {
    boolean issuer =
        plan.made().stream()
            .filter(key -> key.use() == KeyUse.ISSUING || key.use() == KeyUse.OPERATORS)
            .anyMatch(key -> key.label().equals(certificate.issuer()));
    in.require(
        issuer, "certificate." + certificate.name() + ".issuer is not an issuing key of the file");
  }

  private boolean mayLack(KeyUse use) {
    return use.isOptional() && plan.succession().isEmpty();
  }

  private boolean mayHaveMore(KeyUse use) {
    return use.isOfNodes() && plan.succession().isEmpty();
  }

  /**
   * Requires one key of each use, at least one of a use that nodes have, and two keys of a use in
   * which the old key signs for the new.
   */
  private void checkUses(List<KeyUse> uses, Set<KeyUse> needed) {
    for (KeyUse use : needed) {
      long count = uses.stream().filter(use::equals).count();
      boolean signs = plan.succession().isPresent() && use.needsPredecessorIn(needed);
      in.require(
          count == (signs ? 2 : 1)
              || (count == 0 && mayLack(use))
              || (count > 1 && mayHaveMore(use)),
          (signs ? "two keys, old and new," : "exactly one key")
              + " must have the use "
              + use.text()
              + ", not "
              + count);
      in.require(
          !signs || plan.predecessor().filter(key -> key.use() == use).isPresent(),
          "successor.of is not the " + use.text() + " key of the file that signs for the new");
    }
  }
}
