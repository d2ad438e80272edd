package org.bailiwick.injector.admission;

import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.injector.admission.AdmissionCounts.Outcome;
import org.bailiwick.injector.pod.PodVerdict;
import org.bailiwick.injector.pod.SidecarPlanner;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.node.json.JsonText;

/** Answers an API server's questions about pods. */
public final class PodAdmissions {
  private static final int OK = 200;
  private static final String JSON = "application/json";

  /** Names of objects, and what a name that is still to be made begins with. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");

  private final Supplier<InjectionPolicy> policy;
  private final AdmissionCounts counts;
  private final Consumer<String> log;

  /**
   * Answers by the policy that is in use at each question.
   *
   * @param log gets a line for each question
   */
  public PodAdmissions(
      Supplier<InjectionPolicy> policy, AdmissionCounts counts, Consumer<String> log) {
    this.policy = policy;
    this.counts = counts;
    this.log = log;
  }

  /** The answer to the body of a request; never a failure. */
  public AdmissionAnswer answer(byte[] body) {
    try {
      ReviewRequest review = ReviewRequest.read(body);
      PodVerdict verdict = verdict(review);
      record(review, verdict);
      return new AdmissionAnswer(OK, JSON, ReviewAnswer.of(review.uid(), verdict));
    } catch (ProblemException e) {
      return refusal(e, Outcome.UNREADABLE);
    } catch (RuntimeException e) {
      // The type alone: a message of a library may repeat what was sent.
      log.accept("admission=failed fault=" + e.getClass().getName());
      return refusal(
          new ProblemException(
              ProblemType.INTERNAL, "admission", "The admission could not be decided.", e),
          Outcome.FAILED);
    }
  }

  /** The answer to a request that cannot be read. */
  public AdmissionAnswer refused(ProblemException problem) {
    return refusal(problem, Outcome.UNREADABLE);
  }

  private PodVerdict verdict(ReviewRequest review) {
    if (!review.isNewPod()) {
      return new PodVerdict.Left("no-new-pod");
    }
    if (review.pod().isEmpty()) {
      return new PodVerdict.Refused("pod-form", "The object is no Pod of v1.");
    }
    if (!InjectionPolicy.isNamespace(review.text("namespace"))) {
      return new PodVerdict.Refused("pod-form", "The request names no namespace.");
    }
    return new SidecarPlanner(policy.get())
        .plan(review.pod().orElseThrow(), review.text("namespace"));
  }

  private void record(ReviewRequest review, PodVerdict verdict) {
    Outcome outcome =
        switch (verdict) {
          case PodVerdict.Patched patched -> Outcome.INJECTED;
          case PodVerdict.Left left -> Outcome.LEFT;
          case PodVerdict.Warned warned -> Outcome.WARNED;
          case PodVerdict.Refused refused -> Outcome.REFUSED;
        };
    String reason =
        switch (verdict) {
          case PodVerdict.Patched patched -> " operations=" + patched.patch().size();
          case PodVerdict.Left left -> " reason=" + left.reason();
          case PodVerdict.Warned warned -> " check=" + warned.check();
          case PodVerdict.Refused refused -> " check=" + refused.check();
        };
    counts.count(outcome);
    log.accept(
        "admission="
            + outcome.name().toLowerCase(Locale.ROOT)
            + reason
            + " namespace="
            + shown(review.text("namespace"))
            + " pod="
            + shown(review.podName())
            + " uid="
            + review.uid());
  }

  private static String shown(String name) {
    return NAME.matcher(name).matches() ? name : "?";
  }

  private AdmissionAnswer refusal(ProblemException e, Outcome outcome) {
    counts.count(outcome);
    URI instance = URI.create("urn:uuid:" + UUID.randomUUID());
    log.accept("admission=unread check=" + e.check() + " instance=" + instance);
    return new AdmissionAnswer(
        e.type().status(), Problem.MEDIA_TYPE, JsonText.of(e.problem(instance).members()));
  }
}
