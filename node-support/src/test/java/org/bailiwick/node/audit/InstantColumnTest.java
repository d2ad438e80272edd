package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class InstantColumnTest {
  private final InstantColumn column = new InstantColumn();

  @Test
  void keepsUtcToTheMicrosecond() {
    Instant instant = Instant.parse("2028-02-29T23:59:59.999999999Z");
    LocalDateTime stored = column.convertToDatabaseColumn(instant);
    assertThat(stored).hasToString("2028-02-29T23:59:59.999999");
    assertThat(column.convertToEntityAttribute(stored)).isEqualTo(InstantColumn.stored(instant));
  }

  @Test
  void refusesZonesThatSkipAnHour() {
    assertThatCode(() -> InstantColumn.requireFixedOffset(ZoneId.of("UTC")))
        .doesNotThrowAnyException();
    assertThatCode(() -> InstantColumn.requireFixedOffset(ZoneId.of("+05:30")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> InstantColumn.requireFixedOffset(ZoneId.of("Europe/Berlin")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("-Duser.timezone=UTC");
  }
}
