package org.bailiwick.node.policies;

import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.BundleRules.InForce;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bailiwick.policy.bundle.VerifiedBundle;

/**
 * The bundles of one component at one of its nodes. A bundle comes into the component's database by
 * {@link #receive}; every node looks there for one that is due, verifies it itself, and keeps a
 * copy of what is in force.
 */
public final class PolicyBundles implements CedarDecisionPoint.Signed {
  private static final StructuredLog LOG = StructuredLog.of(PolicyBundles.class);

  /** Reads the database in one transaction. */
  public interface Reader {
    <T> T read(Function<EntityManager, T> query);
  }

  /** The component's database. */
  public record Database(Reader reader, GroupWriter writer) {}

  /** What this node has said of itself in the database. */
  private record Noted(PolicyNodeRow.Policies policies, boolean isKept) {}

  private final BundleSettings settings;
  private final Database database;
  private final BundleVerification verification;
  private final BundleCopies copies;
  private final BundleChoice choice;
  private final BundleOctets octets;
  private final Clock clock;
  private Optional<TakenBundle> taken = Optional.empty();
  private Optional<Loaded> deciding = Optional.empty();
  private Optional<Noted> noted = Optional.empty();
  private Optional<BundleChoice.Rows> lastRead = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();

  /**
   * @param officers asked when a bundle is verified, and not before
   */
  public PolicyBundles(
      BundleSettings settings, Database database, OfficerTrust officers, Clock clock) {
    this.settings = settings;
    this.database = database;
    this.verification = new BundleVerification(settings, officers, clock);
    this.copies = new BundleCopies(settings.policyFolder(), settings.component());
    this.choice = new BundleChoice(database.reader(), copies, verification, clock);
    this.octets =
        new BundleOctets(number -> database.reader().read(em -> BundleRows.octets(em, number)));
    this.clock = clock;
  }

  /** The name of the component in bundles. */
  public String component() {
    return settings.component();
  }

  /** Why a bundle that is due does not decide, or has no copy; for the node's health. */
  public Optional<String> fault() {
    return fault;
  }

  /** The version that decides here, and whether it is a bundle's. */
  public synchronized Optional<Map.Entry<Loaded, Boolean>> inForce() {
    return deciding.map(version -> Map.entry(version, isTaken(version)));
  }

  private boolean isTaken(Loaded version) {
    return taken.filter(bundle -> bundle.version().equals(version)).isPresent();
  }

  /** The octets of a bundle, which nobody may change; empty without one of this number. */
  public Optional<byte[]> octets(long number) {
    return octets.of(number);
  }

  /** Every bundle, highest number first. */
  List<PolicyBundleRow> bundles() {
    return database.reader().read(BundleRows::bundles);
  }

  /** What the nodes of the component decide by. */
  List<PolicyNodeRow> nodes() {
    return database.reader().read(BundleRows::nodes);
  }

  /** A bundle after it was stored, and whether it was there before. */
  record Received(VerifiedBundle bundle, boolean again) {}

  /**
   * Verifies a bundle and stores it with the audit entry of the permit.
   *
   * @throws BundleRefusedException with the check that failed
   * @throws ProblemException policy-bundle-refused for a check of the store; as the writer
   */
  Received receive(byte[] octets, String officer, AuditEntry permit) {
    VerifiedBundle bundle = verification.ofRequest(octets, rule());
    boolean again = bundles().stream().anyMatch(row -> row.version().equals(bundle.version()));
    Instant now = clock.instant();
    database
        .writer()
        .commitAmongNodes(
            BundleRows.insert(bundle, octets, new PolicyBundleRow(bundle, now, officer))
                .and(BundleRows.forgetSuperseded()),
            permit,
            entry("policy-bundle.received", officer, bundle));
    return new Received(bundle, again);
  }

  private synchronized InForce rule() {
    return deciding
        .map(
            version ->
                new InForce(
                    version.number(),
                    version.digest(),
                    isTaken(version) ? taken.get().bundle().signatures() : 0))
        .orElseGet(InForce::none);
  }

  private AuditEntry entry(String event, String subject, VerifiedBundle bundle) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        subject,
        settings.component(),
        Map.of(
            "policy_version", bundle.decisions().policyVersion(),
            "digest", bundle.digest(),
            "effective_at", bundle.effectiveAt().toString(),
            "signers", String.join(" ", bundle.signers())));
  }

  @Override
  public synchronized Optional<CedarDecisionPoint> due() {
    BundleChoice.Chosen chosen = choice.of(taken, deciding.isPresent());
    Optional<TakenBundle> found = chosen.bundle();
    lastRead = chosen.rows();
    fault = chosen.faults().stream().findFirst();
    if (found.isEmpty() && settings.signatures() > 0) {
      throw new PolicyRefusedException(
          "node.policy-signatures asks for policies that officers have signed, and there is no"
              + " bundle that may decide"
              + fault.map(why -> ": " + why).orElse(""));
    }
    if (found.isEmpty() && fault.isPresent() && taken.isPresent()) {
      throw new PolicyRefusedException(fault.get());
    }
    taken = found;
    return found.map(each -> each.bundle().decisions());
  }

  @Override
  public synchronized void decides(Loaded version) {
    deciding = Optional.of(version);
    boolean isKept = keepCopy(version);
    PolicyNodeRow.Policies policies = new PolicyNodeRow.Policies(version, isTaken(version), fault);
    Noted now = new Noted(policies, isKept);
    if (noted.filter(now::equals).isPresent() && !isMissing(version)) {
      return;
    }
    try {
      note(policies);
      noted = Optional.of(now);
    } catch (IOException | RuntimeException unavailable) {
      LOG.fault("policy-bundle.not-noted", Map.of("policies", version.number()), unavailable);
    }
  }

  /** A full disk is a fault, and the copies that are there stay as they are. */
  private boolean keepCopy(Loaded version) {
    Optional<TakenBundle> bundle = taken.filter(each -> each.version().equals(version));
    try {
      if (bundle.isPresent() && !bundle.get().isKept()) {
        taken = Optional.of(bundle.get().keptIn(copies));
      }
      return true;
    } catch (IOException e) {
      fault = Optional.of("bundle " + version.number() + " has no copy at this node");
      LOG.fault("policy-bundle.copy-not-written", Map.of("bundle", version.number()), e);
      return false;
    }
  }

  /** Whether the database does not say that this bundle is in force, or was put back. */
  private boolean isMissing(Loaded version) {
    return isTaken(version)
        && lastRead
            .filter(
                rows ->
                    rows.bundles().stream()
                        .noneMatch(
                            row -> row.version().equals(version) && row.inForceAt().isPresent()))
            .isPresent();
  }

  private void note(PolicyNodeRow.Policies policies) throws IOException {
    Instant now = clock.instant();
    if (isMissing(policies.version())) {
      TakenBundle bundle = taken.orElseThrow();
      byte[] octets = bundle.octets();
      database
          .writer()
          .commitAmongNodes(
              BundleRows.insert(
                      bundle.bundle(),
                      octets,
                      new PolicyBundleRow(bundle.bundle(), bundle.receivedAt(), settings.node()))
                  .and(BundleRows.decides(settings.node(), policies, now)),
              entry("policy-bundle.in-force", settings.node(), bundle.bundle()));
    } else {
      database.writer().commitAmongNodes(BundleRows.decides(settings.node(), policies, now));
    }
  }
}
