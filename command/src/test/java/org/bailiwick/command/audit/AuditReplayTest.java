package org.bailiwick.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.json.JsonText;
import org.junit.jupiter.api.Test;

class AuditReplayTest {
  private static final String CHAIN = "authority/aca";
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  private final JsonObject first = row(1, AuditHead.genesis(CHAIN).hash(), "credential.issued");
  private final JsonObject second = row(2, first.getString("hash"), "credential.revoked");
  private final KeyPair auditKey = TestKeys.ec();
  private final AuditReplay replay = signed();

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

  @Test
  void comparesRowsWithWhatWasSigned() {
    AuditReplay proven = signed(head(0), head(2));
    proven.add(first);
    proven.add(second);
    assertThat(proven.verdict()).contains("2 rows", "signed up to row 2");
  }

  @Test
  void findsARewrittenChain() {
    AuditReplay proven = signed(head(0), head(2));
    JsonObject other = row(1, AuditHead.genesis(CHAIN).hash(), "nothing.happened");
    proven.add(other);
    proven.add(row(2, other.getString("hash"), "credential.revoked"));
    assertThat(proven.verdict()).isEqualTo("BROKEN: row 2 is not the one that was signed at " + AT);
  }

  @Test
  void findsThatTheEndWasCutOff() {
    AuditReplay proven = signed(head(0), head(2));
    proven.add(first);
    assertThat(proven.isIntact()).isFalse();
    assertThat(proven.verdict())
        .isEqualTo("BROKEN: row 2 was signed at " + AT + ", and the log ends with row 1");
  }

  @Test
  void findsAHeadThatAnotherKeySigned() {
    List<String> lines = lines(TestKeys.ec(), head(0));
    AuditReplay forged = replay(lines);
    assertThat(forged.verdict()).isEqualTo("BROKEN: signed head 1 is not signed by the audit key");
  }

  /** Each domain node signs its own file of heads. */
  @Test
  void oneOfSeveralTrustedKeysSignsAllHeadsOfAFile() {
    KeyPair other = TestKeys.ec();
    List<PublicKey> trusted = List.of(auditKey.getPublic(), other.getPublic());
    assertThat(SignedHeads.ofOne(lines(other, head(0), head(2)), trusted).fault()).isEmpty();
    assertThat(SignedHeads.ofOne(List.of(), trusted).fault()).isEmpty();
    List<String> mixed = new ArrayList<>(lines(other, head(0)));
    HeadStatement next = head(2).after(HeadStatement.digest(mixed.getFirst()));
    mixed.add(next.signed(new JwsSigner(new InMemorySigningKey("audit", auditKey), "audit")));
    assertThat(SignedHeads.ofOne(mixed, trusted).fault())
        .contains("signed head 2 is not signed by the audit key");
    assertThat(SignedHeads.ofOne(lines(TestKeys.ec(), head(0)), trusted).fault())
        .contains("signed head 1 is not signed by the audit key");
  }

  @Test
  void findsAHeadThatWasTakenOut() {
    List<String> lines = new ArrayList<>(lines(auditKey, head(0), head(1), head(2)));
    lines.remove(1);
    AuditReplay cut = replay(lines);
    assertThat(cut.verdict()).isEqualTo("BROKEN: signed head 2 does not follow the one before it");
  }

  @Test
  void anAcceptedGapIsNotedAndWhatWasLostIsNotAskedFor() {
    HeadStatement.Gap gap = new HeadStatement.Gap(2, 2, "officer-1", "restored");
    AuditReplay proven =
        signed(head(0), head(2), new HeadStatement(head(1).head(), AT, "", Optional.of(gap)));
    proven.add(first);
    assertThat(proven.isIntact()).isTrue();
    assertThat(proven.notes())
        .containsExactly(
            "gap accepted at " + AT + " by officer-1: rows 2 to 2 are lost (restored)");
  }

  /** An officer accepted that a row is changed; the rows before and after it still count. */
  @Test
  void changedRowsThatAnOfficerAcceptedAreNotedAndNoOthers() {
    JsonObject third = row(3, second.getString("hash"), "audit.gap-accepted");
    JsonObject changed = Json.createObjectBuilder(second).add("subject", "someone else").build();
    HeadStatement.Gap gap = new HeadStatement.Gap(2, 2, "officer-1", "looked at");
    AuditHead now = new AuditHead(CHAIN, 3, third.getString("hash"));
    HeadStatement accepted = new HeadStatement(now, AT, "", Optional.of(gap));
    AuditReplay proven = signed(head(0), head(1), accepted);
    List.of(first, changed, third).forEach(proven::add);
    assertThat(proven.verdict()).contains("intact: 3 rows", "signed up to row 3");
    assertThat(proven.notes()).hasSize(1);

    AuditReplay without = signed(head(0), head(1), accepted);
    List.of(first, third).forEach(without::add);
    assertThat(without.isIntact()).as("the changed row was deleted then").isTrue();

    AuditReplay another = signed(head(0), head(1), accepted);
    JsonObject other = Json.createObjectBuilder(first).add("subject", "someone else").build();
    List.of(other, changed, third).forEach(another::add);
    assertThat(another.verdict()).isEqualTo("BROKEN: row 1 differs from what was written");
  }

