package org.bailiwick.command.operator;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.node.audit.ArchiveStatement;

/** The audit log as a running authority gives it to an auditor, page by page. */
record NodeAudit(AuthorityClient authority) implements AuditSource {

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    long next = from;
    while (true) {
      JsonArray rows = authority.get("/v1/audit?from=" + next).getJsonArray("entries");
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
    return pages("archives", 1);
  }

  /** Compared by the node, whose database nobody else reads. */
  @Override
  public Optional<LedgerFindings> ledger(Optional<ArchiveStatement> archived) {
    return Optional.of(
        LedgerFindings.of(authority.get("/v1/audit/differences", AuthorityClient.LONG)));
  }

  /** All of a list whose first one has this number. */
  private List<String> pages(String name, long first) {
    List<String> all = new ArrayList<>();
    while (true) {
      JsonArray page =
          authority
              .get("/v1/audit/%s?from=%d".formatted(name, first + all.size()))
              .getJsonArray(name);
      if (page.isEmpty()) {
        return all;
      }
      page.getValuesAs(JsonString::getString).forEach(all::add);
    }
  }
}
