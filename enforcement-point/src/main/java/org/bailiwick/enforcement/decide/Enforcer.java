package org.bailiwick.enforcement.decide;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.enforcement.report.DenialBook.Denied;
import org.bailiwick.enforcement.subject.CallerReading;
import org.bailiwick.enforcement.subject.CertifiedCaller;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.authzen.ApplicationEvaluator;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.EvaluationAnswer;
import org.bailiwick.policy.authzen.Evaluator;

/** Decides about requests to applications, and books each denial. */
public final class Enforcer {
  private static final Logger LOG = System.getLogger(Enforcer.class.getName());

  /** The reason while the Master Agent was not heard for too long. */
  public static final String CUT_OFF = "enforcement-cut-off";

  /** The reason while there is no bundle that counts. */
  public static final String NO_POLICIES = "no-policies";

  /** The reason for a path that could be read in two ways. */
  public static final String PATH = "path-not-plain";

  /** The reason for a method that stands for no action. */
  public static final String METHOD = "method-unknown";

  private static final String NOT_CERTIFIED = "subject-not-certified";
  private static final String FAULT = "evaluator-error";
  private static final String FAILED = "the decision failed";
  private static final String REASONS = "reasons";
  private static final String OBLIGATION = "obligation-unknown";
  private static final String ALERT = "alert";

  /** The actions that methods stand for (RFC 9110 section 9.3). */
  private static final Map<String, String> ACTIONS =
      Map.of(
          "GET", "read",
          "HEAD", "read",
          "POST", "create",
          "PUT", "update",
          "PATCH", "update",
          "DELETE", "delete");

  /**
   * What decisions rest on.
   *
   * @param fresh whether what is known of the domain is fresh enough
   * @param policies those in force
   * @param known what the domain knows of its agents
   * @param identities the workload that stands for an application, to which tokens are issued
   */
  public record Parts(
      BooleanSupplier fresh,
      Supplier<Optional<ApplicationDecisions>> policies,
      KnownEntities known,
      CallerReading callers,
      Function<String, SpiffeId> identities,
      DenialBook book) {}

  private final Parts parts;

  public Enforcer(Parts parts) {
    this.parts = parts;
  }

  /** Whether this request may pass. */
  public CheckAnswer check(CheckRequest request) {
    CheckAnswer verdict = guarded(policies -> checked(policies, request));
    book(verdict, request.application(), request.method(), request.target());
    return verdict;
  }

  private CheckAnswer checked(ApplicationDecisions policies, CheckRequest request) {
    SpiffeId self = parts.identities().apply(request.application());
    CertifiedCaller caller = parts.callers().read(request.headers(), self);
    Optional<String> subject = Optional.of(caller.id().toString());
    Optional<Entity> path = PlainPath.find(request.target());
    if (path.isEmpty()) {
      return CheckAnswer.denied(PATH, subject);
    }
    String action = ACTIONS.get(request.method());
    if (action == null) {
      return CheckAnswer.denied(METHOD, subject);
    }
    return decided(
        policies,
        new ApplicationQuestion(
            request.application(), caller.entity(), action, path.get(), context(request, caller)),
        subject);
  }

  /**
   * Answers the AuthZEN questions of one message about an application. Who the subject is, the
   * service beside this process says; of a subject or resource of a built-in type counts what the
   * domain knows. If the message comes with a certificate, that must be each subject's.
   */
  public Evaluator evaluator(String application, Function<String, List<String>> headers) {
    return question -> {
      EvaluationAnswer answer = answer(application, question, headers);
      book(
          new CheckAnswer(
              answer.decision(),
              reasons(answer),
              Optional.empty(),
              Optional.of(question.subject().id())),
          application,
          question.action().name(),
          question.resource().id());
      return answer;
    };
  }