  /** The restored database had written on before the gap was accepted. */
  @Test
  void rowsThatTookThePlaceOfLostOnesAreNotComparedWithThem() {
    HeadStatement.Gap gap = new HeadStatement.Gap(2, 2, "officer-1", "restored");
    JsonObject other = row(2, first.getString("hash"), "authority.started");
    JsonObject third = row(3, other.getString("hash"), "audit.gap-accepted");
    AuditHead now = new AuditHead(CHAIN, 3, third.getString("hash"));
    AuditReplay proven =
        signed(head(0), head(1), head(2), new HeadStatement(now, AT, "", Optional.of(gap)));
    proven.add(first);
    proven.add(other);
    proven.add(third);
    assertThat(proven.verdict()).contains("3 rows", "signed up to row 3");
  }

  /** Heads signed before the gap still bind. */
  @Test
  void aGapForgivesNothingBeforeIt() {
    HeadStatement.Gap gap = new HeadStatement.Gap(2, 2, "officer-1", "restored");
    JsonObject forged = row(1, AuditHead.genesis(CHAIN).hash(), "nothing.happened");
    JsonObject second = row(2, forged.getString("hash"), "audit.gap-accepted");
    AuditHead now = new AuditHead(CHAIN, 2, second.getString("hash"));
    AuditReplay proven = signed(head(0), head(1), new HeadStatement(now, AT, "", Optional.of(gap)));
    proven.add(forged);
    proven.add(second);
    assertThat(proven.verdict()).isEqualTo("BROKEN: row 1 is not the one that was signed at " + AT);
  }

  @Test
  void followsFromTheKeyThatIsTrustedToTheOnesThatItLedTo() {
    KeyPair next = TestKeys.ec();
    AuditReplay proven = replay(handedOver(next, next));
    proven.add(first);
    proven.add(second);
    assertThat(proven.verdict()).contains("2 rows", "signed up to row 2");
    assertThat(proven.notes())
        .containsExactly(
            "audit key %s named %s at %s, which signs from there on"
                .formatted(
                    PublicJwk.thumbprint(auditKey.getPublic()),
                    PublicJwk.thumbprint(next.getPublic()),
                    AT));
  }

  /** The old key signs nothing more, and no key names itself. */
  @Test
  void afterAHandoverOnlyTheNamedKeyCounts() {
    assertThat(replay(handedOver(TestKeys.ec(), auditKey)).verdict())
        .isEqualTo("BROKEN: signed head 3 is not signed by the audit key");
    List<String> named = handedOver(TestKeys.ec(), TestKeys.ec());
    assertThat(replay(named).verdict())
        .isEqualTo("BROKEN: signed head 3 is not signed by the audit key");
    KeyPair thief = TestKeys.ec();
    HeadStatement own =
        new HeadStatement(
            head(1).head(),
            AT,
            "",
            Optional.empty(),
            Optional.of(new HeadStatement.Handover(thief.getPublic(), "")));
    assertThat(replay(lines(thief, own)).verdict())
        .isEqualTo("BROKEN: signed head 1 is not signed by the audit key");
  }

  // Rows 0 and 1 by the first key, which names the next there; row 2 by whoever it is.
  private List<String> handedOver(KeyPair named, KeyPair by) {
    HeadStatement last =
        new HeadStatement(
            head(1).head(),
            AT,
            "",
            Optional.empty(),
            Optional.of(new HeadStatement.Handover(named.getPublic(), "")));
    List<String> lines = new ArrayList<>(lines(auditKey, head(0), last));
    lines.add(
        head(2)
            .after(HeadStatement.digest(lines.getLast()))
            .signed(new JwsSigner(new InMemorySigningKey("audit", by), "audit")));
    return lines;
  }

  private HeadStatement head(long seq) {
    String hash =
        switch ((int) seq) {
          case 0 -> AuditHead.genesis(CHAIN).hash();
          case 1 -> first.getString("hash");
          default -> second.getString("hash");
        };
    return new HeadStatement(new AuditHead(CHAIN, seq, hash), AT, "", Optional.empty());
  }

  private AuditReplay signed(HeadStatement... heads) {
    return replay(lines(auditKey, heads));
  }

  private AuditReplay replay(List<String> heads) {
    SignedHeads signed = SignedHeads.of(heads, auditKey.getPublic());
    return new AuditReplay(signed, ArchiveManifests.of(List.of(), signed.keys()));
  }

  private static List<String> lines(KeyPair key, HeadStatement... heads) {
    JwsSigner signer = new JwsSigner(new InMemorySigningKey("audit", key), "audit");
    List<String> lines = new ArrayList<>();
    for (HeadStatement head : heads) {
      String previous = lines.isEmpty() ? "" : HeadStatement.digest(lines.getLast());
      lines.add(head.after(previous).signed(signer));
    }
    return lines;
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
    return OperatorJson.object(JsonText.of(members));
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
