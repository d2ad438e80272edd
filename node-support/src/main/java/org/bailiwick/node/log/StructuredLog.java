package org.bailiwick.node.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.settings.Deployment;

/**
 * The node's log for operators: one JSON object per line through {@code java.util.logging}, with
 * event, trust domain, request id of the thread, and further fields. The container's handlers
 * decide where lines go. Callers must not log a token, PIN or key.
 */
public final class StructuredLog {
  private final Logger logger;

  private StructuredLog(Logger logger) {
    this.logger = logger;
  }

  /** The log of one class, whose name an operator uses to set the level. */
  public static StructuredLog of(Class<?> source) {
    return new StructuredLog(Logger.getLogger(source.getName()));
  }

  public void info(String event, Map<String, ?> fields) {
    write(new LogRecord(Level.INFO, ""), event, fields);
  }

  public void warn(String event, Map<String, ?> fields) {
    write(new LogRecord(Level.WARNING, ""), event, fields);
  }

  /** A fault with its cause; the stack trace follows the line. */
  public void fault(String event, Map<String, ?> fields, Throwable cause) {
    LogRecord line = new LogRecord(Level.SEVERE, "");
    line.setThrown(cause);
    write(line, event, fields);
  }

  private void write(LogRecord line, String event, Map<String, ?> fields) {
    if (!logger.isLoggable(line.getLevel())) {
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("event", event);
    Deployment.trustDomain().ifPresent(domain -> members.put("domain", domain));
    members.put("request", RequestContext.currentId());
    members.putAll(fields);
    line.setMessage(JsonText.of(members));
    line.setLoggerName(logger.getName());
    // Without these the record would look for its caller on the stack and name this class.
    line.setSourceClassName(logger.getName());
    line.setSourceMethodName(event);
    logger.log(line);
  }
}
