package org.bailiwick.master.push;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.PushConfiguration;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.secretstore.SecretStore;

/** Sends one notification, the next of a configuration. */
final class PushSender {

  private static final String MEDIA_TYPE = "application/a2a+json";

  private final Parts parts;
  private final PushSettings settings;
  private final GuardedFetch fetch;

  /** The collaborators of the sender; {@code own} is this trust domain. */
  record Parts(
      JobJournal journal,
      CallerStatus callers,
      Gate gate,
      TrustDomain own,
      TaskNews news,
      SecretStore secrets,
      Clock clock) {}

  PushSender(Parts parts, PushSettings settings, GuardedFetch fetch) {
    this.parts = parts;
    this.settings = settings;
    this.fetch = fetch;
  }

  /** Sends what is next. It ends in bounded time, and never by an exception. */
  PushOutcome send(StoredPush push) {
    try {
      Optional<JobRecord> job = parts.journal().find(push.jobId());
      return job.isEmpty() ? new PushOutcome.Refused("job-unknown") : send(push, job.get());
    } catch (ProblemException refusal) {
      return refusal.type() == ProblemType.POLICY_DENIED
          ? new PushOutcome.Refused(refusal.check())
          : new PushOutcome.Failed(refusal.check());
    } catch (RuntimeException e) {
      return new PushOutcome.Failed("node-fault: " + e.getClass().getSimpleName());
    }
  }

  private PushOutcome send(StoredPush push, JobRecord job) {
    JobOwner owner = job.owner();
    Optional<String> refusal =
        parts.callers().refusal(owner.caller(), owner.principal(), CapabilitySet.of());
    if (refusal.isPresent()) {
      return new PushOutcome.Refused(code(refusal.get()));
    }
    parts
        .gate()
        .require(
            JobQuestion.readJob(
                JobQuestion.Subject.of(owner.caller(), parts.own(), parts.clock().instant()),
                job.jobId(),
                true));
    Optional<StepRecord> next =
        job.steps().stream()
            .filter(step -> step.state() == ExecutionState.DONE)
            .filter(step -> !push.sent().contains(step.stepId()))
            .min(Comparator.comparing(step -> step.endedAt().orElse(Instant.MAX)));
    if (next.isPresent()) {
      return artifact(push, job, next.get().stepId());
    }
    if (!job.state().isFinal()) {
      return new PushOutcome.Nothing();
    }
    return post(push, parts.news().status(job), new PushOutcome.SentEnd());
  }

  private PushOutcome artifact(StoredPush push, JobRecord job, String step) {
    return parts
        .news()
        .artifact(job, step)
        .map(text -> post(push, text, new PushOutcome.SentArtifact(step)))
        .orElseGet(() -> new PushOutcome.NoArtifact(step));
  }

  private PushOutcome post(StoredPush push, String text, PushOutcome sent) {
    if (!push.hasOwnSecret()) {
      return new PushOutcome.Refused("push-secret");
    }
    PushConfiguration configuration = secret(push);
    if (!settings.origins().contains(configuration.origin())) {
      return new PushOutcome.Refused("push-origin");
    }
    fetch.deliver(
        configuration.url(),
        settings.origins(),
        settings.tlsAnchors(),
        new GuardedFetch.Post(text, configuration.headers(MEDIA_TYPE)));
    return sent;
  }

  private PushConfiguration secret(StoredPush push) {
    byte[] secret = parts.secrets().secretOrDecoy(Optional.of(push.secretName()));
    try {
      return PushConfiguration.ofSecret(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The check, without whom it is about. */
  private static String code(String reason) {
    int end = reason.indexOf(": ");
    return end < 0 ? reason : reason.substring(0, end);
  }
}
