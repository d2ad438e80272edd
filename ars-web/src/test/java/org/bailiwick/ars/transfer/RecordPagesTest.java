package org.bailiwick.ars.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of an export are one state of the registry, and their digest proves it. */
class RecordPagesTest {
  private TestTransfer transfer;
  private TestRegistry registry;

  @BeforeEach
  void open(@TempDir Path folder) {
    transfer = new TestTransfer(folder);
    registry = transfer.registry;
  }

  @AfterEach
  void close() {
    transfer.close();
  }

  @Test
  void aRecordThatChangesWhileOthersAreReadComesOnceMore() {
    AgentRecord first = registry.list("1", registry.ca.agent("one", "a.b@1"));
    registry.multiply(first, RecordPages.MOST_RECORDS + 100);
    RecordPages.Page page = transfer.pages.page(transfer.auditor, Optional.empty());
    assertThat(page.lines()).hasSize(RecordPages.MOST_RECORDS);
    assertThat(page.statement()).isEmpty();
    Cause cause = new Cause(Reason.QUARANTINED, "strange", TestTransfer.OFFICER);
    registry
        .changes()
        .commit(
            em -> AgentChanges.quarantine(em, first.identifier(), registry.clock.instant(), cause));
    List<String> lines = new ArrayList<>(page.lines());

    RecordPages.Page last = transfer.pages.page(transfer.auditor, page.next());

    lines.addAll(last.lines());
    assertThat(last.next()).isEmpty();
    assertThat(lines).hasSize(RecordPages.MOST_RECORDS + 102);
    assertThat(lines).filteredOn(line -> line.contains(first.identifier())).hasSize(2);
    JsonObject changed = StrictJson.object(lines.getLast());
    assertThat(changed.getString("state")).isEqualTo("quarantined");
    assertThat(changed.getString("returns_to")).isEqualTo("listed");
    assertThat(changed.getJsonArray("history")).hasSize(2);
    JsonObject claims = claims(last.statement().orElseThrow());
    assertThat(claims.getInt("lines")).isEqualTo(lines.size());
    assertThat(claims.getJsonNumber("revision").longValue())
        .isEqualTo(registry.records().revision().number());
    assertThat(claims.getString("sha256")).isEqualTo(digest(lines));
    assertThat(lines).allMatch(line -> CanonicalJson.of(line).equals(line));
  }

  @Test
  void aRowThatCannotBeReadIsThereAsSuch() {
    AgentRecord record = registry.list("1", registry.ca.agent("one", "a.b@1"));
    registry.spoil(record);
    JsonObject line = StrictJson.object(transfer.export().getFirst());
    assertThat(line.getString("state")).isEqualTo("unreadable");
    assertThat(line.getString("id")).isEqualTo(record.identifier());
    assertThat(line).containsKey("certificate");
  }

  @Test
  void anEmptyRegistryHasAStatement() {
    RecordPages.Page page = transfer.pages.page(transfer.auditor, Optional.empty());
    assertThat(page.lines()).isEmpty();
    assertThat(claims(page.statement().orElseThrow()).getString("sha256"))
        .isEqualTo("0".repeat(64));
  }

  @Test
  void aPageTokenIsOfItsReader() {
    registry.multiply(
        registry.list("1", registry.ca.agent("one", "a.b@1")), RecordPages.MOST_RECORDS);
    String token = transfer.pages.page(transfer.auditor, Optional.empty()).next().orElseThrow();
    VerifiedPeer other =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("officer", "officer-1").certificate());
    assertThatThrownBy(() -> transfer.pages.page(other, Optional.of(token)))
        .isInstanceOf(ProblemException.class);
  }

  /** As docs/registry.md describes it, by other code. */
  private static String digest(List<String> lines) {
    byte[] now = new byte[32];
    for (String line : lines) {
      byte[] text = line.getBytes(StandardCharsets.UTF_8);
      byte[] both = new byte[now.length + text.length];
      System.arraycopy(now, 0, both, 0, now.length);
      System.arraycopy(text, 0, both, now.length, text.length);
      now = Sha256.of(both);
    }
    return HexFormat.of().formatHex(now);
  }

  private static JsonObject claims(String statement) {
    return StrictJson.object(
        new String(
            Base64.getUrlDecoder().decode(statement.split("\\.", 3)[1]), StandardCharsets.UTF_8));
  }
}
