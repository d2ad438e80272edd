package org.bailiwick.command.operator;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.json.JsonText;

/**
 * Recomputes an audit chain from its rows, and compares it with what was signed of it: the hash of
 * a row is SHA-256 over the hash of the row before and the canonical JSON of its other members.
 */
final class AuditReplay {
  private final SignedHeads signed;
  private AuditHead head;
  private String fault;

  AuditReplay(SignedHeads signed) {
    this.signed = signed;
    this.fault = signed.fault().orElse("");
  }

  void add(JsonObject row) {
    if (!fault.isEmpty()) {
      return;
    }
    if (head == null) {
      head = AuditHead.genesis(row.getString("chain"));
    }
    long seq = row.getJsonNumber("seq").longValueExact();
    String hash = row.getString("hash");
    AuditHead here = new AuditHead(row.getString("chain"), seq, hash);
    if (seq != head.seq() + 1
        || !head.chain().equals(here.chain())
        || !head.hash().equals(row.getString("previous_hash"))) {
      fault = "row " + seq + " does not follow row " + head.seq();
    } else if (!hash.equals(hashOf(row))) {
      fault = "row " + seq + " differs from what was written";
    } else if (signed.of(seq).filter(statement -> !statement.head().equals(here)).isPresent()) {
      fault = "row " + seq + " is not the one that was signed at " + signed.of(seq).get().at();
    } else {
      head = here;
    }
  }

  boolean isIntact() {
    return fault().isEmpty();
  }

  /** One line for a person: what was found, or the first row that does not fit. */
  String verdict() {
    if (!isIntact()) {
      return "BROKEN: " + fault();
    }
    if (head == null) {
      return "empty";
    }
    long proven = signed.last().map(last -> last.head().seq()).orElse(0L);
    return "intact: %d rows of %s, head %s, signed up to row %d"
        .formatted(head.seq(), head.chain(), head.hash(), proven);
  }

  /** What an auditor should know beside the verdict: accepted gaps. */
  List<String> notes() {
    return signed.gaps();
  }

  private String fault() {
    if (!fault.isEmpty()) {
      return fault;
    }
    long rows = head == null ? 0 : head.seq();
    Optional<HeadStatement> cut = signed.last().filter(last -> last.head().seq() > rows);
    return cut.map(
            last ->
                "row %d was signed at %s, and the log ends with row %d"
                    .formatted(last.head().seq(), last.at(), rows))
        .orElse("");
  }

  private static String hashOf(JsonObject row) {
    TreeMap<String, Object> members = new TreeMap<>();
    row.forEach((name, value) -> members.put(name, plain(value)));
    members.remove("hash");
    byte[] previous = HexFormat.of().parseHex(row.getString("previous_hash"));
    byte[] body = JsonText.of(members).getBytes(StandardCharsets.UTF_8);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.longValueExact();
      default -> value.getValueType() == JsonValue.ValueType.NULL ? null : value.toString();
    };
  }
}