  private EvaluationAnswer answer(
      String application, Evaluation question, Function<String, List<String>> headers) {
    try {
      Optional<String> closed = closed();
      return closed.isPresent()
          ? refused(closed.get())
          : ofPolicies(application, question, headers);
    } catch (ProblemException refusal) {
      return refused(refusal.check());
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, FAILED, e);
      return refused(FAULT);
    }
  }

  private EvaluationAnswer ofPolicies(
      String application, Evaluation question, Function<String, List<String>> headers) {
    ApplicationDecisions policies = new PathDecisions(parts.policies().get().orElseThrow());
    if (!CallerReading.hasCertificate(headers)) {
      return new ApplicationEvaluator(policies, application, parts.known()).answer(question);
    }
    CertifiedCaller caller = parts.callers().read(headers, parts.identities().apply(application));
    if (!caller.id().toString().equals(question.subject().id())) {
      return refused(NOT_CERTIFIED);
    }
    KnownEntities known =
        (type, id) ->
            caller.entity().type().equals(type) && caller.entity().id().equals(id)
                ? Optional.of(caller.entity())
                : parts.known().of(type, id);
    Map<String, Object> context = new LinkedHashMap<>(question.context());
    context.putAll(caller.context());
    return new ApplicationEvaluator(policies, application, known)
        .answer(
            new Evaluation(question.subject(), question.action(), question.resource(), context));
  }

  private static EvaluationAnswer refused(String reason) {
    return new EvaluationAnswer(false, Map.of(REASONS, List.of(reason)), Optional.empty());
  }

  private static List<String> reasons(EvaluationAnswer answer) {
    return answer.context().get(REASONS) instanceof List<?> all
        ? all.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Why everything is denied now; empty if policies decide. */
  private Optional<String> closed() {
    if (!parts.fresh().getAsBoolean()) {
      return Optional.of(CUT_OFF);
    }
    return parts.policies().get().isEmpty() ? Optional.of(NO_POLICIES) : Optional.empty();
  }

  private CheckAnswer guarded(Function<ApplicationDecisions, CheckAnswer> work) {
    try {
      Optional<String> closed = closed();
      return closed.isPresent()
          ? CheckAnswer.denied(closed.get(), Optional.empty())
          : work.apply(parts.policies().get().orElseThrow());
    } catch (ProblemException refusal) {
      return CheckAnswer.denied(refusal.check(), Optional.empty());
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, FAILED, e);
      return CheckAnswer.denied(FAULT, Optional.empty());
    }
  }

  private static CheckAnswer decided(
      ApplicationDecisions policies, ApplicationQuestion question, Optional<String> subject) {
    return switch (policies.decide(question)) {
      case Decision.Permit permit when Set.of(ALERT).containsAll(permit.obligations()) -> {
        if (permit.obligations().contains(ALERT)) {
          LOG.log(
              Level.WARNING,
              "alert application={0} action={1} policies={2}",
              question.application(),
              question.action(),
              String.join(" ", permit.policies()));
        }
        yield new CheckAnswer(true, permit.reasons(), Optional.of(permit.policyVersion()), subject);
      }
      case Decision.Permit permit ->
          new CheckAnswer(false, List.of(OBLIGATION), Optional.of(permit.policyVersion()), subject);
      case Decision.Deny deny ->
          new CheckAnswer(false, deny.reasons(), Optional.of(deny.policyVersion()), subject);
    };
  }

  private static Map<String, Object> context(CheckRequest request, CertifiedCaller caller) {
    Map<String, Object> context = new LinkedHashMap<>(caller.context());
    context.put("method", request.method());
    return context;
  }

  private void book(CheckAnswer verdict, String application, String action, String resource) {
    parts.book().decided(application, verdict.permitted());
    if (!verdict.permitted()) {
      parts
          .book()
          .denied(
              new Denied(
                  application,
                  verdict.subject().orElse("unknown"),
                  action,
                  resource,
                  String.join(" ", verdict.reasons())));
    }
  }
}
