package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;

/** The rows of audit logs for other commands than those of the log itself. */
public final class RecordedRows {
  private RecordedRows() {}

  /** The rows in a file that {@code audit read} or {@code ca audit export} has written. */
  public static void ofFile(Path file, Consumer<JsonObject> action) {
    new ExportedAudit(file).rows(1, action);
  }

  /**
   * The rows of a running node, in their order, until the present end of its log.
   *
   * @param request only the rows of this request; empty for all
   */
  public static void ofNode(
      OperatorClient node,
      Component component,
      Optional<String> request,
      Consumer<JsonObject> action) {
    LogRows rows = LogRows.of(component, node, request, 1);
    while (rows.peek().isPresent()) {
      action.accept(rows.take());
    }
  }
}
