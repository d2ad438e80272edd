package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestDomainCaller;
import org.bailiwick.master.workflow.JobRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that names a domain needs a partner that takes it, and no agent of this domain. */
class AvailabilityTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\","
          + "\"domain\":\"other.example\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private Availability availability;
  private boolean notHeard;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    availability =
        new Availability(
            rig.inventory,
            new AssetCallers(
                null, TestDomainCaller.of(rig, folder.resolve("own-agent")), domain -> notHeard));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void describe(String capability) {
    rig.otherPartner.takeGrants(
        ("{\"audience\":\"https://as.other.example\",\"scopes\":{\"%s\":\"word\"},\"jobs\":"
                + "{\"uri\":\"https://o.example/v1/jobs\",\"token_endpoint\":\"https://o.example/t\"}}")
            .formatted(capability));
    rig.clock.move(Duration.ofSeconds(3));
  }

  private void require() {
    TestInventory.list(rig.inventory, List.of());
    availability.requireAll(rig.plans.check(JobRequest.parse(JOB).steps()));
  }

  private void refuses(ProblemType type, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, this::require);
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
  }

  /** Threat 50: nobody knows whom the other domain has revoked. */
  @Test
  void theRegistryMustHaveBeenHeardOfIfThereIsAnAgreement() {
    describe("invoice.parse@1");
    rig.ca.agent("master", "job.post@1").writeTo(folder.resolve("own-agent"));
    assertThatCode(this::require).doesNotThrowAnyException();
    notHeard = true;
    refuses(ProblemType.JOB_NOT_ACCEPTABLE, "domain-not-heard");
  }

  @Test
  void thePartnerMustTakeJobsAndHaveAWordForTheStep() {
    refuses(ProblemType.JOB_NOT_ACCEPTABLE, "domain-not-callable");
    describe("fx.rates@1");
    refuses(ProblemType.JOB_NOT_ACCEPTABLE, "scope-untranslated");
    describe("invoice.parse@1");
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "own-agent-unreadable");
    rig.ca.agent("master", "job.post@1").writeTo(folder.resolve("own-agent"));
    require();
  }
}
