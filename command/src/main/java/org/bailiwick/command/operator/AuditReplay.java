package org.bailiwick.command.operator;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.json.JsonText;

/**
 * Recomputes an audit chain from what the authority shows: the hash of a row is SHA-256 over the
 * hash of the row before and the canonical JSON of its other members.
 */
final class AuditReplay {
  private AuditHead head;
  private String fault = "";

  void add(JsonObject row) {
    if (!isIntact()) {
      return;
    }
    if (head == null) {
      head = AuditHead.genesis(row.getString("chain"));
    }
    long seq = row.getJsonNumber("seq").longValueExact();
    String hash = row.getString("hash");
    if (seq != head.seq() + 1
        || !head.chain().equals(row.getString("chain"))
        || !head.hash().equals(row.getString("previous_hash"))) {
      fault = "row " + seq + " does not follow row " + head.seq();
    } else if (!hash.equals(hashOf(row))) {
      fault = "row " + seq + " differs from what was written";
    } else {
      head = new AuditHead(head.chain(), seq, hash);
    }
  }

  boolean isIntact() {
    return fault.isEmpty();
  }

  String verdict() {
    if (!isIntact()) {
      return "BROKEN: " + fault;
    }
    return head == null
        ? "empty"
        : "intact: %d rows of %s, head %s".formatted(head.seq(), head.chain(), head.hash());
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
