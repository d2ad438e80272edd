package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the decision on a step: its row, what it knows, and that it is durable before the call. */
class StepDecisionTest {
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.listAgents();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void noTokenReachesAnAgentBeforeItsRowIsDurable() {
    List<String> durable = new CopyOnWriteArrayList<>();
    reader.does(
        exchange -> {
          rig.master.audit().forEach(row -> durable.add(row.event()));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    assertThat(rig.finished(rig.runner(), rig.accept(ONE_STEP)).state())
        .isEqualTo(ExecutionState.DONE);
    assertThat(durable).contains("step.decided", "step.released");
  }

  @Test
  void knowsOwnerAndAttestationOfTheCallerAndNotHowItAuthenticated() {
    rig.finished(rig.runner(), rig.accept(ONE_STEP));
    AuditRow row =
        rig.master.audit().stream()
            .filter(each -> each.event().equals("step.decided"))
            .findFirst()
            .orElseThrow();
    assertThat(row.details().replace("\\", ""))
        .contains("\"owner\":\"Finance Department\"")
        .contains("\"status\":\"affirming\"")
        .contains("\"caller_kind\":\"agent\"")
        .contains("\"policies\":\"step-to-listed-agent\"")
        .doesNotContain("authenticated_by");
  }
}
