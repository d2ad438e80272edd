package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/** The audit log of a running registry or Master Agent, of which nothing leaves for archives. */
record DomainAudit(NodeAudit log) implements AuditSource {

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    log.rows(from, action);
  }

  @Override
  public List<String> heads() {
    return log.heads();
  }

  @Override
  public List<String> archives() {
    return List.of();
  }
}
