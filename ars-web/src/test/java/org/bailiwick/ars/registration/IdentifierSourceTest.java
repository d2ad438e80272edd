package org.bailiwick.ars.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class IdentifierSourceTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-11-25T12:00:00.123Z"));
  private final IdentifierSource source = new IdentifierSource(clock, new SecureRandom());

  @Test
  void isAVersionSevenUuidThatBeginsWithTheTime() {
    String identifier = source.next();
    assertThat(identifier).matches("urn:uuid:[0-9a-f-]{36}");
    UUID uuid = UUID.fromString(identifier.substring("urn:uuid:".length()));
    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
  }

  @Test
  void growsWithinAMillisecondAndWhenTheClockGoesBack() {
    List<String> identifiers = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      identifiers.add(source.next());
    }
    clock.move(Duration.ofDays(-1));
    for (int i = 0; i < 5000; i++) {
      identifiers.add(source.next());
    }
    clock.move(Duration.ofDays(2));
    identifiers.add(source.next());
    assertThat(identifiers).isSorted();
    assertThat(new HashSet<>(identifiers)).hasSameSizeAs(identifiers);
  }
}
