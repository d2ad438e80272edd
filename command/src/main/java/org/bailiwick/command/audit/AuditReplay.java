package org.bailiwick.command.audit;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.archive.RowHash;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Recomputes an audit chain from its rows and compares it with the signed heads. If the first rows
 * are in archives, the chain must continue from the signed end of the newest archive, or reach that
 * end if the removal of archived rows was interrupted.
 */
public final class AuditReplay {
  private final SignedHeads signed;
  private final ArchiveManifests archives;
  private AuditHead head;
  private long first = 1;
  private String fault;

  /** Begins before the first row that is not archived. */
  public AuditReplay(SignedHeads signed, ArchiveManifests archives) {
    this.signed = signed;
    this.archives = archives;
    this.fault = signed.fault().or(archives::fault).or(this::endOfArchives).orElse("");
  }

  // The last row of the archives is compared with its signed head even if no archive is read.
  private Optional<String> endOfArchives() {
    return archived()
        .filter(end -> signed.of(end.seq()).filter(one -> !one.head().equals(end)).isPresent())
        .map(end -> "the archives end with another row " + end.seq() + " than was signed");
  }

  private Optional<AuditHead> archived() {
    return archives.newest().map(newest -> newest.rows().last());
  }

  /** Reads the next row; after the first fault rows are ignored. */
  public void add(JsonObject row) {
    if (!fault.isEmpty()) {
      return;
    }
    long seq = row.getJsonNumber("seq").longValueExact();
    if (head == null) {
      head = begin(row, seq);
      first = seq;
    }
    String hash = row.getString("hash");
    AuditHead here = new AuditHead(row.getString("chain"), seq, hash);
    if (!follows(row, here)
        && !signed.isAccepted(head.seq() + 1, Math.max(head.seq() + 1, seq - 1))) {
      fault = "row " + seq + " does not follow row " + head.seq();
    } else if (!hash.equals(RowHash.of(row)) && !signed.isAccepted(seq, seq)) {
      fault = "row " + seq + " differs from what was written";
    } else if (signed.of(seq).filter(statement -> !statement.head().equals(here)).isPresent()) {
      fault = "row " + seq + " is not the one that was signed at " + signed.of(seq).get().at();
    } else if (differsFromArchive(here)) {
      fault = "row " + seq + " is not the one with which an archive ends";
    } else {
      head = here;
    }
  }

  private boolean follows(JsonObject row, AuditHead here) {
    return here.seq() == head.seq() + 1
        && head.chain().equals(here.chain())
        && head.hash().equals(row.getString("previous_hash"));
  }

  private AuditHead begin(JsonObject row, long seq) {
    Optional<AuditHead> end = archived().filter(archive -> seq > 1);
    // A row of an archive whose removal was interrupted; the archive's last row verifies it.
    return end.filter(archive -> seq <= archive.seq())
        .map(archive -> new AuditHead(archive.chain(), seq - 1, row.getString("previous_hash")))
        .or(() -> end)
        .orElseGet(() -> AuditHead.genesis(row.getString("chain")));
  }

  private boolean differsFromArchive(AuditHead here) {
    return archives
        .endingAt(here.seq())
        .filter(archive -> !archive.rows().last().equals(here))
        .isPresent();
  }

  /** Whether all rows so far follow each other and are what was signed. */
  public boolean isIntact() {
    return fault().isEmpty();
  }

  /** The result in one line, with the first fault if there is one. */
  public String verdict() {
    if (!isIntact()) {
      return "BROKEN: " + fault();
    }
    if (head == null) {
      return "empty";
    }
    long proven = signed.last().map(last -> last.head().seq()).orElse(0L);
    String rows = first == 1 ? head.seq() + " rows" : "rows " + first + " to " + head.seq();
    return "intact: %s of %s, head %s, signed up to row %d"
        .formatted(rows, head.chain(), head.hash(), proven);
  }

  /** Notes for the auditor beside the verdict: accepted gaps, new keys, and archived rows. */
  public List<String> notes() {
    return Stream.concat(signed.notes().stream(), archives.notes().stream()).toList();
  }

  private String fault() {
    if (!fault.isEmpty()) {
      return fault;
    }
    long archived = archived().map(AuditHead::seq).orElse(0L);
    long rows = head == null ? archived : head.seq();
    if (rows < archived) {
      return "row %d was archived, and the log ends with row %d".formatted(archived, rows);
    }
    Optional<HeadStatement> cut = signed.last().filter(last -> last.head().seq() > rows);
    return cut.map(
            last ->
                "row %d was signed at %s, and the log ends with row %d"
                    .formatted(last.head().seq(), last.at(), rows))
        .orElse("");
  }
}
