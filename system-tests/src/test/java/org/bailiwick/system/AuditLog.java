package org.bailiwick.system;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The authority's audit log. */
public final class AuditLog {
  private AuditLog() {}

  /** The whole of it by pages, as an auditor reads it. */
  public static List<JsonObject> rows(Nodes nodes, Wire wire) {
    List<JsonObject> rows = new ArrayList<>();
    while (true) {
      Call page =
          Call.get(nodes.authority("/v1/audit?from=" + (rows.size() + 1)))
              .as(nodes.operator("auditor-1"));
      List<JsonObject> more =
          wire.send(page)
              .expecting(200)
              .json()
              .getJsonArray("entries")
              .getValuesAs(JsonObject.class);
      if (more.isEmpty()) {
        return rows;
      }
      rows.addAll(more);
    }
  }
}
