package org.bailiwick.node.audit;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Keeps every {@link Instant} of an entity in a {@code timestamp(6)} column as UTC, to the
 * microsecond. A column with time zone is not used, because EclipseLink cannot read such a column
 * of H2 back as an instant.
 */
@Converter(autoApply = true)
public class InstantColumn implements AttributeConverter<Instant, LocalDateTime> {

  /**
   * EclipseLink passes every time to JDBC as a {@code java.sql.Timestamp}, which cannot hold the
   * hour that a zone skips in spring: 02:30 UTC would be stored as 03:30. So a node with a database
   * needs a time zone with a fixed offset.
   *
   * @throws IllegalStateException when the zone has no fixed offset
   */
  public static void requireFixedOffset(ZoneId zone) {
    if (!zone.getRules().isFixedOffset()) {
      throw new IllegalStateException(
          "Times cannot be stored exactly in the time zone "
              + zone
              + "; start the Java virtual machine with -Duser.timezone=UTC");
    }
  }

  /** The instant as the column stores it; callers compare and hash only such values. */
  public static Instant stored(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public LocalDateTime convertToDatabaseColumn(Instant instant) {
    return instant == null ? null : LocalDateTime.ofInstant(stored(instant), ZoneOffset.UTC);
  }

  @Override
  public Instant convertToEntityAttribute(LocalDateTime column) {
    return column == null ? null : column.toInstant(ZoneOffset.UTC);
  }
}
