package org.bailiwick.command.archive;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.json.JsonText;

/**
 * Recomputes the hash of a row of the audit log: SHA-256 of the hash of the row before it and the
 * canonical JSON of its members.
 */
public final class RowHash {
  private RowHash() {}

  /** The hash in hex; it does not cover the member {@code hash}. */
  public static String of(JsonObject row) {
    TreeMap<String, Object> members = new TreeMap<>();
    row.forEach((name, value) -> members.put(name, plain(value)));
    members.remove("hash");
    return Sha256.hex(
        HexFormat.of().parseHex(row.getString("previous_hash")),
        JsonText.of(members).getBytes(StandardCharsets.UTF_8));
  }

  private static Object plain(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.longValueExact();
      default -> value.getValueType() == JsonValue.ValueType.NULL ? null : value.toString();
    };
  }
}
