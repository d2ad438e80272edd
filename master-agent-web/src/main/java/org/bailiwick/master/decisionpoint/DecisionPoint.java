package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.accessrequest.RequestableDenials;
import org.bailiwick.node.lists.PageTokens;
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

  private final Admission admission;
  private final RequestableDenials denials;
  private final ApplicationDecisions decisions;
  private final KnownEntities known;
  private final DecisionLog log;
  private final DecisionMeters meters;
  private final PageTokens tokens;
  private final Clock clock;

  @Inject
  DecisionPoint(
      Admission admission,
      RequestableDenials denials,
      ApplicationDecisions decisions,
      KnownEntities known,
      DecisionLog log,
      DecisionMeters meters,
      PageTokens tokens,
      Clock clock) {
    this.admission = admission;
    this.denials = denials;
    this.decisions = decisions;
    this.known = known;
    this.log = log;
    this.meters = meters;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** One question (section 6). */
  String evaluation(Admission.Asker asker, byte[] body) {
    String application = admission.admit(asker, "evaluation");
    Evaluation question = read(() -> QuestionReader.evaluation(body));
    EvaluationAnswer answer = evaluator(asker, application).answer(question);
    log(asker, application, List.of(LoggedAnswer.of(question, answer)));
    return AnswerWriter.evaluation(answer);
  }

  /** Questions at once (section 7). */
  String evaluations(Admission.Asker asker, byte[] body) {
    String application = admission.admit(asker, "evaluations");
    EvaluationBatch batch = read(() -> QuestionReader.evaluations(body));
    List<EvaluationAnswer> answers = batch.answers(evaluator(asker, application));
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      entries.add(LoggedAnswer.of(batch.items().get(i), answers.get(i)));
    }
    log(asker, application, entries);
    return AnswerWriter.evaluations(batch, answers);
  }

  /** A page of a search (section 8). */
  String search(Admission.Asker asker, Search.Kind kind, byte[] body) {
    String application = admission.admit(asker, "search");
    Search search = read(() -> QuestionReader.search(kind, body));
    PageTokens.Scope scope =
        new PageTokens.Scope(
            asker.id(), application + " " + decisions.policyVersion() + " " + search.fingerprint());
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

  private Evaluator evaluator(Admission.Asker asker, String application) {
    return meters.measured(denials.evaluator(asker.id(), application), decisions, application);
  }

  private void log(Admission.Asker asker, String application, List<String> answers) {
    log.record(new DecisionLog.Entry(asker.id(), application, answers));
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
