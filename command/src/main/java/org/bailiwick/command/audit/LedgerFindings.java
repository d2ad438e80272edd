package org.bailiwick.command.audit;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.aca.comparison.LedgerComparison;

/**
 * The result of the comparison of ledger and audit log: a line for each row in which they differ.
 *
 * @param open differences that no officer has accepted
 * @param accepted differences that an officer has accepted
 */
record LedgerFindings(List<String> open, List<String> accepted) {

  static LedgerFindings of(LedgerComparison.Result result) {
    return new LedgerFindings(
        result.open().stream().map(Object::toString).toList(),
        result.accepted().stream().map(Object::toString).toList());
  }

  /** Reads the running node's answer. */
  static LedgerFindings of(JsonObject answer) {
    return new LedgerFindings(
        lines(answer.getJsonArray("differences")), lines(answer.getJsonArray("accepted")));
  }

  private static List<String> lines(JsonArray rows) {
    return rows.getValuesAs(JsonObject.class).stream()
        .map(row -> row.getString("row") + " " + row.getString("what"))
        .toList();
  }

  boolean isIntact() {
    return open.isEmpty();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    open.forEach(each -> lines.add("DIFFERS: " + each));
    accepted.forEach(each -> lines.add("accepted: " + each));
    if (open.isEmpty()) {
      lines.add("ledger and audit log agree");
    }
    return lines;
  }
}
