package org.bailiwick.command.operator;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
    List<String> heads = new ArrayList<>();
    while (true) {
      JsonArray page = authority.get("/v1/audit/heads?from=" + heads.size()).getJsonArray("heads");
      if (page.isEmpty()) {
        return heads;
      }
      page.getValuesAs(JsonString::getString).forEach(heads::add);
    }
  }
}
