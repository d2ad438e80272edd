package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the operator's catalogue does to jobs at their intake. */
class CataloguedJobTest {
  @TempDir Path folder;
  private MasterRig rig;
  private TestAgent reader;
  private TestCatalogue files;
  private JobIntake intake;
  private Caller caller;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = new TestAgent(rig.ca, "invoice-reader", "invoice.parse@1", "fx.rates@1");
    TestAgent.list(rig, reader);
    files =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("page@1", "{\"required\":[\"page\"]}")
            .entry("invoice.parse@1", "page@1", "any@1");
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            3,
            100,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 40_000));
    intake =
        new JobIntake(
            IdleRunner.parts(rig, rig.gate, files.read(rig.clock)),
            IdleRunner.of(rig),
            limits,
            rig.records,
            new TextShares(1 << 20));
    VerifiedPeer peer = rig.foreign(rig.partner.buyer);
    TokenRecord token = rig.accessToken("token-1", peer, "invoice.parse@1 fx.rates@1");
    caller =
        new Caller(
            CallerIdentity.of(peer),
            Optional.of(TestTokens.ALICE),
            Set.of("mtls", "access-token"),
            Optional.of(TestTokens.access(token, peer, TestTokens.ALICE)));
  }

  @AfterEach
  void stop() {
    reader.close();
    rig.close();
  }

  private static String job(String capability, String more) {
    return "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"%s\"%s}]}"
        .formatted(capability, more);
  }

  private void refuses(String body, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, body, Optional.empty()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  @Test
  void acceptsACataloguedCapabilityWithAnInputOfItsType() {
    String job =
        intake.accept(caller, job("invoice.parse@1", ",\"input\":{\"page\":1}"), Optional.empty());
    assertThat(rig.journal.unfinished()).containsExactly(job);
  }

  /** R41: what undoes the job is done with the job's scope, so the caller must have it. */
  @Test
  void refusesAJobWhoseCallerMayNotHaveItUndone() {
    files.entry("invoice.parse@1", "page@1", "any@1", ",\"compensated_by\":\"invoice.forget@1\"");
    files.entry("invoice.forget@1");
    rig.clock.move(Duration.ofSeconds(2));
    TestAgent.list(rig, reader);
    refuses(
        job("invoice.parse@1", ",\"input\":{\"page\":1}"),
        ProblemType.INSUFFICIENT_SCOPE,
        "scope-does-not-cover-job");
  }

  @Test
  void refusesCapabilitiesWithoutEntry() {
    refuses(job("fx.rates@1", ""), ProblemType.JOB_NOT_ACCEPTABLE, "capability-not-catalogued");
    refuses(
        job("invoice.parse@1", ",\"input\":{\"page\":1},\"delegates\":[\"fx.rates@1\"]"),
        ProblemType.JOB_NOT_ACCEPTABLE,
        "capability-not-catalogued");
  }

  @Test
  void refusesAnInputOfAnotherType() {
    refuses(job("invoice.parse@1", ""), ProblemType.JOB_NOT_ACCEPTABLE, "input-type-mismatch");
  }

  @Test
  void refusesAJobWhileItsEntryHasAFault() {
    files.write("invoice.parse@1.json", "{");
    rig.clock.move(Duration.ofSeconds(2));
    TestAgent.list(rig, reader);
    refuses(
        job("invoice.parse@1", ",\"input\":{\"page\":1}"),
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "catalogue-entry-faulty");
  }
}
