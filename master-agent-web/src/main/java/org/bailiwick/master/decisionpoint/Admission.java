package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.enforcement.EnforcementPoint;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.policy.DecisionQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Who may ask, and about which application. */
@Dependent
class Admission {

  private final EnforcementPoints points;
  private final Gate gate;

  @Inject
  Admission(EnforcementPoints points, Gate gate) {
    this.points = points;
    this.gate = gate;
  }

  /**
   * Who asks about what.
   *
   * @param application as the path names it; empty if it names none
   */
  record Asker(VerifiedPeer peer, Optional<String> application) {

    /** The SPIFFE id of the enforcement point. */
    String id() {
      return peer.id().toString();
    }
  }

  /**
   * The application about which the asker may ask. The permit has no row of its own: the row with
   * the answers says who asked, and by which application.
   *
   * @param operation evaluation, evaluations, search, or access-request
   * @throws ProblemException policy-denied; malformed-request if several could be meant
   */
  String admit(Asker asker, String operation) {
    Optional<EnforcementPoint> point = points.find(asker.peer().id());
    String application = asker.application().orElseGet(() -> only(point));
    AuditEntry unused =
        gate.require(
            DecisionQuestion.ask(
                asker.peer(),
                application,
                point.filter(each -> each.serves(application)).isPresent(),
                operation));
    return application;
  }

  private static String only(Optional<EnforcementPoint> point) {
    if (point.filter(each -> each.applications().size() > 1).isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "application-not-named",
          "This enforcement point serves several applications: ask below /applications/<name>.");
    }
    return point.flatMap(each -> each.applications().stream().findFirst()).orElse("");
  }
}
