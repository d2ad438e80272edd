package org.bailiwick.master.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private long elapsed;

  @Test
  void deletesOldLeasesOfJobsOnly(@TempDir Path folder) {
    try (MasterRig rig = new MasterRig(folder)) {
      Lease leases = new Lease(rig.writer, "node", rig.clock);
      leases.tryAcquire("job/1", Duration.ofSeconds(15));
      leases.tryAcquire("other", Duration.ofSeconds(15));
      SteadyTime time = new SteadyTime(rig.clock, () -> elapsed);
      pass(rig, Duration.ofHours(2));
      leases.tryAcquire("job/2", Duration.ofSeconds(15));
      new Retention(rig.ledger, rig.domainKeys, rig.writer, time).run();
      assertThat(rig.leaseNames()).containsExactlyInAnyOrder("writer", "other", "job/2");
    }
  }

  @Test
  void aClockThatIsAheadDeletesNothingEarly(@TempDir Path folder) {
    try (MasterRig rig = new MasterRig(folder)) {
      SteadyTime time = new SteadyTime(rig.clock, () -> elapsed);
      new Lease(rig.writer, "node", rig.clock).tryAcquire("job/1", Duration.ofSeconds(15));
      rig.clock.move(Duration.ofDays(30));
      new Retention(rig.ledger, rig.domainKeys, rig.writer, time).run();
      assertThat(rig.leaseNames()).contains("job/1");
    }
  }

  private void pass(MasterRig rig, Duration time) {
    rig.clock.move(time);
    elapsed += time.toNanos();
  }
}
