package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.enforcement.EnforcementPoint;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.policy.DecisionQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.authzen.AnswerWriter;
import org.bailiwick.policy.authzen.ApplicationEvaluator;
import org.bailiwick.policy.authzen.BadQuestionException;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.EvaluationAnswer;
import org.bailiwick.policy.authzen.EvaluationBatch;
import org.bailiwick.policy.authzen.Evaluator;
import org.bailiwick.policy.authzen.QuestionReader;
import org.bailiwick.policy.authzen.Search;
import org.bailiwick.policy.authzen.SearchPage;

/** Answers the questions of enforcement points, and logs question and answer before it answers. */
@Dependent
class DecisionPoint {
  private static final int LONGEST_POSITION = 9;

  private final EnforcementPoints points;
  private final Gate gate;
  private final ApplicationDecisions decisions;
  private final KnownEntities known;
  private final DecisionLog log;
  private final DecisionMeters meters;
  private final PageTokens tokens;
  private final Clock clock;

  @Inject
  DecisionPoint(
      EnforcementPoints points,
      Gate gate,
      ApplicationDecisions decisions,
      KnownEntities known,
      DecisionLog log,
      DecisionMeters meters,
      PageTokens tokens,
      Clock clock) {
    this.points = points;
    this.gate = gate;
    this.decisions = decisions;
    this.known = known;
    this.log = log;
    this.meters = meters;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Who asks about what.
   *
   * @param application as the path names it; empty if it names none
   */
  record Asker(VerifiedPeer peer, Optional<String> application) {}

  /** One question (section 6). */
  String evaluation(Asker asker, byte[] body) {
    String application = admit(asker, "evaluation");
    Evaluation question = read(() -> QuestionReader.evaluation(body));
    EvaluationAnswer answer = evaluator(application).answer(question);
    log(asker, application, List.of(LoggedAnswer.of(question, answer)));
    return AnswerWriter.evaluation(answer);
  }

  /** Questions at once (section 7). */
  String evaluations(Asker asker, byte[] body) {
    String application = admit(asker, "evaluations");
    EvaluationBatch batch = read(() -> QuestionReader.evaluations(body));
    List<EvaluationAnswer> answers = batch.answers(evaluator(application));
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      entries.add(LoggedAnswer.of(batch.items().get(i), answers.get(i)));
    }
    log(asker, application, entries);
    return AnswerWriter.evaluations(batch, answers);
  }

  /** A page of a search (section 8). */
  String search(Asker asker, Search.Kind kind, byte[] body) {
    String application = admit(asker, "search");
    Search search = read(() -> QuestionReader.search(kind, body));
    PageTokens.Scope scope =
        new PageTokens.Scope(
            asker.peer().id().toString(),
            application + " " + decisions.policyVersion() + " " + search.fingerprint());
    SearchPage page =
        new ApplicationEvaluator(decisions, application, known)
            .search(search, position(search, scope));
    log(asker, application, List.of(LoggedAnswer.of(search, page.results().size())));
    OptionalInt next = page.next();
    return AnswerWriter.search(
        page,
        next.isEmpty()
            ? ""
            : tokens.token(scope, String.valueOf(next.getAsInt()), clock.instant()));
  }

  private int position(Search search, PageTokens.Scope scope) {
    if (search.token().isEmpty()) {
      return 0;
    }
    String position = tokens.position(scope, search.token().get(), clock.instant());
    if (position.length() > LONGEST_POSITION) {
      throw malformed("page-token-position", "The page token holds no position.");
    }
    return Integer.parseInt(position);
  }

  private Evaluator evaluator(String application) {
    return meters.measured(
        new ApplicationEvaluator(decisions, application, known), decisions, application);
  }

  /**
   * The application about which the asker may ask. The permit has no row of its own: the row with
   * the answers says who asked, and by which application.
   */
  private String admit(Asker asker, String operation) {
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
      throw malformed(
          "application-not-named",
          "This enforcement point serves several applications: ask below /applications/<name>.");
    }
    return point.flatMap(each -> each.applications().stream().findFirst()).orElse("");
  }

  private void log(Asker asker, String application, List<String> answers) {
    log.record(new DecisionLog.Entry(asker.peer().id().toString(), application, answers));
  }

  /** Reads a message. */
  private interface Reading<T> {
    T read() throws BadQuestionException;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (BadQuestionException e) {
      throw malformed("authzen-form", e.getMessage());
    }
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
