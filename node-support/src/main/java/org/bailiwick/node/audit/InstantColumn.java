package org.bailiwick.node.audit;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Keeps an {@link Instant} in a {@code timestamp(6)} column as UTC, to the microsecond. For every
 * entity of every module: {@code @Convert(converter = InstantColumn.class)}. A column with time
 * zone is not used because H2's cannot be read back as an instant through EclipseLink.
 */
@Converter
public class InstantColumn implements AttributeConverter<Instant, LocalDateTime> {

  /** The precision of the column; compare and hash values only after this. */
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
