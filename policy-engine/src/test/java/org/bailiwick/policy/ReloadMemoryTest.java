package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests that what replaced policies hold in Cedar's native library is given back. */
class ReloadMemoryTest {
  private static final int POLICIES = 250;
  private static final int RELOADS = 24;

  /**
   * Half of what the sets of 24 reloads hold in the library if nothing is given back (6.5 KiB
   * each).
   */
  private static final long MOST_GROWTH_KIB = 20_000;

  @TempDir private Path home;

  @Test
  @EnabledOnOs(OS.LINUX)
  void replacedPoliciesGiveTheirMemoryBack() throws Exception {
    TestFolder folder = ShopFolder.of(home, POLICIES);
    CedarDecisionPoint point = CedarDecisionPoint.load(folder.path());
    reload(folder, point, 2, RELOADS / 3);
    long before = residentKib();
    reload(folder, point, 2 + RELOADS / 3, RELOADS);
    assertThat(residentKib() - before).isLessThan(MOST_GROWTH_KIB);
  }

  private static void reload(TestFolder folder, CedarDecisionPoint point, int from, int count)
      throws InterruptedException {
    for (int version = from; version < from + count; version++) {
      folder.seal(version);
      point.reload();
      for (int i = 0; i < POLICIES; i++) {
        point.decide(
            new CedarDecisionPoint.ApplicationAction("shop", "read"),
            new Entity("User", "u", Map.of("level", 5L)),
            Entity.of("Record", "r" + i),
            Map.of());
      }
    }
    for (int i = 0; i < 3; i++) {
      System.gc(); // the library frees a set when the collector has found it unreachable
      Thread.sleep(100);
    }
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
