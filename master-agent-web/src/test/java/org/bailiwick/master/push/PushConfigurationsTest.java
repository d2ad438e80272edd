package org.bailiwick.master.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.PushConfiguration;
import org.bailiwick.master.journal.JobRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushConfigurationsTest {
  private static final String SECRET = "\"token\":\"t-1\"";

  @TempDir private Path folder;
  private PushRig rig;
  private PushConfigurations configurations;

  @BeforeEach
  void start() {
    rig = new PushRig(folder);
    configurations = rig.configurations();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static ProblemException refusal(ThrowingCallable work) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, work);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  @Test
  void aClientReadsWhatItHasAskedForButNoSecret() {
    JobRecord job = rig.job();
    String basic = "\"authentication\":{\"scheme\":\"Basic\",\"credentials\":\"dTpw\"}";
    String created = configurations.create(job, rig.wanted("/a?k", "\"id\":\"c\"", SECRET, basic));
    assertThat(created)
        .isEqualTo(
            "{\"id\":\"c\",\"taskId\":\"%s\",\"url\":\"%s\",\"authentication\":{\"scheme\":\"Basic\"}}"
                .formatted(job.jobId(), rig.server.at("/a?k")));
    assertThat(configurations.find(job, "c")).contains(created);
    assertThat(configurations.list(job)).containsExactly(created);
    assertThat(configurations.find(job, "d")).isEmpty();
    assertThat(configurations.list(rig.job())).isEmpty();
  }

  /** Threat: who reads the database learns where clients are told and what they know us by. */
  @Test
  void urlAndCredentialsAreStoredWrappedOnly() {
    JobRecord job = rig.job();
    configurations.create(job, rig.wanted("/hook/key-1", SECRET));
    String rows =
        rig.master.column("select cast(wrapped as varchar) || secret_name from wrapped_secret")
            + String.valueOf(
                rig.master.column(
                    "select push_id || owner || target || origin || secret_name || sent_steps"
                        + " from push_configuration"))
            + rig.audit("push-configuration.created");
    assertThat(rows).contains(rig.origin().toString()).doesNotContain("key-1", "t-1", "hook");
  }

  @Test
  void nothingIsKeptWhereNobodyIsTold() {
    JobRecord job = rig.job();
    PushConfigurations off = TestPushes.off(rig.master);
    ProblemException refusal = refusal(() -> off.create(job, rig.wanted("/a")));
    assertThat(refusal.extensions()).containsEntry("reason", "PUSH_NOTIFICATION_NOT_SUPPORTED");
    assertThat(rig.rows("push_configuration")).isZero();
  }

  /** Threat 53: a caller has the node call a host of its choice. */
  @Test
  void onlyAListedOriginMayBeNamed() {
    JobRecord job = rig.job();
    for (String url :
        List.of(
            "https://other.example/a",
            "https://127.0.0.1:" + (rig.server.port() + 1) + "/a",
            "https://localhost:" + rig.server.port() + "/a",
            "https://169.254.169.254/latest")) {
      PushConfiguration wanted =
          PushConfiguration.read(MessageMembers.of("The request", "{\"url\":\"" + url + "\"}"));
      ProblemException refusal = refusal(() -> configurations.create(job, wanted));
      assertThat(refusal.check()).as(url).isEqualTo("a2a-push-origin");
      assertThat(refusal.extensions()).containsEntry("reason", "INVALID_PARAMS");
    }
    assertThat(rig.rows("wrapped_secret")).isZero();
  }

  @Test
  void aNameIsTakenOnceAndAMessageThatIsSentAgainChangesNothing() {
    JobRecord job = rig.job();
    configurations.create(job, rig.wanted("/a", "\"id\":\"c\""));
    assertThat(refusal(() -> configurations.create(job, rig.wanted("/b", "\"id\":\"c\""))).check())
        .isEqualTo("a2a-push-id-taken");
    configurations.keep(job, rig.wanted("/a"));
    configurations.keep(job, rig.wanted("/a"));
    assertThat(configurations.find(job, job.jobId())).isPresent();
    assertThat(rig.rows("push_configuration")).isEqualTo(2);
    assertThat(rig.rows("wrapped_secret")).isEqualTo(2);
  }

  @Test
  void aTaskAndACallerHaveABoundedNumber() {
    JobRecord job = rig.job();
    for (int each = 0; each < PushConfigurations.OF_TASK; each++) {
      configurations.create(job, rig.wanted("/a"));
    }
    ProblemException ofTask = refusal(() -> configurations.create(job, rig.wanted("/a")));
    assertThat(ofTask.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    JobRecord next = rig.job();
    configurations.create(next, rig.wanted("/a"));
    configurations.create(next, rig.wanted("/a"));
    ProblemException ofCaller = refusal(() -> configurations.create(next, rig.wanted("/a")));
    assertThat(ofCaller.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    configurations.create(rig.job(rig.master.otherPartner.buyer), rig.wanted("/a"));
    assertThat(rig.rows("wrapped_secret")).isEqualTo(8);
  }

  @Test
  void aDeletedConfigurationIsGoneWithItsSecret() {
    JobRecord job = rig.job();
    configurations.create(job, rig.wanted("/a", "\"id\":\"c\""));
    configurations.delete(job, "c");
    configurations.delete(job, "c");
    assertThat(configurations.find(job, "c")).isEmpty();
    assertThat(rig.rows("wrapped_secret")).isZero();
    assertThat(rig.audit("push-configuration.deleted")).hasSize(1);
  }
}
