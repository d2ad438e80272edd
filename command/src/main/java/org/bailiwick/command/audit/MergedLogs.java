package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Several logs as one, in the order of time. Rows of one log keep their order, whatever the clock
 * of its node did.
 */
record MergedLogs(List<LogRows> logs) {
  private static final Comparator<LogRows> EARLIEST = Comparator.comparing(MergedLogs::time);

  /** Gives every row that is there now to the action. */
  void drain(Consumer<JsonObject> action) {
    for (Optional<LogRows> first = first(); first.isPresent(); first = first()) {
      action.accept(first.get().take());
    }
  }

  private Optional<LogRows> first() {
    return logs.stream().filter(log -> log.peek().isPresent()).min(EARLIEST);
  }

  /** All are UTC with six decimals, so that texts compare as times do. */
  private static String time(LogRows log) {
    return log.peek().orElseThrow().getString("at");
  }
}
