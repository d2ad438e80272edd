package org.bailiwick.command.audit;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.node.audit.ArchiveStatement;

/**
 * The audit log of one component, read from its running node page by page. Only the authority has
 * archives and a ledger.
 */
record NodeAudit(OperatorClient node, Component component) implements AuditSource {

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    long next = from;
    while (true) {
      JsonArray rows = node.get("/v1/audit?from=" + next).getJsonArray("entries");
      if (rows.isEmpty()) {
        return;
      }
      for (JsonObject row : rows.getValuesAs(JsonObject.class)) {
        action.accept(row);
        next = row.getJsonNumber("seq").longValueExact() + 1;
      }
    }
  }

  @Override
  public List<String> heads() {
    return pages("heads", 0);
  }

  @Override
  public List<String> archives() {
    return component == Component.AUTHORITY ? pages("archives", 1) : List.of();
  }

  /** The node compares ledger and log, since only the node reads its database. */
  @Override
  public Optional<LedgerFindings> ledger(Optional<ArchiveStatement> archived) {
    return component == Component.AUTHORITY
        ? Optional.of(LedgerFindings.of(node.get("/v1/audit/differences", OperatorClient.LONG)))
        : Optional.empty();
  }

  /** All items of a list that is numbered from {@code first}. */
  private List<String> pages(String name, long first) {
    List<String> all = new ArrayList<>();
    while (true) {
      JsonArray page =
          node.get("/v1/audit/%s?from=%d".formatted(name, first + all.size())).getJsonArray(name);
      if (page.isEmpty()) {
        return all;
      }
      page.getValuesAs(JsonString::getString).forEach(all::add);
    }
  }
}
