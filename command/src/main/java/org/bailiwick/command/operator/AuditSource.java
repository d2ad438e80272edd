package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/** Where an audit log is read from: a running node, its database, or an export. */
interface AuditSource {

  /** Every row from this one on, in order; rows are counted from 1. */
  void rows(long from, Consumer<JsonObject> action);

  /** The signed heads, oldest first. */
  List<String> heads();

  /** The signed statements of what left for archives, oldest first. */
  List<String> archives();
}
