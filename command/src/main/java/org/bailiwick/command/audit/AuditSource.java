package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.node.audit.ArchiveStatement;

/** The source of an audit log: a running node, its database, or an export. */
interface AuditSource {

  /** Every row from this one on, in order; rows are counted from 1. */
  void rows(long from, Consumer<JsonObject> action);

  /** The signed heads, oldest first. */
  List<String> heads();

  /**
   * Compares the ledger with the log; empty if the source has no ledger.
   *
   * @param archived the newest valid statement of an archive
   */
  default Optional<LedgerFindings> ledger(Optional<ArchiveStatement> archived) {
    return Optional.empty();
  }

  /** The signed statements of archives, oldest first. */
  List<String> archives();
}
