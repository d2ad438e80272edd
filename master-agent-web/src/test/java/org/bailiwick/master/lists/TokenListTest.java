package org.bailiwick.master.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenListTest {
  private ListRig rig;
  private TokenList tokens;

  /** An access token with two jobs; the first has a step whose token was replaced twice. */
  @BeforeEach
  void start(@TempDir Path folder) {
    rig = new ListRig(folder);
    TestClock clock = rig.rig.clock;
    tokens = new TokenList(rig.rig.store(), clock);
    rig.token("access", "", "access", "");
    rig.token("other", "", "access", "");
    rig.now = "08:00:01";
    rig.token("root-1", "access", "job", "job-1");
    rig.token("root-2", "access", "job", "job-2");
    rig.now = "08:00:02";
    rig.token("step-1", "root-1", "step", "job-1/a");
    rig.token("step-2", "root-2", "step", "job-2/a");
    rig.now = "08:00:03";
    rig.token("inner-1", "step-1", "replacement", "job-1/a");
    rig.token("inner-2", "inner-1", "replacement", "job-1/a");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void listsTheTokensOfAJobAndTheAccessTokenOnceForEveryPageSize() {
    for (int size = 1; size <= 7; size++) {
      assertThat(jtis(size, "job", "job-1"))
          .as("pages of " + size)
          .containsExactly("inner-2", "inner-1", "step-1", "root-1", "access");
    }
    assertThat(jtis(3, "job", "job-3")).isEmpty();
  }

  @Test
  void listsAllTokensWithTheirParents() {
    assertThat(jtis(3))
        .containsExactly(
            "inner-2", "inner-1", "step-2", "step-1", "root-2", "root-1", "other", "access");
    assertThat(jtis(3, "caller", ListRig.BUYER)).hasSize(8);
    assertThat(jtis(3, "since", "2026-11-29T08:00:03Z")).containsExactly("inner-2", "inner-1");
    assertThat(rig.read(tokens, 8))
        .extracting(token -> token.get("parent"))
        .containsExactly("inner-1", "step-1", "root-2", "root-1", "access", "access", null, null);
  }

  @Test
  void aTokenEndsWithItsNearestAncestorThatHasEnded() {
    end("step-1", "step-done");
    end("access", "caller-revoked");
    Map<String, Object> inner = token("inner-2");
    assertThat(inner)
        .containsEntry("state", "ended")
        .containsEntry("ended_with", "step-1")
        .containsEntry("end_reason", "step-done")
        .containsEntry("ended_at", "2026-11-29T09:00:00Z");
    assertThat(token("step-2")).containsEntry("ended_with", "access");
    assertThat(token("access")).containsEntry("ended_with", "access");
    assertThat(token("other")).containsEntry("state", "live").doesNotContainKey("ended_with");
  }

  /** The ancestors of a token are looked up also where its page has none of them. */
  @Test
  void theStateDoesNotDependOnThePage() {
    end("access", "caller-revoked");
    assertThat(rig.read(tokens, 1).getFirst())
        .containsEntry("jti", "inner-2")
        .containsEntry("state", "ended")
        .containsEntry("ended_with", "access");
  }

  @Test
  void aTokenExpires() {
    rig.rig.run(
        "insert into token (jti, kind, caller, caller_serial, scope, issued_at, expires_at)"
            + " values ('old', 'access', 'c', '0a', 'a.b@1', timestamp '2020-01-01 00:00:00',"
            + " timestamp '2020-01-01 00:05:00')");
    assertThat(token("old")).containsEntry("state", "expired");
  }

  @Test
  void tellsOfATokenNoDigest() {
    assertThat(token("step-1"))
        .containsOnlyKeys(
            "jti",
            "kind",
            "state",
            "parent",
            "caller",
            "job",
            "step",
            "scope",
            "issued_at",
            "expires_at")
        .containsEntry("kind", "step")
        .containsEntry("step", "a");
    assertThat(rig.page(tokens, Map.of())).doesNotContain("digest");
  }

  private void end(String jti, String reason) {
    rig.rig.run(
        "insert into token_end values ('%s', timestamp '2026-11-29 09:00:00', '%s')"
            .formatted(jti, reason));
  }

  private Map<String, Object> token(String jti) {
    return rig.read(tokens, 200).stream()
        .filter(token -> token.get("jti").equals(jti))
        .findFirst()
        .orElseThrow();
  }

  private List<Object> jtis(int size, String... filters) {
    return rig.read(tokens, size, filters).stream().map(token -> token.get("jti")).toList();
  }
}
