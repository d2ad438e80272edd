package org.bailiwick.master.accessrequest;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.approval.ApprovalOrder;
import org.bailiwick.master.approval.Choice;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.master.policy.ApprovalQuestion.Relation;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Shows access requests to officers and people and takes their decisions, by the same rules as for
 * steps: nobody decides about an own request, and a person sees only what the person may decide.
 * Whoever may decide may also take an approval back.
 */
@Dependent
public class AccessRequestControl {

  private final AccessRequests requests;
  private final AccessRequestList list;
  private final OwnRequests own;
  private final Gate gate;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  public AccessRequestControl(
      AccessRequests requests,
      AccessRequestList list,
      OwnRequests own,
      Gate gate,
      GroupWriter writer,
      Clock clock) {
    this.requests = requests;
    this.list = list;
    this.own = own;
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  /** Whether the id is that of an access request. */
  public boolean has(String id) {
    return requests.find(id).isPresent();
  }

  /** All requests. */
  public ListSource all() {
    return list;
  }

  /** Those that wait and that this person may decide, after a new sign-in at most. */
  public ListSource decidedBy(Approver.Person person) {
    return list.waitingFor(
        request ->
            !isOwn(person, request)
                && gate.permits(
                    person.decideAfterSignIn(
                        request.request().matter(), new Relation(false, false))));
  }

  /** The JSON of a request with its question in full. */
  public String read(Approver approver, String id) {
    StoredRequest request = require(id);
    ApprovalQuestion.Matter matter = request.request().matter();
    if (approver.seesOnlyWhatIsDecided()) {
      gate.require(approver.decide(matter, new Relation(isOwn(approver, request), false)));
    }
    gate.requireAndRecord(approver.read(matter));
    return view(request);
  }

  /**
   * Takes the decision of a request's body; the answer is that of {@link #read}. A denial of what
   * is approved takes the approval back.
   *
   * @throws ProblemException policy-denied; not-found if nobody is asked any more;
   *     malformed-request if the digest is not that of the question
   */
  public String decide(Approver approver, String id, String body) {
    ApprovalOrder order = ApprovalOrder.parse(body);
    StoredRequest request = require(id);
    Verdict verdict = verdict(approver, order);
    boolean revokes =
        order.choice() == Choice.DENY
            && request.state(verdict.decidedAt()) == StoredRequest.State.APPROVED;
    Relation relation =
        new Relation(isOwn(approver, request), !revokes && request.isDecidedBy(approver.name()));
    AuditEntry permit = gate.require(approver.decide(request.request().matter(), relation));
    Decided decided = new Decided(request, verdict, revokes);
    try {
      requireFits(request, order, relation);
      writer.commitAmongNodes(
          revokes ? requests.revocation(id, verdict) : requests.decision(id, verdict),
          permit,
          approver.describedIn(decided.row(Outcome.DONE, "")));
    } catch (ProblemException refusal) {
      writer.recordRefusal(approver.describedIn(decided.row(Outcome.DENIED, refusal.check())));
      throw refusal;
    }
    return view(require(id));
  }

  private static void requireFits(StoredRequest request, ApprovalOrder order, Relation relation) {
    if (relation.own()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, ApprovalQuestion.OWN, "Nobody decides about an own request.");
    }
    if (order.choice() != Choice.APPROVE && order.choice() != Choice.DENY) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "approval-decision",
          "An access request is approved or denied.");
    }
    if (!request.id().equals(request.request().id())) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "approval-changed", "The request is not what was asked.");
    }
    if (!request.request().questionSha256().equals(order.inputSha256())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "approval-digest",
          "The question has another digest than the one that was seen.");
    }
  }

  private Verdict verdict(Approver approver, ApprovalOrder order) {
    return new Verdict(
        approver.name(),
        order.choice(),
        order.comment(),
        Optional.empty(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        approver.signIn());
  }

  /** A decision, as the audit log has it. */
  private record Decided(StoredRequest request, Verdict verdict, boolean revokes) {
    AuditEntry row(Outcome outcome, String check) {
      AuditEntry row =
          request
              .request()
              .describedIn(AuditEntry.of("approval.decided", outcome, check, verdict.approver()))
              .with("decision", verdict.choice().text());
      AuditEntry told = revokes ? row.with("takes_back", "approval") : row;
      return verdict.comment().map(comment -> told.with("comment", comment)).orElse(told);
    }
  }

  private String view(StoredRequest request) {
    Map<String, Object> members = AccessRequestList.members(request, clock.instant());
    String text = JsonText.of(members);
    return text.substring(0, text.length() - 1)
        + ",\"parameters\":"
        + request.request().question()
        + "}";
  }

  /** The decisions on a request, for answers. */
  static List<Map<String, Object>> decisions(StoredRequest request) {
    return request.verdict().stream()
        .map(
            verdict -> {
              Map<String, Object> decision = new LinkedHashMap<>();
              decision.put("approver", verdict.approver());
              decision.put("decision", verdict.choice().text());
              decision.put("decided_at", verdict.decidedAt());
              verdict.comment().ifPresent(comment -> decision.put("comment", comment));
              return decision;
            })
        .toList();
  }

  private boolean isOwn(Approver approver, StoredRequest request) {
    return own.isOf(approver.name(), request.request());
  }

  private StoredRequest require(String id) {
    return requests
        .find(id)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "approval-unknown",
                    "There is no approval with this id."));
  }
}
