package org.bailiwick.master.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.lease.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  @Test
  void deletesOldLeasesOfJobsOnly(@TempDir Path folder) {
    try (MasterRig rig = new MasterRig(folder)) {
      Lease leases = new Lease(rig.writer, "node", rig.clock);
      leases.tryAcquire("job/1", Duration.ofSeconds(15));
      leases.tryAcquire("other", Duration.ofSeconds(15));
      rig.clock.move(Duration.ofHours(2));
      leases.tryAcquire("job/2", Duration.ofSeconds(15));
      new Retention(rig.ledger, rig.writer).run(rig.clock.instant());
      assertThat(rig.leaseNames()).containsExactlyInAnyOrder("writer", "other", "job/2");
    }
  }
}
