package org.bailiwick.master.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.planledger.PlanOrigin;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.writer.UnitOfWork;

/** Stores jobs as {@code JobIntake} does, without a request. */
public final class TestJobs {

  private TestJobs() {}

  /** Stores a job of this caller with an access token of its own, and returns its id. */
  public static String accept(MasterRig rig, String id, TestLeaf caller, String body) {
    return accept(rig, new Posted(id, caller, body, Optional.empty()));
  }

  /** A job as its caller posted it, with the id that it gets. */
  public record Posted(String id, TestLeaf caller, String body, Optional<String> key) {}

  /** The same for a job that may have an Idempotency-Key. */
  public static String accept(MasterRig rig, Posted posted) {
    return accept(rig, posted, UnitOfWork.none());
  }

  /** The same with the lease of the process that is going to execute the job. */
  public static String accept(MasterRig rig, Posted posted, UnitOfWork lease) {
    Workflow workflow = rig.plans.check(JobRequest.parse(posted.body()).steps());
    TokenOrigin granted = granted(rig, posted.caller());
    TokenRecord access = token(rig, TokenKind.ACCESS, granted, workflow.scope());
    rig.writer.commit(rig.ledger.insertion(access));
    return accept(rig, posted, access, lease);
  }

  /** The same under this access token, which is stored. */
  public static String accept(MasterRig rig, Posted posted, TokenRecord access, UnitOfWork lease) {
    String id = posted.id();
    TestLeaf caller = posted.caller();
    JobRequest request = JobRequest.parse(posted.body());
    Workflow workflow = rig.plans.check(request.steps());
    TokenOrigin origin = TokenOrigin.of(access.jti(), access.origin().caller());
    TokenRecord root =
        within(
            new StepContext(id, Optional.empty()),
            token(rig, TokenKind.JOB, origin, workflow.scope()));
    JobOwner owner = owner(caller);
    rig.journal.accept(
        new NewJob(id, UUID.randomUUID().toString(), owner, request, root, posted.key())
            .with(rig.plans.sign(id, PlanOrigin.ofCaller(owner.caller().name()), workflow)),
        new JobBounds(Integer.MAX_VALUE, Long.MAX_VALUE),
        lease);
    return id;
  }

  /** This caller on behalf of one principal, to whom its jobs belong. */
  public static JobOwner owner(TestLeaf caller) {
    return new JobOwner(
        TestCallers.of(caller.certificate()),
        "https://as." + caller.id().trustDomain().name() + "#alice");
  }

  /** The origin of an access token of this caller. */
  public static TokenOrigin granted(MasterRig rig, TestLeaf caller) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return TokenOrigin.of(
        new GrantOrigin(
            "i", UUID.randomUUID().toString(), "00", Optional.of("00"), "{}", "i#alice", now, now),
        TestCallers.of(caller.certificate()));
  }

  /** A token for an hour, of no job, which is not stored. */
  public static TokenRecord token(
      MasterRig rig, TokenKind kind, TokenOrigin origin, CapabilitySet scope) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new TokenRecord(
        UUID.randomUUID().toString(),
        kind,
        origin,
        Optional.empty(),
        Optional.empty(),
        scope,
        new TokenLifetime(now, now.plus(Duration.ofHours(1))),
        Optional.empty());
  }

  /** The same token, for this job and step. */
  public static TokenRecord within(StepContext context, TokenRecord token) {
    return new TokenRecord(
        token.jti(),
        token.kind(),
        token.origin(),
        token.holder(),
        Optional.of(context),
        token.scope(),
        token.lifetime(),
        token.sha256());
  }
}
