package org.bailiwick.node.policies;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.ListQuestion;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.bundle.BundleCheck;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.PolicyBundle;

/** Takes bundles from officers, and shows them, for those whom the decision point permits it. */
public final class BundleIntake {
  private static final String LIST = "policy-bundles";
  private static final Entity POLICIES =
      new Entity("Service", "policies", Map.of("name", "policies"));

  private static final Duration RETRY = Duration.ofSeconds(10);

  /** A bundle needs some ten times its length of memory while it is verified. */
  private final Semaphore place = new Semaphore(1);

  private final PolicyBundles bundles;
  private final CedarDecisionPoint decisions;
  private final Gate gate;

  public BundleIntake(PolicyBundles bundles, CedarDecisionPoint decisions, Gate gate) {
    this.bundles = bundles;
    this.decisions = decisions;
    this.gate = gate;
  }

  /**
   * A stored bundle, as it is answered.
   *
   * @param again whether the component had it before
   */
  public record Taken(Map<String, Object> view, boolean again) {}

  /**
   * Takes a bundle from an officer. Nothing of the body is read before that is permitted.
   *
   * @throws ProblemException policy-denied; node-busy; policy-bundle-refused with the failing check
   *     as the member {@code check}; as the writer of the database
   */
  public Taken take(VerifiedPeer officer, InputStream body) throws IOException {
    AuditEntry permit =
        gate.require(
            Question.of(PeerEntity.of(officer), Action.ACTIVATE_POLICIES, POLICIES, Map.of()));
    if (!place.tryAcquire()) {
      throw new ProblemException(
              ProblemType.NODE_BUSY,
              "policy-bundle-at-once",
              "The node takes one bundle at a time; see Retry-After.")
          .after(RETRY);
    }
    try {
      return take(officer, permit, body.readNBytes(PolicyBundle.MAX_OCTETS + 1));
    } finally {
      place.release();
    }
  }

  private Taken take(VerifiedPeer officer, AuditEntry permit, byte[] octets) {
    PolicyBundles.Received received;
    try {
      received = bundles.receive(octets, officer.id().toString(), permit);
    } catch (BundleRefusedException refused) {
      gate.record(permit);
      throw problem(refused);
    }
    decisions.follow();
    return new Taken(view(received.bundle().number()), received.again());
  }

  static ProblemException problem(BundleRefusedException refused) {
    return new ProblemException(
            ProblemType.POLICY_BUNDLE_REFUSED,
            refused.check().text(),
            refused.check() == BundleCheck.BUNDLE_POLICIES
                ? "The files of the bundle are refused; ./bailiwick policy verify says why."
                : refused.getMessage() + ".",
            refused)
        .with("check", refused.check().text());
  }

  private Map<String, Object> view(long number) {
    List<PolicyBundleRow> all = bundles.bundles();
    return all.stream()
        .filter(row -> row.number() == number)
        .findFirst()
        .map(row -> view(row, all))
        .orElseGet(Map::of);
  }

  /** Bundles and nodes of the component, for officers and auditors. */
  public Map<String, Object> list(VerifiedPeer reader) {
    gate.requireAndRecord(ListQuestion.read(reader, LIST, Set.of()));
    List<PolicyBundleRow> all = bundles.bundles();
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("component", bundles.component());
    List<Map<String, Object>> listed = new ArrayList<>();
    all.forEach(row -> listed.add(view(row, all)));
    list.put("policy_bundles", listed);
    list.put("nodes", bundles.nodes().stream().map(BundleIntake::view).toList());
    return list;
  }

  /** The file of a bundle, for officers and auditors. */
  public byte[] read(VerifiedPeer reader, long number) {
    return read(ListQuestion.read(reader, LIST, Set.of()), number);
  }

  /** The file of a bundle, for somebody else of whom this is the question. */
  public byte[] read(Question mayRead, long number) {
    gate.requireAndRecord(mayRead);
    return bundles
        .octets(number)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "policy-bundle-unknown",
                    "This component has no bundle with the number " + number + "."));
  }

  private static Map<String, Object> view(PolicyBundleRow row, List<PolicyBundleRow> all) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", row.number());
    view.put("digest", row.version().digest());
    view.put("effective_at", row.effectiveAt().toString());
    view.put("signers", row.signers());
    view.put("state", state(row, BundleRows.inForce(all)));
    view.put("received_at", row.receivedAt().toString());
    view.put("received_by", row.receivedBy());
    row.inForceAt().ifPresent(at -> view.put("in_force_at", at.toString()));
    return view;
  }

  private static String state(PolicyBundleRow row, Optional<PolicyBundleRow> inForce) {
    long number = inForce.map(PolicyBundleRow::number).orElse(0L);
    if (row.number() == number) {
      return "in-force";
    }
    return row.number() < number ? "superseded" : "waiting";
  }

  private static Map<String, Object> view(PolicyNodeRow row) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("node", row.node());
    view.put("number", row.version().number());
    view.put("digest", row.version().digest());
    view.put("signed", row.isSigned());
    view.put("since", row.since().toString());
    row.refused().ifPresent(why -> view.put("refused", why));
    return view;
  }
}
