package org.bailiwick.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StructuredLogTest {
  private final List<LogRecord> records = new ArrayList<>();
  private final Logger logger = Logger.getLogger(StructuredLogTest.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          records.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void writesOneJsonObjectPerLine() {
    StructuredLog log = StructuredLog.of(StructuredLogTest.class);
    log.info("thing.done", Map.of("name", "a\nb {0}"));
    log.warn("thing.odd", Map.of());
    IllegalStateException cause = new IllegalStateException();
    log.fault("thing.failed", Map.of(), cause);
    assertThat(records)
        .extracting(LogRecord::getMessage)
        .containsExactly(
            "{\"event\":\"thing.done\",\"request\":\"none\",\"name\":\"a\\nb {0}\"}",
            "{\"event\":\"thing.odd\",\"request\":\"none\"}",
            "{\"event\":\"thing.failed\",\"request\":\"none\"}");
    assertThat(records)
        .extracting(LogRecord::getLevel)
        .containsExactly(Level.INFO, Level.WARNING, Level.SEVERE);
    assertThat(records.getLast().getThrown()).isSameAs(cause);
  }
}
