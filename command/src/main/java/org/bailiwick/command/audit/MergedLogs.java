package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Merges several logs in the order of time. Rows of one log keep their order even if the clock of
 * its node was put back.
 */
record MergedLogs(List<LogRows> logs) {
  private static final Comparator<LogRows> EARLIEST = Comparator.comparing(MergedLogs::time);

  /** Passes all rows that the logs have now to the action. */
  void drain(Consumer<JsonObject> action) {
    for (Optional<LogRows> first = first(); first.isPresent(); first = first()) {
      action.accept(first.get().take());
    }
  }

  private Optional<LogRows> first() {
    return logs.stream().filter(log -> log.peek().isPresent()).min(EARLIEST);
  }

  /** The time as text; all are UTC with six decimals, so texts have the order of the times. */
  private static String time(LogRows log) {
    return log.peek().orElseThrow().getString("at");
  }
}
