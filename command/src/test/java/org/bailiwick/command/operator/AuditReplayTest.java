package org.bailiwick.command.operator;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.json.JsonText;
import org.junit.jupiter.api.Test;

class AuditReplayTest {
  private static final String CHAIN = "authority/aca";

  private final JsonObject first = row(1, AuditHead.genesis(CHAIN).hash(), "credential.issued");
  private final JsonObject second = row(2, first.getString("hash"), "credential.revoked");
  private final AuditReplay replay = new AuditReplay();

  @Test
  void acceptsAChainAsWritten() {
    replay.add(first);
    replay.add(second);
    assertThat(replay.isIntact()).isTrue();
    assertThat(replay.verdict()).contains("2 rows of authority/aca", second.getString("hash"));
  }

  @Test
  void saysThatAnEmptyLogIsEmpty() {
    assertThat(replay.verdict()).isEqualTo("empty");
  }

  @Test
  void findsAChangedRow() {
    replay.add(Json.createObjectBuilder(first).add("subject", "someone else").build());
    replay.add(second);
    assertThat(replay.isIntact()).isFalse();
    assertThat(replay.verdict()).isEqualTo("BROKEN: row 1 differs from what was written");
  }

  @Test
  void findsAMissingRow() {
    replay.add(second);
    assertThat(replay.verdict()).isEqualTo("BROKEN: row 2 does not follow row 0");
  }

  private static JsonObject row(long seq, String previous, String event) {
    TreeMap<String, Object> members = new TreeMap<>();
    members.put("at", "2026-11-25T12:00:00.000000Z");
    members.put("chain", CHAIN);
    members.put("check", "");
    members.put("details", "{\"a\":\"ü\"}");
    members.put("event", event);
    members.put("outcome", "DONE");
    members.put("previous_hash", previous);
    members.put("request_id", null);
    members.put("resource", "07");
    members.put("seq", seq);
    members.put("subject", "spiffe://bailiwick.example/operator/officer/officer-1");
    String body = JsonText.of(members);
    members.put("hash", sha256(HexFormat.of().parseHex(previous), body));
    return JsonAnswer.object(JsonText.of(members));
  }

  private static String sha256(byte[] previous, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      digest.update(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
