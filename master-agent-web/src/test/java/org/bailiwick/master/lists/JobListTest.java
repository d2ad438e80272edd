package org.bailiwick.master.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobListTest {
  private static final String OTHER = "spiffe://other.example/agent/buyer";

  private ListRig rig;
  private JobList jobs;

  @BeforeEach
  void start(@TempDir Path folder) {
    rig = new ListRig(folder);
    jobs = new JobList(rig.rig.store());
    rig.token("access", "", "access", "");
    rig.job("j1", ListRig.BUYER, "done", "08:00:01");
    rig.job("j2", OTHER, "running", "08:00:02");
    rig.job("j3", ListRig.BUYER, "failed", "08:00:02");
    rig.job("j4", ListRig.BUYER, "running", "08:00:02");
    rig.job("j5", ListRig.BUYER, "done", "08:00:03");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void listsEachJobOnceNewestFirstAlsoThoseOfOneSecond() {
    for (int size = 1; size <= 6; size++) {
      assertThat(ids(size)).as("pages of " + size).containsExactly("j5", "j4", "j3", "j2", "j1");
    }
  }

  @Test
  void selectsByCallerStateAndTime() {
    assertThat(ids(2, "caller", OTHER)).containsExactly("j2");
    assertThat(ids(2, "state", "done")).containsExactly("j5", "j1");
    assertThat(ids(2, "caller", ListRig.BUYER)).containsExactly("j5", "j4", "j3", "j1");
    assertThat(ids(1, "caller", ListRig.BUYER, "state", "running")).containsExactly("j4");
    assertThat(ids(1, "since", "2026-11-29T08:00:02Z")).containsExactly("j5", "j4", "j3", "j2");
    assertThat(ids(1, "caller", OTHER, "since", "2026-11-29T08:00:03Z")).isEmpty();
    assertThat(ids(1, "caller", "' or 1=1 --")).isEmpty();
  }

  @Test
  void tellsOfAJobNeitherInputNorCredential() {
    Map<String, Object> newest = rig.read(jobs, 1).getFirst();
    assertThat(newest)
        .containsOnlyKeys("id", "state", "caller", "principal", "purpose", "created_at", "deadline")
        .containsEntry("state", "done")
        .containsEntry("caller", ListRig.BUYER)
        .containsEntry("created_at", "2026-11-29T08:00:03Z");
    assertThat(rig.page(jobs, Map.of())).doesNotContain("input-of-the-job", "certificate");
  }

  @Test
  void noJobWaits() {
    assertThatThrownBy(() -> ids(1, "state", "waiting"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("list-filter-value"));
  }

  private List<Object> ids(int size, String... filters) {
    return rig.read(jobs, size, filters).stream().map(job -> job.get("id")).toList();
  }
}
