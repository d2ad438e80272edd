package org.bailiwick.node.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.valuetype.TypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedCatalogueTest {
  private static final TypeName BOOKING = TypeName.parse("booking@1");

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();

  @Test
  void followsTheFolderWithinTwoSeconds() throws IOException {
    WatchedCatalogue watched = new WatchedCatalogue(folder.resolve("catalogue"), clock);
    assertThat(watched.current().find(BOOKING)).isEmpty();
    Path types = Files.createDirectories(folder.resolve("catalogue/types"));
    Path booking = types.resolve("booking@1.json");
    Files.writeString(booking, "{\"type\":\"booking@1\",\"schema\":{\"type\":\"object\"}}");
    assertThat(watched.current().find(BOOKING)).isEmpty();
    clock.move(Duration.ofSeconds(2));
    assertThat(watched.current().find(BOOKING)).isPresent();
    assertThat(watched.current()).isSameAs(watched.current());

    Files.writeString(booking, "{");
    clock.move(Duration.ofSeconds(2));
    assertThat(watched.current().find(BOOKING)).isEmpty();
    assertThat(watched.current().faults()).containsKey("types/booking@1.json");
  }

  @Test
  void aClockThatWasAheadKeepsNothing() throws IOException {
    WatchedCatalogue watched = new WatchedCatalogue(folder, clock);
    clock.move(Duration.ofDays(1));
    watched.current();
    Path types = Files.createDirectories(folder.resolve("types"));
    Files.writeString(types.resolve("booking@1.json"), "{\"type\":\"booking@1\",\"schema\":{}}");
    clock.move(Duration.ofDays(-1));
    assertThat(watched.current().find(BOOKING)).isPresent();
  }
}
