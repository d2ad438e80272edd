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
   * The ledger beside the log, compared with it; empty where there is none.
   *
   * @param archived the newest statement of an archive that fits
   */
  default Optional<LedgerFindings> ledger(Optional<ArchiveStatement> archived) {
    return Optional.empty();
  }

  /** The signed statements of what left for archives, oldest first. */
  List<String> archives();
}
